"""What to do with the hands, and where: a drawing whose card or paper calmly goes its way, over and over."""

import math

from kivy.clock import Clock

from screens.components.base import Part
from screens.components.draw import stamp
from screens.components.hint_paths import GRID, HINTS, STROKE
from screens.components.paths import flatten
from screens.theme.raster import Coverage, strokes
from screens.theme.theme import Theme
from screens.theme.tokens import MOTION_S

STEP_S = MOTION_S["frame"]
REST_S, WAY_S, THERE_S = (MOTION_S[name] for name in ("rest", "way", "there"))
"""How long it rests as it was drawn, is on its way, and stands where it belongs: once in four seconds
something moves, and nothing ever flashes (WCAG 2.2, 2.3.1)."""


def pose(seconds: float) -> float | None:
    """Return how far it is on its way (0 to 1) so many seconds after it was first seen; None: at rest."""
    at = seconds % (REST_S + WAY_S + THERE_S) - REST_S
    if at < 0:
        return None
    return 0.5 - 0.5 * math.cos(math.pi * min(1.0, at / WAY_S))


class DeviceHint(Part):
    """A drawing of hint_paths.HINTS: place-card, take-card, place-page, place-code, take-slip.

    It moves while it is shown. Decoration, so no node: the words beside it say the same. What moves goes by
    the theme's clock; where that stands still, the drawing does.
    """

    def __init__(self, theme: Theme, name: str, *, width_mm: float = 120.0, colour: str = "brand") -> None:
        super().__init__(theme)
        self._hint = HINTS[name]
        self._name, self._width_mm, self.colour = name, width_mm, colour
        self._began = theme.now()
        self._shown_at: tuple[int, int] | None = None
        """Where the moving part stands, px from where it was drawn; None: at rest."""
        self._beat = Clock.create_trigger(self._step, STEP_S, interval=True)

    def _size(self, width: int) -> tuple[int, int]:
        wide = min(width, self.theme.px(self._width_mm))
        return wide, round(wide * GRID[1] / GRID[0])

    def _height(self, width: int) -> int:
        return self._size(width)[1]

    def _arrange(self) -> None:
        self._beat()

    def _step(self, _: float) -> None:
        if self.get_root_window() is None:
            self._beat.cancel()
        elif self._now() != self._shown_at:
            self.repaint()

    def _now(self) -> tuple[int, int] | None:
        share = pose(self.theme.now() - self._began)
        if share is None:
            return None
        scale = self._size(int(self.width))[0] / GRID[0]
        (ax, ay), (bx, by) = self._hint.begin, self._hint.end
        return round((ax + (bx - ax) * share) * scale), -round((ay + (by - ay) * share) * scale)

    def _paint(self) -> None:
        wide, high = self._size(int(self.width))
        x, y = self.x + (self.width - wide) // 2, self.y + (self.height - high) // 2
        self._shown_at = self._now()
        dx, dy = self._shown_at or (0, 0)
        layers = [("still", self._hint.still, 0, 0), ("moving", self._hint.moving, dx, dy)]
        if self._shown_at is None and self._hint.sign:
            layers.append(("sign", self._hint.sign, 0, 0))
        for layer, path, right, up in layers:
            self._stamp(layer, path, wide, x + right, y + up)

    def _stamp(self, layer: str, path: str, wide: int, x: float, y: float) -> None:
        high = round(wide * GRID[1] / GRID[0])
        scale = wide / GRID[0]

        def make() -> Coverage:
            lines = [[(px * scale, high - py * scale) for px, py in line] for line in flatten(path)]
            return strokes(wide, high, lines, STROKE * scale)

        texture = self.theme.masks.get(("hint", self._name, layer, wide), make)
        stamp(self.ink, texture, x, y, self.theme.colour(self.colour))
