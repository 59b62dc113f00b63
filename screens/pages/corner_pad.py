"""What moves the corners besides a finger: which corner, four arrows, and back to where they were found."""

from collections.abc import Callable, Sequence
from functools import partial

from kiosk.text import Texts
from screens.components import Button, Column, Grid, Part, Segmented
from screens.components.layout import gap_px
from screens.theme.theme import Theme

NAMES = ("left_top", "right_top", "right_bottom", "left_bottom")
"""The corners, clockwise from the page's top left; also the last part of their keys."""
ARROWS = (("left", "back", -1, 0), ("up", "up", 0, -1), ("down", "down", 0, 1), ("right", "forward", 1, 0))
"""Name, icon, steps to the right and down."""


class _Arrows(Grid):
    """Buttons of which all or none show their icons: where the words have no room beside them, none.

    They stand in two rows where their words alone have no room in one.
    """

    def __init__(self, theme: Theme, buttons: Sequence[Button]) -> None:
        super().__init__(theme, buttons, columns=len(buttons))
        self._buttons = buttons

    def _rows(self, width: int) -> tuple[int, int, list[list[Part]]]:
        gap, many = gap_px(self.theme, self.gap), len(self._buttons)
        for columns, with_icon in (
            (many, True),
            (many, False),
            (-(-many // 2), True),
            (-(-many // 2), False),
        ):
            self.columns = self.large_columns = columns
            for button in self._buttons:
                button.with_icon = with_icon
            cell = (width - gap * (columns - 1)) // columns
            if all(button.has_room(cell) for button in self._buttons):
                break
        return super()._rows(width)


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
        self._arrows = [
            Button(
                theme,
                text=texts(f"scan.corners.{name}"),
                icon=icon,
                kind="secondary",
                tight=True,
                on_act=partial(on_step, right, down),
                id=f"corner-{name}",
            )
            for name, icon, right, down in ARROWS
        ]
        self._undo = Button(
            theme,
            text=texts("scan.corners.undo"),
            speech=texts("scan.corners.undo.speech"),
            icon="undo",
            kind="quiet",
            tight=True,
            on_act=on_undo,
            id="corners-undo",
        )
        parts: list[Part] = [self._which, _Arrows(theme, [*self._arrows, self._undo])]
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
