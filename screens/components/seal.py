"""The seal 已提交: vermilion, set a little askew, shown only after the platform gave its number."""

import math

import numpy as np
from kivy.graphics import PopMatrix, PushMatrix, Rotate

from screens.components.base import Part
from screens.components.draw import stamp
from screens.focus.node import Node
from screens.theme.raster import Coverage
from screens.theme.theme import Theme

TILT = 5.0
SIZE_MM = 37.0


def tilted_box(px: int, side: float, radius: float, degrees: float) -> Coverage:
    """Return the coverage of a rounded square of this side, turned, in the middle of px x px."""
    ys, xs = np.mgrid[0:px, 0:px].astype(np.float32) + 0.5 - px / 2
    turn = math.radians(degrees)
    u = np.abs(xs * math.cos(turn) + ys * math.sin(turn)) - (side / 2 - radius)
    v = np.abs(-xs * math.sin(turn) + ys * math.cos(turn)) - (side / 2 - radius)
    distance = np.hypot(np.maximum(u, 0), np.maximum(v, 0)) + np.minimum(np.maximum(u, v), 0) - radius
    return np.asarray(np.clip(0.5 - distance, 0, 1), np.float32)


class Seal(Part):
    """Words of the seal, lines divided by `|`; the sign of something done."""

    def __init__(self, theme: Theme, text: str = "") -> None:
        super().__init__(theme)
        self._lines = (text or theme.texts("components.submitted")).split("|")

    def _px(self) -> int:
        return round(self.theme.px(SIZE_MM) * self.theme.chrome_scale)

    def _height(self, width: int) -> int:
        return round(self._px() * 1.09)

    def _natural(self) -> int:
        return round(self._px() * 1.09)

    def _paint(self) -> None:
        theme = self.theme
        side = self._px()
        px = round(side * 1.12) | 1
        radius = side * 0.16
        texture = theme.masks.get(("seal", px, side), lambda: tilted_box(px, side, radius, TILT))
        cx, cy = round(self.center_x), round(self.center_y)
        stamp(self.ink, texture, cx - px // 2, cy - px // 2, theme.colour("seal"))
        em = round(side * (0.38 if max(map(len, self._lines)) < 3 else 0.26))
        leading = round(em * 1.16)
        self.ink.add(PushMatrix())
        self.ink.add(Rotate(angle=TILT, origin=(cx, cy)))
        top = cy + leading * len(self._lines) / 2
        for index, line in enumerate(self._lines):
            drawn = theme.fonts.line(line, em, bold=True)
            if drawn is not None:
                drawn.mag_filter = drawn.min_filter = "linear"
                y = top - (index + 1) * leading + (leading - drawn.height) / 2 + em * 0.05
                stamp(self.ink, drawn, cx - drawn.width / 2, y, theme.colour("on_seal"))
        self.ink.add(PopMatrix())

    def node(self) -> Node | None:
        """Return the seal as a picture with its words."""
        words = "".join(self._lines)
        return Node(
            id="seal",
            role="img",
            name=words,
            speech=words,
            bounds=self.bounds(),
            visible=self.is_seen(),
            focused=self.focused,
        )
