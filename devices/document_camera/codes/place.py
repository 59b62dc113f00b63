"""Where a code lies: quadrilaterals of plain numbers, compared and moved. Pure."""

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_camera.scanned import Corners

Grey = NDArray[np.uint8]
"""A picture in grey, (h, w) uint8."""

_THIN = 6.0
"""Height in px given to a bar code of which only scan lines are known."""


def around(points: Iterable[tuple[float, float]]) -> Corners:
    """Return the four corners of a place, clockwise from the picture's top left.

    Four points are taken as they are; any other number gives the smallest rectangle around them, made
    `_THIN` px thick where it has no area.
    """
    given = np.array(list(points), np.float32).reshape(-1, 2)
    if len(given) == 4 and cv2.contourArea(cv2.convexHull(given)) > 1:
        return _ordered(given)
    (x, y), (width, height), angle = cv2.minAreaRect(given)
    size = (max(width, _THIN), max(height, _THIN))
    return _ordered(np.asarray(cv2.boxPoints(((x, y), size, angle)), np.float32))


def moved(corners: Corners, matrix: NDArray[np.floating]) -> Corners:
    """Return corners under a (3, 3) homography."""
    points = np.asarray(corners, np.float64).reshape(1, 4, 2)
    return around(map(tuple, cv2.perspectiveTransform(points, matrix.astype(np.float64)).reshape(4, 2)))


def scaled(corners: Corners, factor: float, left: float = 0.0, top: float = 0.0) -> Corners:
    """Return where corners found in a cut-out at (`left`, `top`) that was resized by `factor` really lie."""
    (a, b, c, d) = (((x + 0.5) / factor - 0.5 + left, (y + 0.5) / factor - 0.5 + top) for x, y in corners)
    return (a, b, c, d)


def share_a_place(one: Corners, other: Corners) -> bool:
    """Whether the middle of the smaller one lies within the other, or its rim: bars are found by lines."""
    small, large = sorted((one, other), key=_area)
    x, y = np.mean(np.asarray(small), axis=0)
    hull = cv2.convexHull(np.asarray(large, np.float32))
    reach = 0.1 * float(np.sqrt(max(_area(large), 1.0)))
    return bool(cv2.pointPolygonTest(hull, (float(x), float(y)), True) >= -reach)


def _area(corners: Corners) -> float:
    return float(cv2.contourArea(cv2.convexHull(np.asarray(corners, np.float32))))


def _ordered(points: NDArray[np.floating]) -> Corners:
    middle = points.mean(axis=0)
    turned = points[np.argsort(np.arctan2(points[:, 1] - middle[1], points[:, 0] - middle[0]))]
    first = int(np.argmin(turned.sum(axis=1)))
    a, b, c, d = ((float(x), float(y)) for x, y in np.roll(turned, -first, axis=0))
    return (a, b, c, d)
