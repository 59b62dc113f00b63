"""One character under the finger: its strokes, and its candidates page by page. Pure."""

from screens.input_methods.composition import Composition
from screens.input_methods.handwriting.strokes import Stroke

PAGE_SIZE = 6


class Written:
    """What is being written. Strokes are in mm of the writing field, the candidates those of all of them."""

    def __init__(self) -> None:
        self.strokes: tuple[Stroke, ...] = ()
        self._candidates: tuple[str, ...] = ()
        self._page = 0

    def add(self, stroke: Stroke) -> None:
        """Take one more stroke; the candidates stay until the new ones come."""
        self.strokes = (*self.strokes, stroke)

    def recognised(self, candidates: tuple[str, ...]) -> Composition:
        """Take the candidates of what is written."""
        self._candidates, self._page = (candidates if self.strokes else ()), 0
        return self.composition()

    def composition(self) -> Composition:
        """Return what the keyboard shows; the first candidate stands in the field as not yet done."""
        first = self._page * PAGE_SIZE
        return Composition(
            preedit=self._candidates[0] if self._candidates else "",
            candidates=self._candidates[first : first + PAGE_SIZE],
            page=self._page,
            last_page=first + PAGE_SIZE >= len(self._candidates),
        )

    def backspace(self) -> Composition:
        """Take the last stroke back; the caller asks again for what is left."""
        self.strokes = self.strokes[:-1]
        if not self.strokes:
            self._candidates = ()
        return self.composition()

    def choose(self, index: int) -> Composition:
        """Choose a candidate of this page: the character is done. A place without one changes nothing."""
        at = self._page * PAGE_SIZE + index
        if not 0 <= index < PAGE_SIZE or at >= len(self._candidates):
            return self.composition()
        chosen = self._candidates[at]
        self.clear()
        return Composition(committed=chosen)

    def turn(self, pages: int) -> Composition:
        """Show the next (1) or previous (-1) page of candidates."""
        last = max(0, (len(self._candidates) - 1) // PAGE_SIZE)
        self._page = min(last, max(0, self._page + pages))
        return self.composition()

    def clear(self) -> Composition:
        """Forget strokes and candidates."""
        self.strokes, self._candidates, self._page = (), (), 0
        return Composition()
