"""The bottom of every page: 返回 · 帮助 · the one thing to do next."""

from screens.components.base import Part
from screens.components.button import Button
from screens.components.draw import box
from screens.components.press import Action
from screens.theme.theme import Theme


class BottomBar(Part):
    """Up to three buttons, on every page in the same places and of one height; an absent one stays empty.

    Words that would need more room are written smaller, so that nothing in the bar moves from page to page.
    """

    is_ground = True

    def __init__(
        self,
        theme: Theme,
        back: Action | None = None,
        help: Action | None = None,
        primary: Action | None = None,
    ) -> None:
        super().__init__(theme)
        self.back = self._button(back, "quiet", "back")
        self.help = self._button(help, "quiet", "help")
        self.primary = self._button(primary, "primary", "primary")

    def _button(self, action: Action | None, kind: str, id: str) -> Button | None:
        if action is None:
            return None
        button = Button(
            self.theme,
            text=action.text,
            on_act=action.on_act,
            kind=kind,
            scale=self.theme.bar_scale,
            busy_text=self.theme.texts("components.busy"),
            speech=action.speech or None,
            enabled=action.enabled,
            busy=action.busy,
            id=action.id or id,
        )
        self.add_widget(button)
        return button

    def _restyle(self) -> None:
        for button in (self.back, self.help, self.primary):
            if button is not None:
                button.set_scale(self.theme.bar_scale)

    def _places(self) -> list[tuple[Button, int, int]]:
        """Return each button with its x and width."""
        theme = self.theme
        gap, left = theme.space("apart"), self.x + theme.px(10)
        free = int(self.width) - 2 * theme.px(10) - 2 * gap
        side = min(round(theme.size("secondary_w") * theme.bar_scale), (free - theme.size("primary_w")) // 2)
        places = [(self.back, left, side), (self.help, left + side + gap, side)]
        places.append((self.primary, left + 2 * (side + gap), free - 2 * side))
        return [(button, x, wide) for button, x, wide in places if button is not None]

    def _button_height(self) -> int:
        theme = self.theme
        return theme.size("primary_h") if theme.low_reach else theme.grown("primary_h")

    def _height(self, width: int) -> int:
        return self._button_height() + self.theme.px(12)

    def _arrange(self) -> None:
        theme = self.theme
        for button, x, wide in self._places():
            button.fit(wide, self._button_height(), theme.bar_scale)
            button.lay(x, self.y + theme.px(6), wide, self.height - theme.px(12))

    def _paint(self) -> None:
        theme = self.theme
        hair = theme.stroke("hairline")
        box(self.ink, theme.masks, (self.x, self.y, self.width, self.height), theme.colour("surface"))
        box(self.ink, theme.masks, (self.x, self.top - hair, self.width, hair), theme.colour("line"))
