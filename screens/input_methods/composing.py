"""What the keys do to a field: pinyin letters, a character under the finger, plain characters. No widgets."""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from screens.input_methods.composition import Composition, InputMethod
from screens.input_methods.handwriting.strokes import Stroke
from screens.input_methods.handwriting.written import Written
from screens.input_methods.layouts import Pad
from screens.input_methods.radicals.choice import RadicalChoice
from screens.input_methods.radicals.table import radicals


class Field(Protocol):
    """What is typed into."""

    composing: str

    def value(self) -> str:
        """Return what stands in it."""

    def insert(self, text: str) -> bool:
        """Put text in at the caret."""

    def backspace(self) -> None:
        """Take the character before the caret away."""

    def clear(self) -> None:
        """Take everything away."""

    def undo(self) -> None:
        """Bring back what was cleared."""

    def move(self, characters: int) -> None:
        """Move the caret to the right, or to the left by a number below zero."""


class Reader(Protocol):
    """Reads what is written by hand; see handwriting.writer.Handwriting."""

    @property
    def works(self) -> bool:
        """Whether it can read, as far as is known."""

    def start(self) -> None:
        """Get ready; nothing waits."""

    def ask(self, strokes: tuple[Stroke, ...], then: Callable[[tuple[str, ...]], None]) -> None:
        """Ask what the strokes are."""

    def forget(self) -> None:
        """Answer nothing that was asked until now."""


