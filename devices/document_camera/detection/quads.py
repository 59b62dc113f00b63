"""Pictures and quadrilaterals: what every detector speaks, and the geometry that they share."""

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
"""(h, w, 3) uint8, BGR; (h, w) where it says grey or mask."""
Quad = NDArray[np.float32]
"""(4, 2) float32, px, pixel centres at whole numbers; clockwise from the corner nearest to the top left."""


def clockwise(corners: NDArray[np.floating]) -> Quad:
    """Order four corners clockwise, beginning with the one nearest to the top left."""
    middle = corners.mean(axis=0)
    order = np.argsort(np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0]))
    ordered = corners[order]
    return np.roll(ordered, -int(np.argmin(ordered.sum(axis=1))), axis=0).astype(np.float32)


def area(quad: Quad) -> float:
    """Area in px²."""
    return float(cv2.contourArea(quad.astype(np.float32)))


def overlap(one: Quad, other: Quad) -> float:
    """Intersection over union of two convex quadrilaterals."""
    shared, _ = cv2.intersectConvexConvex(clockwise(one), clockwise(other))
    whole = area(one) + area(other) - shared
    return float(shared / whole) if whole > 0 else 0.0


def shared_part(one: Quad, other: Quad) -> float:
    """Part of the smaller of two convex quadrilaterals that lies in the other, 0..1."""
    shared, _ = cv2.intersectConvexConvex(clockwise(one), clockwise(other))
    smaller = min(area(one), area(other))
    return float(shared / smaller) if smaller > 0 else 0.0


def side_lengths(quad: Quad) -> NDArray[np.float32]:
    """Lengths in px of the four sides, beginning with the one from the first corner to the second."""
    edge = np.roll(quad, -1, axis=0) - quad
    return np.hypot(edge[:, 0], edge[:, 1]).astype(np.float32)


def is_sound(quad: Quad, smallest_side: float) -> bool:
    """Convex, no side shorter than `smallest_side` px, no corner under 30° or over 150°."""
    if not np.isfinite(quad).all() or not cv2.isContourConvex(quad.astype(np.float32)):
        return False
    lengths = side_lengths(quad)
    if lengths.min() < smallest_side:
        return False
    along = (np.roll(quad, -1, axis=0) - quad) / lengths[:, None]
    cosine = np.abs((along * np.roll(along, 1, axis=0)).sum(axis=1))
    return bool(cosine.max() < 0.87)


def scaled(quad: NDArray[np.floating], scale: float) -> Quad:
    """Carry corners to the same picture at `scale` times the size.

    The middle of the first small pixel is not the middle of the first large one.
    """
    return ((quad + 0.5) * scale - 0.5).astype(np.float32)


def shrunk(picture: Picture, long_side: int) -> tuple[Picture, float]:
    """Return the picture with its longer side at most `long_side` px, and its size to the original's."""
    scale = long_side / max(picture.shape[:2])
    if scale >= 1:
        return picture, 1.0
    # One average over an 8 MP picture costs 26 ms; averages of two by two, down to the last step, cost 8.
    while max(picture.shape[:2]) >= 2 * long_side:
        half = (max(1, picture.shape[1] // 2), max(1, picture.shape[0] // 2))
        picture = np.asarray(cv2.resize(picture, half, interpolation=cv2.INTER_AREA), np.uint8)
    last = long_side / max(picture.shape[:2])
    size = (max(1, round(picture.shape[1] * last)), max(1, round(picture.shape[0] * last)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8), scale


def in_reading_order(quads: Iterable[Quad]) -> list[int]:
    """Places of the quadrilaterals, left to right, then downwards: rows where they overlap in height."""
    placed = [(quad[:, 0].mean(), quad[:, 1].mean(), np.ptp(quad[:, 1])) for quad in quads]
    rows: list[list[int]] = []
    for place in sorted(range(len(placed)), key=lambda i: placed[i][1]):
        first = rows[-1][0] if rows else None
        if first is not None and placed[place][1] - placed[first][1] < 0.5 * min(
            placed[place][2], placed[first][2]
        ):
            rows[-1].append(place)
        else:
            rows.append([place])
    return [place for row in rows for place in sorted(row, key=lambda i: placed[i][0])]
