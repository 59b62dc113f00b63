"""From four corners to a flat page: perspective taken out, 200 dpi, the lamp's gradient taken out."""

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_camera.detection.classical import Picture, Quad

DPI = 200
_PX_PER_MM = DPI / 25.4

_SHAPES_MM = (
    (210.0, 297.0),  # A4, and by its ratio every sheet of the A series where no scale is known
    (54.0, 85.6),  # ID-1: identity and bank cards
    (215.9, 279.4),  # Letter
)
_SHAPE_TOLERANCE = 0.035
_LARGEST_PX = 4000


def side_lengths(corners: Quad) -> tuple[float, float]:
    """Mean width and height of a quadrilateral in px (corners clockwise from top left)."""
    sides = np.hypot(*(np.roll(corners, -1, axis=0) - corners).T)
    return float(sides[0] + sides[2]) / 2, float(sides[1] + sides[3]) / 2


def output_size(corners: Quad, mm_per_px: float | None = None) -> tuple[int, int]:
    """Width and height of the straight page in px at 200 dpi.

    With a calibrated `mm_per_px` the true size, snapped to a known shape within 3.5 %; without it the known
    shape of the same ratio, else the page's own pixels.
    """
    width, height = side_lengths(corners)
    ratio = max(width, height) / max(1.0, min(width, height))
    for short, long in _SHAPES_MM:
        if abs(ratio / (long / short) - 1) > _SHAPE_TOLERANCE:
            continue
        if mm_per_px is not None and abs(max(width, height) * mm_per_px / long - 1) > _SHAPE_TOLERANCE:
            continue
        a, b = round(short * _PX_PER_MM), round(long * _PX_PER_MM)
        return (a, b) if height >= width else (b, a)
    scale = mm_per_px * _PX_PER_MM if mm_per_px is not None else 1.0
    scale = min(scale, _LARGEST_PX / max(width, height))
    return max(16, round(width * scale)), max(16, round(height * scale))


def straighten(picture: Picture, corners: Quad, mm_per_px: float | None = None) -> Picture:
    """Cut the page out of a BGR picture and make it flat; see `output_size`."""
    width, height = output_size(corners, mm_per_px)
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32) - np.float32(0.5)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    flat = cv2.warpPerspective(
        picture, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(flat, np.uint8)


def flatten_light(page: Picture, white: float = 244.0) -> Picture:
    """Make the paper evenly white; colours of ink and stamps keep their hue.

    The paper's own brightness is estimated on a small copy as the local maximum, smoothed.
    """
    small = cv2.resize(page, None, fx=1 / 16, fy=1 / 16, interpolation=cv2.INTER_AREA)
    light = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    reach = max(3, min(small.shape[:2]) // 8) | 1
    paper = cv2.dilate(light, np.ones((reach, reach), np.uint8))
    paper = cv2.GaussianBlur(paper, (0, 0), reach / 2).astype(np.float32)
    gain = np.clip(white / np.maximum(paper, 40.0), 0.8, 3.0)
    whole = cv2.resize(gain, (page.shape[1], page.shape[0]), interpolation=cv2.INTER_LINEAR)
    lit: NDArray[np.float32] = page.astype(np.float32) * whole[:, :, None]
    return np.asarray(np.clip(lit, 0, 255), np.uint8)
