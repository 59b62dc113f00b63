"""Exact coverage of shapes, pixel by pixel: what makes edges sharp without multisampling.

Arrays are (height, width) float32 from 0 to 1, row 0 at the bottom, as OpenGL wants them.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Coverage = NDArray[np.float32]
Point = tuple[float, float]
Polyline = Sequence[Point]

SUPERSAMPLE = 8


def rounded_box(width: int, height: int, radii: tuple[float, float, float, float]) -> Coverage:
    """Return the coverage of a box with corner radii (top left, top right, bottom right, bottom left), px."""
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32) + 0.5
    cover = np.ones((height, width), np.float32)
    tl, tr, br, bl = radii
    for radius, cx, cy, left, low in (
        (tl, tl, height - tl, True, False),
        (tr, width - tr, height - tr, False, False),
        (br, width - br, br, False, True),
        (bl, bl, bl, True, True),
    ):
        if radius <= 0:
            continue
        inside = ((xs < cx) if left else (xs > cx)) & ((ys < cy) if low else (ys > cy))
        distance = np.hypot(xs - cx, ys - cy) - radius
        cover = np.where(inside, np.clip(0.5 - distance, 0, 1), cover)
    return np.asarray(cover, np.float32)


def ring(width: int, height: int, radii: tuple[float, float, float, float], stroke: int) -> Coverage:
    """Return the coverage of the border of that box, `stroke` px wide, inside its edge."""
    outer = rounded_box(width, height, radii)
    w, h = width - 2 * stroke, height - 2 * stroke
    if w > 0 and h > 0:
        tl, tr, br, bl = (max(0.0, r - stroke) for r in radii)
        outer[stroke : stroke + h, stroke : stroke + w] -= rounded_box(w, h, (tl, tr, br, bl))
    return np.asarray(np.clip(outer, 0, 1), np.float32)


def strokes(width: int, height: int, lines: Sequence[Polyline], stroke: float) -> Coverage:
    """Return the coverage of polylines with round ends and joins, `stroke` px wide; y grows upwards."""
    near = np.full((height, width), np.inf, np.float32)
    half = stroke / 2
    for line in lines:
        pairs = pairwise(line) if len(line) > 1 else [(line[0], line[0])]
        for (ax, ay), (bx, by) in pairs:
            x0, x1 = int(max(0, min(ax, bx) - half - 2)), int(min(width, max(ax, bx) + half + 3))
            y0, y1 = int(max(0, min(ay, by) - half - 2)), int(min(height, max(ay, by) + half + 3))
            if x0 >= x1 or y0 >= y1:
                continue
            xs = np.arange(x0, x1, dtype=np.float32) + 0.5 - ax
            ys = (np.arange(y0, y1, dtype=np.float32) + 0.5 - ay)[:, None]
            dx, dy = bx - ax, by - ay
            length = dx * dx + dy * dy
            t = np.clip((xs * dx + ys * dy) / length, 0, 1) if length > 0 else np.float32(0)
            distance = np.hypot(xs - t * dx, ys - t * dy)
            patch = near[y0:y1, x0:x1]
            np.minimum(patch, distance, out=patch)
    return np.clip(half + 0.5 - near, 0, 1).astype(np.float32)


def fills(width: int, height: int, shapes: Sequence[Polyline]) -> Coverage:
    """Return the coverage of filled polygons; y grows upwards."""
    n = SUPERSAMPLE
    image = Image.new("L", (width * n, height * n), 0)
    pen = ImageDraw.Draw(image)
    for shape in shapes:
        if len(shape) > 2:
            pen.polygon([(x * n, (height - y) * n) for x, y in shape], fill=255)
    small = np.asarray(image.resize((width, height), Image.Resampling.BOX), np.float32) / 255
    return np.ascontiguousarray(small[::-1])
