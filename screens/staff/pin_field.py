"""A field whose digits nobody reads over a shoulder, nor hears."""

from dataclasses import replace

from screens.components import TextField
from screens.focus.node import Node

DOT = "●"


class PinField(TextField):
    """Shows a dot for each digit; to the ear, and to whoever reads the tree, it has as many dots."""

    def _shown(self) -> tuple[str, int, int]:
        at = self.caret
        return DOT * len(self.value()), at, at

    def node(self) -> Node | None:
        """Return it as a node, the digits hidden."""
        node = super().node()
        return None if node is None else replace(node, value=DOT * len(self.value()))
