"""Millimetres out of pixels: from the printed sheet, a bank card, or a sheet of A4."""

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_camera.calibration import sheet
from devices.document_camera.calibration.values import Plane
from devices.document_camera.detection.quads import Picture, Quad, side_lengths

CARD_MM = (85.60, 53.98)
"""ID-1 (ISO/IEC 7810): bank and identity cards."""
A4_MM = (297.0, 210.0)
_MOST_ERROR_MM = 0.6
_MOST_SLANT = 0.03
"""A scale from one card holds for the whole mat only where the camera looks straight down."""


class ScaleError(Exception):
    """No scale can be learnt of this photograph; the message says why."""


def from_sheet(picture: Picture, ruler_mm: float = sheet.RULER_MM) -> Plane:
    """Learn the plane from the printed sheet; `ruler_mm` is what its ruler really measures.

    Raises ScaleError where too few marks are seen, or they fit no plane: the sheet is not flat.
    """
    found = sheet.find(picture)
    if found is None:
        raise ScaleError("the printed sheet was not found: lay it flat, whole, print side up")
    true = found.mm * (ruler_mm / sheet.RULER_MM)
    fitted, _ = cv2.findHomography(found.px, true, cv2.RANSAC, 0.5)
    if fitted is None:
        raise ScaleError("the marks fit no plane: lay the sheet flat")
    matrix = np.asarray(fitted, np.float64)
    error = _error(matrix, found.px, true)
    if error > _MOST_ERROR_MM:
        raise ScaleError(f"the marks do not fit by {error:.1f} mm: lay the sheet flat")
    return _plane(matrix, "sheet", error, picture)


def from_a4(picture: Picture, corners: Quad) -> Plane:
    """Learn the plane from the corners of a sheet of A4, clockwise, either way round."""
    return _plane(_onto(corners, A4_MM), "a4", 0.0, picture)


def from_card(picture: Picture, corners: Quad) -> Plane:
    """Learn one scale from the corners of a card. Raises ScaleError where the card looks skewed."""
    sides = side_lengths(corners)
    across, down = (float(sides[0] + sides[2]) / 2, float(sides[1] + sides[3]) / 2)
    ratio = max(across, down) / max(1.0, min(across, down))
    if abs(ratio / (CARD_MM[0] / CARD_MM[1]) - 1) > _MOST_SLANT:
        raise ScaleError("this is not a card's shape: lay one bank card alone, or use the printed sheet")
    apart = max(abs(float(sides[i] / sides[i + 2]) - 1) for i in (0, 1))
    if apart > _MOST_SLANT:
        raise ScaleError("the camera looks at an angle: use the printed sheet")
    scale = float(np.sqrt(CARD_MM[0] * CARD_MM[1] / abs(cv2.contourArea(corners))))
    return _plane(np.diag((scale, scale, 1.0)), "card", 0.0, picture)


def _onto(corners: Quad, size: tuple[float, float]) -> NDArray[np.float64]:
    sides = side_lengths(corners)
    long, short = size
    width, height = (long, short) if sides[0] + sides[2] >= sides[1] + sides[3] else (short, long)
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(corners.astype(np.float32), target), np.float64)


def _error(matrix: NDArray[np.float64], px: NDArray[np.float32], mm: NDArray[np.float32]) -> float:
    there = cv2.perspectiveTransform(px.reshape(-1, 1, 2), matrix).reshape(-1, 2)
    return float(np.sqrt(((there - mm) ** 2).sum(axis=1).mean()))


def _plane(matrix: NDArray[np.float64], source: str, error: float, picture: Picture) -> Plane:
    height, width = picture.shape[:2]
    plane = Plane(np.asarray(matrix, np.float64), source, error, 0.0)
    places = [(x * width, y * height) for x in (0.1, 0.5, 0.9) for y in (0.1, 0.5, 0.9)]
    scales = [plane.mm_per_px(x, y) for x, y in places]
    return Plane(plane.matrix, source, error, max(scales) / min(scales) - 1)
