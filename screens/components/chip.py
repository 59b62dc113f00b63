"""Status as a word in a pill; colour and sign are the second and third carrier."""

from screens.components.base import Part
from screens.components.draw import panel
from screens.components.icons import draw_icon
from screens.components.text import Text
from screens.theme.theme import Theme

KINDS = {
    # kind: ink, ground, icon
    "plain": ("brand", "tint", None),
    "busy": ("brand", "tint", "clock"),
    "ok": ("ok", "ok_tint", "tick"),
    "warn": ("warn", "warn_tint", "warning"),
    "error": ("error", "error_tint", "error"),
}


class Chip(Part):
    """A pill: plain, busy, ok, warn or error; not to be acted on. Its word belongs to the row around it."""

    def __init__(self, theme: Theme, text: str, kind: str = "plain", *, icon: str | None = "") -> None:
        """icon: "" takes the sign of the kind, None none."""
        super().__init__(theme)
        self._kind = kind
        self._icon = KINDS[kind][2] if icon == "" else icon
        self._label = Text(theme, text, role="caption", bold=True, colour=KINDS[kind][0])
        self.add_widget(self._label)

    @property
    def text(self) -> str:
        """The word."""
        return self._label.text

    def _icon_px(self) -> int:
        return round(self._label.em * 0.95) if self._icon else 0

    def _room(self) -> tuple[int, int]:
        """Return px before the word and after it."""
        pad = self.theme.px(4)
        if not self._icon:
            return pad, pad
        return self.theme.px(3.2) + self._icon_px() + self.theme.px(1.5), pad

    def _natural(self) -> int:
        return self._label.natural_width() + sum(self._room())

    def _height(self, width: int) -> int:
        inner = self._label.height_for(width - sum(self._room()))
        return max(round(self.theme.size("chip") * self.theme.text_scale), inner + self.theme.px(1.2))

    def _arrange(self) -> None:
        before, after = self._room()
        wide = self.width - before - after
        high = self._label.height_for(wide)
        self._label.lay(self.x + before, self.y + (self.height - high) // 2, wide, high)

    def _paint(self) -> None:
        theme = self.theme
        ink, ground, _ = KINDS[self._kind]
        panel(
            self.ink,
            theme.masks,
            (self.x, self.y, self.width, self.height),
            fill=theme.colour(ground),
            edge=theme.colour("line") if theme.high_contrast else None,
            stroke=theme.stroke("hairline"),
            radius=min(self.height // 2, round(self._label.em * 0.95)),
        )
        if self._icon:
            px = self._icon_px()
            y = self.y + (self.height - px) // 2
            draw_icon(self.ink, theme, self._icon, self.x + theme.px(3.2), y, px, ink, 3.0)