class Composing:
    """One field, and what is at work on it. `shown()` is called after each change of the candidates.

    later: calls its argument on the window's thread; what is read by hand comes from another one. draws:
    whether the font has every character of a text; what it has not is not offered.
    """

    def __init__(
        self,
        field: Field,
        kind: str,
        pad: Pad,
        shown: Callable[[], None],
        *,
        pinyin: InputMethod | None = None,
        reader: Reader | None = None,
        later: Callable[[Callable[[], None]], None] = lambda act: act(),
        draws: Callable[[str], bool] = lambda _: True,
        before: "Composing | None" = None,
    ) -> None:
        """before: whose work is gone on with: the page was built anew, in another language."""
        self._field, self._kind, self._shown, self._later = field, kind, shown, later
        self._pinyin, self._reader, self._draws = pinyin, reader, draws
        self._written = Written()
        self._radicals: RadicalChoice | None = None
        self._places: tuple[int, ...] = ()
        self.pad = pad
        self.now = Composition()
        if before is not None:
            self.pad, self.now, self._written = before.pad, before.now, before.written
            self._places, self._radicals = before.places, before.by_radical
            field.composing = self.now.preedit
        elif pinyin is not None:
            pinyin.clear()
        if self.pad is Pad.WRITING and reader is not None:
            reader.start()
            if self.strokes and not self.now.candidates:
                self._ask()

    @property
    def can_write(self) -> bool:
        """Whether what is written by hand is read."""
        return self._reader is not None and self._reader.works

    @property
    def written(self) -> Written:
        """The character under the finger."""
        return self._written

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """What is written of a character that is not done."""
        return self._written.strokes

    @property
    def places(self) -> tuple[int, ...]:
        """Where the candidates that are offered stand on the method's own page."""
        return self._places

    @property
    def by_radical(self) -> RadicalChoice | None:
        """The way to a rare character; None as long as nobody went there."""
        return self._radicals

    @property
    def radicals(self) -> RadicalChoice:
        """The way to a rare character."""
        if self._radicals is None:
            self._radicals = RadicalChoice(radicals(self._draws))
        return self._radicals

    def show(self, pad: Pad) -> None:
        """Use another pad; what was at work goes into the field."""
        self.finish()
        self.pad = pad
        if pad is Pad.WRITING and self._reader is not None:
            self._reader.start()

    def letter(self, key: str) -> None:
        """Take a key of the pad that is shown."""
        if self.pad is Pad.PINYIN and self._pinyin is not None:
            if not self.now.active:
                if key == "'":
                    return
                self._pinyin.begin(self._wanted())
            self._take(self._pinyin.key(key))
        else:
            self._field.insert(key)

    def stroke(self, stroke: Stroke) -> None:
        """Take a stroke of the finger."""
        self._written.add(stroke)
        self._ask()
        self._shown()

    def delete(self) -> None:
        """Take back the last letter, stroke or choice, or the character before the caret."""
        if self.pad is Pad.RADICAL and self.radicals.back():
            self._shown()
        elif self.pad is Pad.WRITING and self.strokes:
            self._take(self._written.backspace())
            self._ask()
        elif self.now.active and self._pinyin is not None:
            self._take(self._pinyin.backspace())
        else:
            self._field.backspace()

    def unwrite(self) -> None:
        """Wipe the character that is being written."""
        self._take(self._written.clear())
        self._ask()

    def space(self) -> None:
        """Take the first candidate, or put a space."""
        if self.now.active:
            self.choose(0)
        elif self.pad is not Pad.PINYIN and not self.strokes:
            self._field.insert(" ")

    def choose(self, index: int) -> None:
        """Take a candidate of this page."""
        method = self._method()
        if method is None or index >= len(self._places):
            return
        if method is self._written and self._reader is not None:
            self._reader.forget()
        self._take(method.choose(self._places[index]))

    def choose_radical(self, index: int) -> None:
        """Take an answer on the way to a rare character."""
        character = self.radicals.choose(index)
        if character:
            self._field.insert(character)
        self._shown()

    def turn(self, pages: int) -> None:
        """Show other candidates."""
        if self.pad is Pad.RADICAL:
            self.radicals.turn(pages)
            self._shown()
            return
        method = self._method()
        if method is None:
            return
        self._take(method.turn(pages))
        if pages > 0 and self.now.active and not self.now.candidates:
            # From here on there is nothing that the font draws: rare characters come last.
            self._take(method.turn(-pages))
            self.now = replace(self.now, last_page=True)
            self._shown()

    def move(self, characters: int) -> None:
        """Move the caret; what is at work goes into the field before."""
        self.finish()
        self._field.move(characters)

    def undo(self) -> None:
        """Bring back what was cleared."""
        self._field.undo()

    def clear(self) -> None:
        """Forget what is at work, and empty the field."""
        self._forget()
        self._field.clear()

    def finish(self) -> None:
        """Put what is at work into the field: the first candidate, or the letters as typed."""
        method = self._method()
        while self.now.active and self._places and method is not None:
            self._take(method.choose(self._places[0]))
        letters = self.now.preedit.replace(" ", "")
        self._forget()
        if letters:
            self._field.insert(letters)

    def _wanted(self) -> str:
        """Return the kind of words: a surname is the beginning of a name only."""
        return "text" if self._kind == "name" and self._field.value() else self._kind

    def _method(self) -> InputMethod | Written | None:
        return self._written if self.pad is Pad.WRITING else self._pinyin

    def _forget(self) -> None:
        if self._reader is not None:
            self._reader.forget()
        if self._pinyin is not None:
            self._pinyin.clear()
        if self._radicals is not None:
            self._radicals.clear()
        self._take(self._written.clear())

    def _ask(self) -> None:
        if self._reader is None:
            return
        if not self.strokes:
            self._reader.forget()
            return
        strokes = self.strokes

        def read(candidates: tuple[str, ...]) -> None:
            # Between the answer and this moment the citizen may have written on or chosen.
            if self.strokes is strokes:
                self._take(self._written.recognised(tuple(filter(self._draws, candidates))))

        self._reader.ask(strokes, lambda candidates: self._later(lambda: read(candidates)))

    def _take(self, composition: Composition) -> None:
        drawn = [index for index, text in enumerate(composition.candidates) if self._draws(text)]
        self._places = tuple(drawn)
        self.now = replace(composition, candidates=tuple(composition.candidates[index] for index in drawn))
        self._field.composing = composition.preedit
        if composition.committed:
            self._field.insert(composition.committed)
        self._shown()
