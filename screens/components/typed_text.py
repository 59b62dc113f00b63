"""What is typed into a field, without its look: value, caret, what is composed, what was cleared."""

from screens.components.text_layout import group_digits

GROUPS: dict[str, tuple[int, ...]] = {
    "id": (6, 4, 4, 4),
    "identity": (6, 8, 4),  # who one is: area, day of birth, order and check
    "phone": (3, 4, 4),
    "date": (4, 2, 2),
    "credit": (4, 4, 4, 4, 2),  # unified social credit code, 18 characters
    "card": (4, 4, 4, 4, 4),
}
MASK = "●"
Kept = tuple[str, int, str]
"""What is typed, where the caret stands, what was cleared."""


class TypedText:
    """One field's text; kind: text, or a name of GROUPS. The value is without the spaces of the groups."""

    def __init__(self, value: str, kind: str, max_length: int, masked: bool) -> None:
        self.value, self.kind, self.max_length, self.masked = value, kind, max_length, masked
        self.caret = len(value)
        self.composing = ""
        self._cleared = ""

    @property
    def grouped(self) -> bool:
        """Whether it is written in groups."""
        return self.kind in GROUPS

    @property
    def can_undo(self) -> bool:
        """Whether what was cleared can come back."""
        return bool(self._cleared)

    def kept(self) -> Kept:
        """Return all that is to stand in the field that comes after."""
        return self.value, self.caret, self._cleared

    def keep(self, kept: Kept) -> None:
        """Stand as the field before did."""
        self.value, self.caret, self._cleared = kept

    def put(self, value: str, caret: int | None = None) -> None:
        """Be another value, the caret at its end where no other place is said."""
        self.value, self.caret, self._cleared = value, len(value) if caret is None else caret, ""

    def show(self, value: str) -> None:
        """Be what is known elsewhere already; what was cleared can come back still."""
        self.value, self.caret = value, len(value)

    def insert(self, text: str) -> bool:
        """Put text in at the caret; return whether there was room for it."""
        if len(self.value) + len(text) > self.max_length:
            return False
        at = self.caret
        self.put(self.value[:at] + text + self.value[at:], at + len(text))
        return True

    def backspace(self) -> bool:
        """Take away the character before the caret; return whether there was one."""
        at = self.caret
        if at:
            self.put(self.value[: at - 1] + self.value[at:], at - 1)
        return bool(at)

    def clear(self) -> None:
        """Take everything away; `undo` brings it back until something else is typed."""
        self.composing = ""
        cleared = self.value or self._cleared
        self.put("")
        self._cleared = cleared

    def undo(self) -> bool:
        """Bring back what was cleared; return whether there was something."""
        cleared = self._cleared
        if cleared:
            self.put(cleared)
        return bool(cleared)

    def move(self, characters: int) -> None:
        """Move the caret to the right, or to the left by a number below zero."""
        self.caret = max(0, min(len(self.value), self.caret + characters))

    # What is seen of it.

    def seen(self) -> str:
        """Return the value as it may be seen: dots where it is masked."""
        return MASK * len(self.value) if self.masked else self.value

    def shown(self) -> tuple[str, int, int]:
        """Return the text as drawn, and where in it composing text begins and ends."""
        value, at = self.seen(), self.caret
        if self.grouped:
            before = len(self._in_groups(value[:at]))
            return self._in_groups(value), before, before
        return value[:at] + self.composing + value[at:], at, at + len(self.composing)

    def point(self, index: int) -> None:
        """Put the caret before a character of the text as drawn."""
        self.caret = len(self.shown()[0][:index].replace(" ", "")) if self.grouped else index

    def _in_groups(self, value: str) -> str:
        return " ".join(group_digits(value, GROUPS[self.kind]))
