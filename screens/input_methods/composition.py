"""What an input method answers after each key, whatever it is made of."""

from dataclasses import dataclass
from typing import Protocol


class InputMethodMissing(RuntimeError):  # noqa: N818 - the field's word
    """The input method cannot run here: its library or its data is not there."""


@dataclass(frozen=True)
class Composition:
    """preedit: what is being typed; candidates: this page of them; committed: what is now done, to insert."""

    preedit: str = ""
    candidates: tuple[str, ...] = ()
    page: int = 0
    last_page: bool = True
    committed: str = ""

    @property
    def active(self) -> bool:
        """Whether something is being typed."""
        return bool(self.preedit)


class InputMethod(Protocol):
    """A method that turns keys into words. It keeps nothing of what was typed."""

    @property
    def works(self) -> bool:
        """Whether it can be offered, as far as is known."""

    def begin(self, kind: str) -> Composition:
        """Offer what fits a field of this kind from now on; what is being typed is forgotten."""

    def key(self, letter: str) -> Composition:
        """Take one letter or an apostrophe."""

    def backspace(self) -> Composition:
        """Take the last letter back."""

    def choose(self, index: int) -> Composition:
        """Choose a candidate of this page."""

    def turn(self, pages: int) -> Composition:
        """Show the next (1) or previous (-1) page of candidates."""

    def clear(self) -> Composition:
        """Forget what is being typed."""
