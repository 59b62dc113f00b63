"""The focus tree of what the stage shows now."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

from screens.focus.node import Node


class HasNodes(Protocol):
    """A stage, as far as the tree needs it."""

    def focus_parts(self) -> Iterator["HasNode"]:
        """Yield what can be met now, in reading order; a dialog hides what lies under it."""


class HasNode(Protocol):
    """A part with a node."""

    focused: bool

    def node(self) -> Node | None:
        """Return the node, None for decoration."""

    def set_focus(self, focused: bool) -> None:
        """Draw or take away the focus ring."""

    def reveal(self) -> None:
        """Scroll until it is seen."""


class FocusTree:
    """Walks the live widgets at each question, so it is never out of date."""

    def __init__(self, stage: HasNodes) -> None:
        self._stage = stage

    def _pairs(self) -> list[tuple[HasNode, Node]]:
        pairs = ((part, part.node()) for part in self._stage.focus_parts())
        return [
            (part, replace(node, order=order))
            for order, (part, node) in enumerate((p, n) for p, n in pairs if n is not None)
        ]

    def nodes(self) -> list[Node]:
        """Return all nodes in reading order."""
        return [node for _, node in self._pairs()]

    def dump(self) -> list[dict[str, object]]:
        """Return all nodes as plain data; coordinates in window px from the top left."""
        return [node.as_json() for node in self.nodes()]

    def find(self, *, id: str | None = None, role: str | None = None, name: str | None = None) -> Node:
        """Return the first node with this id, role and name.

        Raises LookupError naming what there is.
        """
        nodes = self.nodes()
        for node in nodes:
            if id in (None, node.id) and role in (None, node.role) and name in (None, node.name):
                return node
        there = ", ".join(f"{n.role} {n.name!r} #{n.id}" for n in nodes)
        raise LookupError(f"no node id={id} role={role} name={name}; there are {there}")

    @property
    def current(self) -> Node | None:
        """The node that has the focus."""
        return next((node for part, node in self._pairs() if part.focused), None)

    def move(self, by: int, *, interactive_only: bool = False) -> Node | None:
        """Move the focus by so many nodes (1 next, -1 previous), around the ends; return the new one."""
        pairs = [p for p in self._pairs() if p[1].interactive or not interactive_only]
        if not pairs:
            return None
        at = next((i for i, (part, _) in enumerate(pairs) if part.focused), None)
        to = (0 if by > 0 else len(pairs) - 1) if at is None else (at + by) % len(pairs)
        self.clear()
        part, node = pairs[to]
        return self._give(part, node)

    @staticmethod
    def _give(part: HasNode, node: Node) -> Node:
        """Focus a part and return its node as it is now, seen and focused."""
        part.reveal()
        part.set_focus(True)
        return replace(part.node() or node, order=node.order)

    def next(self) -> Node | None:
        """Move to the next node."""
        return self.move(1)

    def previous(self) -> Node | None:
        """Move to the previous node."""
        return self.move(-1)

    def focus(self, id: str) -> Node:
        """Give the focus to a node by its id and scroll to it. Raises LookupError."""
        for part, node in self._pairs():
            if node.id == id:
                self.clear()
                return self._give(part, node)
        raise LookupError(f"no node {id}")

    def focus_at(self, order: int) -> Node:
        """Give the focus to a node by its place in reading order; not all have an id. Raises LookupError."""
        for part, node in self._pairs():
            if node.order == order:
                self.clear()
                return self._give(part, node)
        raise LookupError(f"no node at {order}")

    def activate(self) -> bool:
        """Act on the node in focus; return whether it could."""
        node = self.current
        if node is None or node.action is None or not node.enabled:
            return False
        node.action()
        return True

    def clear(self) -> None:
        """Take the focus away."""
        for part in self._stage.focus_parts():
            if part.focused:
                part.set_focus(False)
