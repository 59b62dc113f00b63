"""A ring that empties, with the seconds left in it."""

import math

from kivy.graphics import InstructionGroup

from screens.components.base import Part
from screens.components.draw import stamp
from screens.components.paths import arc
from screens.components.text import Text
from screens.focus.node import Node
from screens.theme.raster import Coverage, strokes
from screens.theme.theme import Theme

STEPS = 48


def ring_part(
    into: InstructionGroup,
    theme: Theme,
    centre: tuple[float, float],
    px: int,
    stroke: int,
    share: float,
    colours: tuple[str, str],
) -> None:
    """Draw a ring px wide, `share` of it (from the top, clockwise) in the second colour."""
    x, y = centre[0] - px // 2, centre[1] - px // 2
    r = (px - stroke) / 2 - 1
    c = px / 2
    step = max(0, min(STEPS, round(share * STEPS)))

    def cover(turn: float) -> Coverage:
        angle = math.pi / 2 - turn * 2 * math.pi
        end = (c + r * math.cos(angle), c + r * math.sin(angle))
        points = [(c, c + r), *arc((c, c + r), (r, r), 0, turn > 0.5, False, end)]
        return strokes(px, px, [points], stroke)

    whole = theme.masks.get(("arc", px, stroke, STEPS), lambda: cover(0.9999))
    stamp(into, whole, x, y, theme.colour(colours[0]))
    if step:
        part = theme.masks.get(("arc", px, stroke, step), lambda: cover(min(0.9999, step / STEPS)))
        stamp(into, part, x, y, theme.colour(colours[1]))


class Countdown(Part):
    """Seconds left of a total; `show(seconds)` at each tick."""

    def __init__(self, theme: Theme, seconds: float, total: float, *, mm: float = 48.0) -> None:
        super().__init__(theme)
        self._seconds, self._total, self._mm = seconds, total, mm
        self._label = Text(theme, str(math.ceil(seconds)), role="number", bold=True, align="centre")
        self.add_widget(self._label)

    def show(self, seconds: float) -> None:
        """Show the seconds that are left."""
        self._seconds = max(0.0, seconds)
        self._label.text = str(math.ceil(self._seconds))
        self.repaint()

    def _px(self) -> int:
        return round(self.theme.px(self._mm) * self.theme.chrome_scale)

    def _height(self, width: int) -> int:
        return self._px()

    def _natural(self) -> int:
        return self._px()

    def _arrange(self) -> None:
        high = self._label.height_for(int(self.width))
        self._label.lay(self.x, self.center_y - high // 2, self.width, high)

    def _paint(self) -> None:
        share = self._seconds / self._total if self._total else 0.0
        stroke = self.theme.px(3)
        colours = ("disabled" if self.theme.high_contrast else "line", "brand")
        ring_part(self.ink, self.theme, self.center, self._px(), stroke, share, colours)

    def node(self) -> Node | None:
        """Return the seconds as a value."""
        left = str(math.ceil(self._seconds))
        return Node(
            id="countdown",
            role="timer",
            name=left,
            speech=self.theme.texts("components.seconds_left", seconds=left),
            value=left,
            bounds=self.bounds(),
            visible=self.is_seen(),
            focused=self.focused,
        )
