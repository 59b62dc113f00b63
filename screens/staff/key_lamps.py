"""The keys of the keypad as lamps: each lights up once it has answered; to the ear it is one sentence."""

from collections.abc import Iterable

from screens.components import Chip, Wrap
from screens.focus.node import Node
from screens.theme.theme import Theme


class KeyLamps(Wrap):
    """keys: (name as written, whether it answered)."""

    def __init__(self, theme: Theme, keys: Iterable[tuple[str, bool]], answered: str) -> None:
        """`answered`: the word for a key that did."""
        self._keys, self._answered = tuple(keys), answered
        chips = [Chip(theme, name, "ok" if lit else "plain") for name, lit in self._keys]
        super().__init__(theme, chips)

    def node(self) -> Node | None:
        """Return all of them as a text."""
        words = ", ".join(f"{name} {self._answered}" if lit else name for name, lit in self._keys)
        return Node(
            id="lamps",
            role="text",
            name=words,
            speech=words,
            bounds=self.bounds(),
            visible=self.is_seen(),
            focused=self.focused,
        )
