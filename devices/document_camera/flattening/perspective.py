"""The true proportions of a sheet that was photographed at an angle (pinhole camera).

After Zhang and He, "Whiteboard scanning and image enhancement" (2006): the images of the sheet's two
directions are orthogonal in space, which gives the focal length, which gives the ratio. Seen from straight
above the focal length cannot be told, and hardly matters: it is weighed against what lenses usually have.
"""

import numpy as np
from numpy.typing import NDArray

from devices.document_camera.detection.classical import Quad

_USUAL_FOCAL = 0.9  # of the frame's long side: 28 to 35 mm lenses
_FOCAL_SPREAD = 0.35  # of its logarithm
_ANGLE_NOISE = 0.004  # cosine between the two directions that corners half a px off bring
_SMALLEST = 1e-12
_FOCALS = np.exp(np.linspace(np.log(0.5), np.log(2.6), 41))


def true_ratio(corners: Quad, frame: tuple[int, int]) -> float:
    """Width over height in space of the sheet with these corners.

    `corners` (4, 2) px, clockwise from top left; `frame` width and height of the whole photograph in px, its
    middle is taken as the lens's axis. Falls back to the mean side lengths for a degenerate quadrilateral.
    """
    long = float(max(frame))
    middle = (np.array(frame, np.float64) - 1) / 2
    points = np.c_[(np.asarray(corners, np.float64) - middle) / long, np.ones(4)]
    try:
        across, down = _directions(points)
    except ZeroDivisionError:
        return _plain_ratio(corners)
    weights = np.stack([_FOCALS**-2.0, _FOCALS**-2.0, np.ones_like(_FOCALS)], axis=1)
    width2 = weights @ (across * across)
    height2 = weights @ (down * down)
    if not (width2.min() > _SMALLEST and height2.min() > _SMALLEST and width2.max() + height2.max() < np.inf):
        return _plain_ratio(corners)
    cosine = (weights @ (across * down)) / np.sqrt(width2 * height2)
    unlikely = (cosine / _ANGLE_NOISE) ** 2 + (np.log(_FOCALS / _USUAL_FOCAL) / _FOCAL_SPREAD) ** 2
    best = int(np.argmin(unlikely))
    return float(np.sqrt(width2[best] / height2[best]))


def _directions(points: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the images of the sheet's width and height, homogeneous, of comparable length."""
    top_left, top_right, bottom_right, bottom_left = points
    diagonal = np.cross(top_left, bottom_right)
    below = float(np.dot(np.cross(top_right, bottom_right), bottom_left))
    beside = float(np.dot(np.cross(bottom_left, bottom_right), top_right))
    if min(abs(below), abs(beside)) < 1e-12:
        raise ZeroDivisionError
    right = float(np.dot(diagonal, bottom_left)) / below * top_right - top_left
    down = float(np.dot(diagonal, top_right)) / beside * bottom_left - top_left
    return right, down


def _plain_ratio(corners: Quad) -> float:
    width, height = side_lengths(corners)
    return width / max(height, 1e-6)


def side_lengths(corners: Quad) -> tuple[float, float]:
    """Mean width and height of a quadrilateral in px (corners clockwise from top left)."""
    sides = np.hypot(*(np.roll(corners, -1, axis=0) - corners).T)
    return float(sides[0] + sides[2]) / 2, float(sides[1] + sides[3]) / 2
