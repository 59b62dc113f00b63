"""The bottom of every page: 返回 · 帮助 · the one thing to do next."""

from screens.components.base import Part
from screens.components.button import Button
from screens.components.draw import box
from screens.components.press import Action
from screens.theme.theme import Theme


class BottomBar(Part):
    """Up to three buttons, always in the same places; an absent one leaves its place to the primary."""

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

    def _places(self, width: int) -> list[tuple[Button, int]]:
        theme = self.theme
        sides = [b for b in (self.back, self.help) if b is not None]
        gap = theme.space("apart")
        inner = width - 2 * theme.px(10)
        places = []
        free = inner - gap * len(sides)
        most = (free - theme.size("primary_w")) // max(1, len(sides))
        for button in sides:
            wide = min(max(theme.size("secondary_w"), button.natural_width()), most)
            places.append((button, wide))
            free -= wide
        if self.primary is not None:
            places.append((self.primary, free))
        return places

    def _height(self, width: int) -> int:
        theme = self.theme
        high = max((b.height_for(w) for b, w in self._places(width)), default=theme.size("primary_h"))
        return high + theme.px(12)

    def _arrange(self) -> None:
        theme = self.theme
        x = self.x + theme.px(10)
        for button, wide in self._places(int(self.width)):
            button.lay(x, self.y + theme.px(6), wide, self.height - theme.px(12))
            x += wide + theme.space("apart")

    def _paint(self) -> None:
        theme = self.theme
        hair = theme.stroke("hairline")
        box(self.ink, theme.masks, (self.x, self.y, self.width, self.height), theme.colour("surface"))
        box(self.ink, theme.masks, (self.x, self.top - hair, self.width, hair), theme.colour("line"))
