"""Buttons: primary, secondary, quiet, danger."""

import re

from screens.components.draw import box, panel
from screens.components.icons import draw_icon
from screens.components.press import Act, Press
from screens.components.text import Text
from screens.theme.theme import Theme
from screens.theme.tokens import FLOOR_MM, TYPE_MM

SLACK_MM = 0.5
"""Room that is left beside words that fit: what another rasteriser measures a pixel wider has it still."""
LATIN = re.compile(r"[!-~]+")
"""What is not broken within a line."""
STEP = 0.05
"""By how much words are made smaller at a time until they fit."""

KINDS = {
    # kind: fill, fill while pressed, ink, border
    "primary": ("brand", "brand_pressed", "on_brand", "brand"),
    "secondary": ("surface", "tint_pressed", "brand", "brand"),
    "quiet": ("surface", "tint_pressed", "ink", "edge"),
    "tinted": ("tint", "tint_pressed", "brand", "tint"),
    "danger": ("surface", "error_pressed", "error", "error"),
}


class Button(Press):
    """A button of 26 mm (20 mm when `small`), as wide as it is laid.

    kind: primary (one a page), secondary, quiet, tinted (a door beside the main road), danger (keep 12 mm
    away from others). icon: a name of icon_paths, before the text. Its text wraps when it must. tight: a cell
    of a grid, 20 mm high with little air at its sides.
    """

    def __init__(
        self,
        theme: Theme,
        *,
        text: str,
        on_act: Act | None = None,
        kind: str = "secondary",
        icon: str | None = None,
        small: bool = False,
        tight: bool = False,
        scale: float | None = None,
        busy_text: str | None = None,
        speech: str | None = None,
        hint: str = "",
        enabled: bool = True,
        busy: bool = False,
        id: str = "",
    ) -> None:
        super().__init__(
            theme, name=text, on_act=on_act, speech=speech, hint=hint, enabled=enabled, busy=busy, id=id
        )
        self._kind, self._icon, self._small = kind, icon, small
        self.with_icon = True
        """Set to False by whoever lays it where its words alone have room."""
        self._tight = tight
        self._busy_text = busy_text
        self._label = Text(
            theme,
            text,
            role="label" if small else "button",
            bold=True,
            align="centre",
            scale=scale,
            balance=True,
        )
        self.add_widget(self._label)
        self._show()

    @property
    def text(self) -> str:
        """What is written on it."""
        return self.name

    @text.setter
    def text(self, text: str) -> None:
        self.name = text
        self._state_changed()

    def has_room(self, width: int) -> bool:
        """Whether its longest word stands in one line in a width in px, beside its icon if that is shown."""
        word = max(self._label.text.split(), key=len, default="")
        across, slack = self._pads()[0], self.theme.px(SLACK_MM)
        word_wide = self.theme.fonts.width(word, self._label.em, bold=True)
        return word_wide + slack <= width - 2 * across - self._icon_room()

    def set_scale(self, scale: float | None) -> None:
        """Fix the text-size factor (the frame of a page grows less than its content); asks for no layout."""
        self._label.rescale(scale)

    def fit(self, width: int, height: int, scale: float) -> None:
        """Write the words as large as `scale` where they have room in width x height px, else smaller.

        Never under 5 mm. For a place that is fixed; it asks for no layout.
        """
        across, down = self._pads()
        least = FLOOR_MM / TYPE_MM[self._label.role]
        while True:
            self._label.rescale(max(scale, least))
            room = width - 2 * across - self._icon_room() - self.theme.px(SLACK_MM)
            word = max(LATIN.findall(self._label.text), key=len, default="")
            whole = self.theme.fonts.width(word, self._label.em, bold=True) <= room
            if scale <= least or (whole and self._label.height_for(room) + 2 * down <= height):
                return
            scale -= STEP

    def _state_changed(self) -> None:
        self._show()
        self.repaint()

    def _show(self) -> None:
        self._label.text = self._busy_text if self.busy and self._busy_text else self.name
        self._label.colour = self._ink()

    def _ink(self) -> str:
        if self.busy:
            return "brand"
        return KINDS[self._kind][2] if self.enabled else "disabled_ink"

    def _floor(self) -> int:
        return self.theme.grown("scroll" if self._small or self._tight else "primary_h")

    def _pads(self) -> tuple[int, int]:
        return self.theme.px(1 if self._tight else 6.5), self.theme.px(2.5)

    def _icon_px(self) -> int:
        return round(self._label.em * 1.1) if self._shows_icon() else 0

    def _icon_room(self) -> int:
        return self._icon_px() + self.theme.px(3) if self._shows_icon() else 0

    def _shows_icon(self) -> bool:
        return self._icon is not None and self.with_icon

    def _natural(self) -> int:
        across, _ = self._pads()
        return max(
            self._label.natural_width() + self._icon_room() + 2 * across,
            self.theme.size("floor"),
        )

    def _height(self, width: int) -> int:
        across, down = self._pads()
        return max(self._floor(), self._label.height_for(width - 2 * across - self._icon_room()) + 2 * down)

    def _arrange(self) -> None:
        across, _ = self._pads()
        room = self._icon_room()
        wide = min(self._label.natural_width(), self.width - 2 * across - room)
        high = self._label.height_for(wide)
        x = self.x + (self.width - wide - room) // 2 + room
        self._label.lay(x, self.y + (self.height - high) // 2, wide, high)

    def _paint(self) -> None:
        theme = self.theme
        fill, pressed, _, edge = KINDS[self._kind]
        if self.busy:
            fill, edge = "tint", "brand"
        elif not self.enabled:
            fill, edge = "disabled", "disabled_edge"
        elif self.pressed:
            fill = pressed
        stroke = theme.stroke("control")
        panel(
            self.ink,
            theme.masks,
            (self.x, self.y, self.width, self.height),
            fill=theme.colour(fill),
            edge=theme.colour("brand" if theme.high_contrast and edge == "tint" else edge),
            stroke=stroke,
            radius=theme.radius("control"),
        )
        if self._icon is not None and self.with_icon:
            px = self._icon_px()
            x = self._label.x - theme.px(3) - px
            draw_icon(self.ink, theme, self._icon, x, self.y + (self.height - px) // 2, px, self._ink())
        if self.busy and not self._busy_text:
            self._paint_dots()

    def _paint_dots(self) -> None:
        """Draw three dots under words that do not say that it works: colour alone does not, either."""
        theme = self.theme
        px, colour = theme.px(1.5), theme.colour("brand")
        left, up = self.x + (self.width - 5 * px) // 2, self.y + (self._label.y - self.y - px) // 2
        for dot in range(3):
            box(self.ink, theme.masks, (left + 2 * dot * px, up, px, px), colour, px // 2)
