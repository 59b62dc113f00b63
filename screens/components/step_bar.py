"""How far: 第 3 步，共 7 步. Shown only where the total is honest."""

from screens.components.base import Part
from screens.components.draw import box
from screens.components.text import Text
from screens.focus.node import Node
from screens.theme.theme import Theme


class StepBar(Part):
    """Bars and words; step counts from 1."""

    def __init__(self, theme: Theme, step: int, total: int) -> None:
        super().__init__(theme)
        self.step, self.total = step, total
        self._label = Text(
            theme,
            theme.texts("components.step", step=step, total=total),
            role="caption",
            colour="ink2",
            scale=theme.chrome_scale,
        )
        self.add_widget(self._label)

    def _restyle(self) -> None:
        self._label.scale = self.theme.chrome_scale

    def _height(self, width: int) -> int:
        return self.theme.leading("caption", self.theme.chrome_scale)

    def _arrange(self) -> None:
        wide = self._label.natural_width()
        self._label.lay(self.right - wide, self.y, wide, self.height)

    def _paint(self) -> None:
        theme = self.theme
        gap = theme.px(3)
        high = theme.px(2.5)
        free = self._label.x - theme.px(4) - self.x - gap * (self.total - 1)
        wide = free // self.total
        for index in range(self.total):
            done = index < self.step
            frame = (self.x + index * (wide + gap), self.y + (self.height - high) // 2, wide, high)
            if theme.high_contrast and not done:
                inset = high // 2 - 1
                frame = (frame[0], frame[1] + inset, wide, 2)
            box(self.ink, theme.masks, frame, theme.colour("brand" if done else "line"), high // 2)

    def node(self) -> Node | None:
        """Return it as a value to hear."""
        return Node(
            id="steps",
            role="progressbar",
            name=self._label.text,
            speech=self._label.text,
            value=f"{self.step}/{self.total}",
            bounds=self.bounds(),
            visible=self.is_seen(),
            focused=self.focused,
        )
