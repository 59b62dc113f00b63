"""One thing on the screen as a person without sight meets it."""

from collections.abc import Callable
from dataclasses import dataclass, field

Bounds = tuple[int, int, int, int]
"""x, y, width, height in window px; the origin is the top left corner."""

INTERACTIVE = frozenset({"button", "checkbox", "radio", "textbox", "tab", "key", "img-button"})


@dataclass(frozen=True)
class Node:
    """Role, name and the rest, in the words of ARIA where it has one.

    name: what is written on it. speech: what is spoken (written for the ear, not scraped). state: words such
    as `checked`, `disabled`, `busy`, `pressed`, `locked`, `error`. visible: whether it lies inside the window
    and its scroll area now. private: what it holds may be said to the headphones alone. kind: how a value is
    grouped (typed_text.GROUPS).
    """

    id: str
    role: str
    name: str
    speech: str
    order: int = 0
    bounds: Bounds = (0, 0, 0, 0)
    state: tuple[str, ...] = ()
    value: str = ""
    hint: str = ""
    enabled: bool = True
    visible: bool = True
    focused: bool = False
    private: bool = False
    kind: str = ""
    action: Callable[[], None] | None = field(default=None, compare=False, repr=False)

    @property
    def interactive(self) -> bool:
        """Whether a person can act on it (also while it is disabled)."""
        return self.role in INTERACTIVE

    def as_json(self) -> dict[str, object]:
        """Return the node as plain data, without its action."""
        x, y, w, h = self.bounds
        return {
            "id": self.id,
            "role": self.role,
            "name": self.name,
            "speech": self.speech,
            "order": self.order,
            "x": x,
            "y": y,
            "w": w,
            "h": h,
            "state": list(self.state),
            "value": self.value,
            "hint": self.hint,
            "enabled": self.enabled,
            "visible": self.visible,
            "focused": self.focused,
            "interactive": self.interactive,
            "private": self.private,
        }
