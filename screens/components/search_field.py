"""The place to say what one wants done; a tap opens the keyboard."""

from screens.components.draw import panel
from screens.components.icons import draw_icon
from screens.components.press import Act, Press
from screens.components.text import Text
from screens.theme.theme import Theme


class SearchField(Press):
    """A pill with a magnifying glass; shows what was typed, or the placeholder."""

    node_role = "textbox"

    def __init__(
        self,
        theme: Theme,
        *,
        placeholder: str,
        value: str = "",
        on_act: Act | None = None,
        speech: str | None = None,
        id: str = "search",
    ) -> None:
        super().__init__(theme, name=placeholder, on_act=on_act, speech=speech, id=id)
        self._value = value
        self._label = Text(theme, value or placeholder, role="strong", max_lines=2)
        self.add_widget(self._label)
        self._tint()

    def _tint(self) -> None:
        self._label.colour = "ink" if self._value else "ink2"

    def show(self, value: str) -> None:
        """Show what was typed so far."""
        self._value = value
        self._label.text = value or self.name
        self._tint()

    def value(self) -> str:
        """Return what was typed."""
        return self._value

    def _height(self, width: int) -> int:
        return max(self.theme.grown("search"), self._label.height_for(width) + self.theme.px(6))

    def _icon_px(self) -> int:
        return self.theme.grown("tile_icon") * 5 // 6

    def focus_radius(self) -> int:
        """Return half the height: the ring follows the pill."""
        return int(self.height // 2)

    def _arrange(self) -> None:
        left = self.theme.px(10) + self._icon_px() + self.theme.px(6)
        wide = self.width - left - self.theme.px(8)
        high = self._label.height_for(wide)
        self._label.lay(self.x + left, self.y + (self.height - high) // 2, wide, high)

    def _paint(self) -> None:
        theme = self.theme
        panel(
            self.ink,
            theme.masks,
            (self.x, self.y, self.width, self.height),
            fill=theme.colour("tint_pressed" if self.pressed else "surface"),
            edge=theme.colour("brand"),
            stroke=theme.stroke("control"),
            radius=self.height // 2,
        )
        px = self._icon_px()
        y = self.y + (self.height - px) // 2
        draw_icon(self.ink, theme, "search", self.x + theme.px(10), y, px, "brand")
