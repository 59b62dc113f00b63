"""Work that goes on: a bar with its word, or three quiet dots."""

from kivy.clock import Clock

from screens.components.base import Part
from screens.components.draw import border, box, panel
from screens.components.text import Text
from screens.focus.node import Node
from screens.theme.theme import Theme
from screens.theme.tokens import MOTION_S


class Progress(Part):
    """text says what goes on; share from 0 to 1, or None while nobody can know."""

    def __init__(self, theme: Theme, text: str, share: float | None = None) -> None:
        super().__init__(theme)
        self._share = share
        self._beat = 0
        self._label = Text(theme, text)
        self.add_widget(self._label)
        self._ticking = None

    def show(self, text: str, share: float | None) -> None:
        """Show another state of the work."""
        self._share = share
        self._label.text = text
        self.repaint()

    def on_parent(self, _: object, parent: object) -> None:
        """Move the dots while it is shown."""
        if self._ticking is not None:
            self._ticking.cancel()
            self._ticking = None
        if parent is not None:
            self._ticking = Clock.schedule_interval(self._step, MOTION_S["dots"])

    def _step(self, _: float) -> None:
        if self._share is None:
            self._beat = (self._beat + 1) % 3
            self.repaint()

    def _bar(self) -> int:
        return self.theme.px(4)

    def _height(self, width: int) -> int:
        return self._label.height_for(width) + self.theme.px(3) + self._bar()

    def _arrange(self) -> None:
        high = self._label.height_for(int(self.width))
        self._label.lay(self.x, self.top - high, self.width, high)

    def _paint(self) -> None:
        theme = self.theme
        high = self._bar()
        if self._share is None:
            for dot in range(3):
                x = self.x + dot * round(high * 2.2)
                colour = "brand" if dot == self._beat else "line"
                if theme.high_contrast and dot != self._beat:
                    border(self.ink, theme.masks, (x, self.y, high, high), theme.colour("line"), 2, high)
                else:
                    box(self.ink, theme.masks, (x, self.y, high, high), theme.colour(colour), high)
            return
        frame = (self.x, self.y, self.width, high)
        panel(
            self.ink,
            theme.masks,
            frame,
            fill=theme.colour("surface" if theme.high_contrast else "line"),
            edge=theme.colour("line") if theme.high_contrast else None,
            stroke=2,
            radius=high // 2,
        )
        done = round(self.width * max(0.0, min(1.0, self._share)))
        if done:
            frame = (self.x, self.y, max(done, high), high)
            box(self.ink, theme.masks, frame, theme.colour("brand"), high // 2)

    def node(self) -> Node | None:
        """Return the work as a value."""
        return Node(
            id="progress",
            role="progressbar",
            name=self._label.text,
            speech=self._label.text,
            value="" if self._share is None else f"{round(self._share * 100)} %",
            bounds=self.bounds(),
            visible=self.is_seen(),
            focused=self.focused,
        )
