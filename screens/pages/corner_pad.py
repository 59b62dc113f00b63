"""What moves the corners besides a finger: which corner, four arrows, and back to where they were found."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from kiosk.text import Texts
from screens.components import Button, Column, Line, Part, Segmented
from screens.theme.theme import Theme

NAMES = ("left_top", "right_top", "right_bottom", "left_bottom")
"""The corners, clockwise from the page's top left; also the last part of their keys."""
ARROWS = (("left", "back", -1, 0), ("up", "up", 0, -1), ("down", "down", 0, 1), ("right", "forward", 1, 0))
"""Name, icon, steps to the right and down."""


class _Small(Button):
    """A button that leaves its icon away where the words of its row have no room in a line beside it."""

    def __init__(self, theme: Theme, *, icon: str, row: Sequence[str], **more: Any) -> None:
        super().__init__(theme, icon=icon, tight=True, **more)
        self._own_icon, self._row = icon, row

    def _choose_icon(self, width: int) -> None:
        self._icon = self._own_icon
        em = self._label.em
        longest = max(self.theme.fonts.width(word, em, bold=True) for word in self._row)
        if longest + self.theme.px(1) > width - 2 * self._pads()[0] - self._icon_room():
            self._icon = None

    def _height(self, width: int) -> int:
        self._choose_icon(width)
        return super()._height(width)

    def _arrange(self) -> None:
        self._choose_icon(int(self.width))
        super()._arrange()


class CornerPad(Column):
    """on_choose(index) and on_step(right, down) act on the picture, on_undo() puts everything back."""

    def __init__(
        self,
        theme: Theme,
        texts: Texts,
        *,
        on_choose: Callable[[int], None],
        on_step: Callable[[int, int], None],
        on_undo: Callable[[], None],
    ) -> None:
        self._say = texts
        self._chosen = 0
        self._told = on_choose
        names = [(name, texts(f"scan.corners.{name}")) for name in NAMES]
        self._which = Segmented(theme, names, chosen=NAMES[0], on_choose=self._choose)
        row = [*(texts(f"scan.corners.{name}") for name, *_ in ARROWS), texts("scan.corners.undo")]
        self._arrows = [
            _Small(
                theme,
                text=texts(f"scan.corners.{name}"),
                icon=icon,
                row=row,
                kind="secondary",
                on_act=partial(on_step, right, down),
                id=f"corner-{name}",
            )
            for name, icon, right, down in ARROWS
        ]
        self._undo = _Small(
            theme,
            text=texts("scan.corners.undo"),
            speech=texts("scan.corners.undo.speech"),
            icon="undo",
            row=row,
            kind="quiet",
            on_act=on_undo,
            id="corners-undo",
        )
        parts: list[Part] = [self._which, Line(theme, [*self._arrows, self._undo])]
        super().__init__(theme, parts, gap="target")
        self._name_arrows()

    def choose(self, index: int) -> None:
        """Follow the finger, which has taken another corner."""
        self._chosen = index
        self._which.choose(NAMES[index])
        self._name_arrows()

    def undoable(self, moved: bool) -> None:
        """Offer to put the corners back, where they were moved."""
        self._undo.enabled = moved

    def _choose(self, name: str) -> None:
        self._chosen = NAMES.index(name)
        self._name_arrows()
        self._told(self._chosen)

    def _name_arrows(self) -> None:
        """Let each arrow be spoken with the corner that it moves."""
        corner = self._say(f"scan.corners.{NAMES[self._chosen]}")
        for button, (name, *_) in zip(self._arrows, ARROWS, strict=True):
            way = self._say(f"scan.corners.{name}")
            button.speech = self._say("scan.corners.step", corner=corner, way=way)
