"""The way to one character: strokes of its radical, the radical, strokes beside it, the character. Pure."""

from dataclasses import dataclass

from screens.input_methods.radicals.table import Radical, Radicals

PAGE_SIZE = 28
STEPS = ("strokes", "radical", "beside", "sign")


@dataclass(frozen=True)
class Offer:
    """step: what is asked, one of STEPS; texts: this page of the answers, numbers as digits."""

    step: str
    texts: tuple[str, ...]
    page: int
    last_page: bool


class RadicalChoice:
    """Where somebody is on this way."""

    def __init__(self, table: Radicals) -> None:
        self._table = table
        self._strokes: int | None = None
        self._radical: Radical | None = None
        self._beside: int | None = None
        self._page = 0

    @property
    def begun(self) -> bool:
        """Whether anything is chosen that can be taken back."""
        return self._strokes is not None

    @property
    def radical(self) -> str:
        """The radical that is chosen, empty before."""
        return self._radical.form if self._radical is not None else ""

    def offer(self) -> Offer:
        """Return what can be chosen now."""
        every = self._answers()
        first = self._page * PAGE_SIZE
        return Offer(
            self._step(), every[first : first + PAGE_SIZE], self._page, first + PAGE_SIZE >= len(every)
        )

    def choose(self, index: int) -> str:
        """Choose an answer of this page; return the character when it was one."""
        every = self._answers()
        at = self._page * PAGE_SIZE + index
        if not 0 <= index < PAGE_SIZE or at >= len(every):
            return ""
        self._page, step = 0, self._step()
        if step == "strokes":
            self._strokes = self._table.strokes()[at]
        elif step == "radical":
            self._radical = self._table.of(self._strokes or 0)[at]
        elif step == "beside":
            self._beside = self._table.beside(self._radical)[at] if self._radical else None
        else:
            self.clear()
            return every[at]
        return ""

    def turn(self, pages: int) -> None:
        """Show the next (1) or previous (-1) page."""
        last = max(0, (len(self._answers()) - 1) // PAGE_SIZE)
        self._page = min(last, max(0, self._page + pages))

    def back(self) -> bool:
        """Take the last choice back; return whether there was one."""
        self._page = 0
        if self._beside is not None:
            self._beside = None
        elif self._radical is not None:
            self._radical = None
        elif self._strokes is not None:
            self._strokes = None
        else:
            return False
        return True

    def clear(self) -> None:
        """Begin again."""
        self._strokes = self._radical = self._beside = None
        self._page = 0

    def _step(self) -> str:
        chosen = (self._strokes, self._radical, self._beside)
        return STEPS[next((index for index, one in enumerate(chosen) if one is None), 3)]

    def _answers(self) -> tuple[str, ...]:
        if self._strokes is None:
            return tuple(map(str, self._table.strokes()))
        if self._radical is None:
            return tuple(one.form for one in self._table.of(self._strokes))
        if self._beside is None:
            return tuple(map(str, self._table.beside(self._radical)))
        return self._table.characters(self._radical, self._beside)
