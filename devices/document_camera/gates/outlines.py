"""Outlines of what is wrong with a page, and their way onto the photograph."""

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_camera.detection.quads import Picture
from devices.document_camera.values import Corner

Outline = tuple[Corner, ...]
"""A polygon in px, y down."""


def box(left: float, top: float, right: float, bottom: float) -> Outline:
    """Outline of an upright rectangle."""
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def hull(mask: Picture, scale: float = 1.0) -> Outline:
    """Convex outline of what is set in a (h, w) mask, times `scale`; empty where nothing is."""
    points = cv2.findNonZero(mask)
    if points is None:
        return ()
    around = cv2.convexHull(points)
    simple = cv2.approxPolyDP(around, 0.01 * cv2.arcLength(around, True), True).reshape(-1, 2)
    return tuple(((float(x) + 0.5) * scale - 0.5, (float(y) + 0.5) * scale - 0.5) for x, y in simple)


def moved(outline: Outline, matrix: NDArray[np.float64]) -> Outline:
    """Move an outline by a (3, 3) homography, as from the straight page to the photograph."""
    if not outline:
        return ()
    points = np.array(outline, np.float64).reshape(1, -1, 2)
    return tuple((float(x), float(y)) for x, y in cv2.perspectiveTransform(points, matrix)[0])
