"""Tiles: one thing to choose, with its icon."""

from screens.components.draw import panel
from screens.components.icons import draw_icon
from screens.components.press import Act, Press
from screens.components.text import Text
from screens.theme.theme import Theme


class Tile(Press):
    """A tile of 50 mm: icon, name, one line below. A greyed one opens too; its line says what is missing."""

    def __init__(
        self,
        theme: Theme,
        *,
        text: str,
        sub: str = "",
        icon: str | None = None,
        on_act: Act | None = None,
        speech: str | None = None,
        enabled: bool = True,
        greyed: bool = False,
        id: str = "",
    ) -> None:
        super().__init__(theme, name=text, on_act=on_act, speech=speech, enabled=enabled, id=id, hint=sub)
        self._icon, self._greyed = icon, greyed
        self._texts = [Text(theme, text, role="strong", bold=True, balance=True)]
        if sub:
            self._texts.append(Text(theme, sub, role="caption", colour="ink2"))
        if speech is None:
            self.speech = f"{text}，{sub}" if sub else text
        for part in self._texts:
            self.add_widget(part)
        self._fade()

    def _fade(self) -> None:
        colours = ("ink2" if self._greyed else "ink", "ink2") if self.enabled else ("disabled_ink",) * 2
        for part, colour in zip(self._texts, colours, strict=False):
            part.colour = colour

    def _state_changed(self) -> None:
        self._fade()
        super()._state_changed()

    def _fill(self) -> str:
        if not self.enabled:
            return "disabled"
        return "tint_pressed" if self.pressed else "paper" if self._greyed else "surface"

    def states(self) -> tuple[str, ...]:
        """Return the words of its state."""
        return (*super().states(), "greyed") if self._greyed else super().states()

    def _pad(self) -> int:
        return self.theme.px(6)

    def _icon_px(self) -> int:
        return self.theme.grown("tile_icon") if self._icon else 0

    def _height(self, width: int) -> int:
        pad = self._pad()
        inner = sum(part.height_for(width - 2 * pad) for part in self._texts)
        icon = self._icon_px() + self.theme.px(2.5) if self._icon else 0
        return max(
            self.theme.grown("tile" if self._icon else "row"), inner + icon + 2 * pad - self.theme.px(1)
        )

    def _arrange(self) -> None:
        pad = self._pad()
        wide = self.width - 2 * pad
        if self._icon:
            top = self.top - pad - self._icon_px() - self.theme.px(2.5)
        else:
            used = sum(part.height_for(wide) for part in self._texts)
            top = self.top - (self.height - used) // 2
        for part in self._texts:
            high = part.height_for(wide)
            part.lay(self.x + pad, top - high, wide, high)
            top -= high

    def _paint(self) -> None:
        theme = self.theme
        panel(
            self.ink,
            theme.masks,
            (self.x, self.y, self.width, self.height),
            fill=theme.colour(self._fill()),
            edge=theme.colour("brand" if self.pressed else "edge" if self.enabled else "disabled_edge"),
            stroke=theme.stroke("control" if theme.high_contrast else "hairline"),
            radius=theme.radius("card"),
        )
        if self._icon:
            px = self._icon_px()
            draw_icon(
                self.ink,
                theme,
                self._icon,
                self.x + self._pad() - px // 12,
                self.top - self._pad() - px,
                px,
                "disabled_ink" if not self.enabled else "edge" if self._greyed else "brand",
            )
        if self._greyed:
            # Where the palette has no grey, the sign and the words say it.
            px, pad = theme.px(8), self._pad()
            draw_icon(self.ink, theme, "warning", self.right - pad - px, self.top - pad - px, px, "ink2")
