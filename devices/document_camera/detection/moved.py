"""Corners that a person moved, with a finger or with arrow keys: put onto the edges nearby, or refused."""

from collections.abc import Sequence

import numpy as np

from devices.document_camera.detection.classical_refine import refine
from devices.document_camera.detection.quads import Picture, Quad, area, clockwise, is_sound, overlap

_SMALLEST_SIDE = 0.03
_SMALLEST_PART = 0.004
_REACH = 0.012
"""A finger hits a corner to about 1 % of the picture."""
_KEPT = 0.93
"""Overlap with what the person meant, under which the edges nearby are others."""


def allowed(corners: Sequence[tuple[float, float]], width: int, height: int) -> Quad | None:
    """Corners clockwise from the top left, inside the picture; None where they enclose no paper.

    Refused: not four, not finite, not convex, too small, or too sharp a corner. What lies outside is moved
    onto the picture's border.
    """
    if len(corners) != 4:
        return None
    given = np.array(corners, np.float64)
    if given.shape != (4, 2) or not np.isfinite(given).all():
        return None
    quad = clockwise(np.clip(given, 0, [width - 1, height - 1]))
    if (
        not is_sound(quad, _SMALLEST_SIDE * max(width, height))
        or area(quad) < _SMALLEST_PART * width * height
    ):
        return None
    return quad


def snapped(picture: Picture, corners: Sequence[tuple[float, float]]) -> Quad | None:
    """Move the corners onto the edges nearby in a BGR picture; None where `allowed` refuses them.

    Where the edges nearby make another outline than the person meant, the person's stays.
    """
    height, width = picture.shape[:2]
    quad = allowed(corners, width, height)
    if quad is None:
        return None
    near = refine(picture, quad, _REACH * max(width, height))
    again = allowed([(float(x), float(y)) for x, y in near], width, height)
    return again if again is not None and overlap(again, quad) >= _KEPT else quad
