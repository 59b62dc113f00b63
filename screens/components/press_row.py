"""Rows that are one target: to open something."""

from typing import Any

from screens.components.base import Part
from screens.components.chip import Chip
from screens.components.draw import box, panel
from screens.components.icons import draw_icon
from screens.components.press import Act, Press
from screens.components.row import RowBody, spoken
from screens.theme.theme import Theme


class PressRow(Press):
    """A row that is one target: a sign at the left, words, something at the right end."""

    inset_mm = (0.0, 2.0)

    def __init__(
        self,
        theme: Theme,
        *,
        text: str,
        sub: str = "",
        end: Part | None = None,
        on_act: Act | None = None,
        bold: bool = False,
        framed: bool = False,
        speech: str | None = None,
        enabled: bool = True,
        id: str = "",
    ) -> None:
        """framed: draws its own box (a row that stands alone instead of in a card)."""
        word = end.text if isinstance(end, Chip) else ""
        said = spoken(text, sub, word) if speech is None else speech
        super().__init__(theme, name=text, on_act=on_act, speech=said, hint=sub, enabled=enabled, id=id)
        self._framed = framed
        if framed:
            self.inset_mm = (0.0, 0.0)
        self._body = RowBody(theme, text, sub, end, bold=bold)
        self.add_widget(self._body)
        self._body.fade(not enabled)

    def _state_changed(self) -> None:
        self._body.fade(not self.enabled)
        super()._state_changed()

    def _sign_px(self) -> int:
        return 0

    def _right_px(self) -> int:
        return 0

    def _insets(self) -> tuple[int, int]:
        pad = self.theme.px(6 if self._framed else 2.5)
        sign, right = self._sign_px(), self._right_px()
        return pad + (sign + self.theme.px(5.5) if sign else 0), pad + right

    def _height(self, width: int) -> int:
        left, right = self._insets()
        inner = self._body.height_for(width - left - right)
        return max(self.theme.grown("row"), inner + 2 * self.theme.px(3.5))

    def _arrange(self) -> None:
        left, right = self._insets()
        self._body.lay(self.x + left, self.y, self.width - left - right, self.height)

    def _chosen(self) -> bool:
        return False

    def _paint(self) -> None:
        theme = self.theme
        frame = (self.x, self.y, self.width, self.height)
        if self._framed:
            chosen = self._chosen()
            fill = "tint_pressed" if self.pressed else "tint" if chosen else "surface"
            edge = "brand" if chosen or self.pressed else "edge"
            if not self.enabled:
                fill, edge = "disabled", "disabled_edge"
            panel(
                self.ink,
                theme.masks,
                frame,
                fill=theme.colour(fill),
                edge=theme.colour(edge),
                stroke=theme.stroke("field" if chosen else "hairline"),
                radius=theme.radius("control"),
            )
        elif self.pressed:
            dy = theme.px(self.inset_mm[1]) // 2
            inner = (self.x, self.y + dy, self.width, self.height - 2 * dy)
            box(self.ink, theme.masks, inner, theme.colour("tint_pressed"), theme.radius("tick"))
        self._paint_sign(self.x + theme.px(6 if self._framed else 2.5))

    def _paint_sign(self, x: float) -> None:
        """Draw the sign at the left, x in px."""


class OpenRow(PressRow):
    """A row that opens something: an arrow at the right. icon: at the left."""

    def __init__(self, theme: Theme, *, text: str, icon: str | None = None, **rest: Any) -> None:
        self._icon = icon
        super().__init__(theme, text=text, **rest)

    def _sign_px(self) -> int:
        return self.theme.grown("tile_icon") if self._icon else 0

    def _right_px(self) -> int:
        return self.theme.px(11)

    def _paint_sign(self, x: float) -> None:
        theme = self.theme
        if self._icon:
            px = self._sign_px()
            draw_icon(self.ink, theme, self._icon, x, self.y + (self.height - px) // 2, px, "brand")
        px = theme.px(8)
        right = self.right - theme.px(6 if self._framed else 2.5) - px
        draw_icon(self.ink, theme, "forward", right, self.y + (self.height - px) // 2, px, "brand")
