"""From four corners to a flat page: perspective taken out, 200 dpi in true millimetres."""

from dataclasses import dataclass, replace
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_camera.detection.quads import Picture, Quad
from devices.document_camera.flattening.paper import Size, fitted_size, guessed_size, measured_size
from devices.document_camera.flattening.perspective import true_ratio

DPI = 200.0
MM_PER_INCH = 25.4
_LARGEST_PX = 4000
_SMALLEST_PX = 16

Matrix = NDArray[np.float64]
"""(3, 3) homography."""
Rotation = Literal[0, 90, 180, 270]
"""Degrees clockwise."""
ROTATIONS: tuple[Rotation, ...] = (0, 90, 180, 270)

_TURNS: dict[int, int] = {
    90: cv2.ROTATE_90_CLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_COUNTERCLOCKWISE,
}


@dataclass(frozen=True, slots=True)
class StraightPage:
    """A page cut out of a photograph and made flat.

    `size_mm` width and height of the paper, measured or guessed from its shape (`paper_size`).
    `to_photograph` maps px of `picture` to px of the photograph (pixel centres at whole numbers in both).
    """

    picture: Picture
    dpi: float
    size_mm: Size
    to_photograph: Matrix


def straighten(
    picture: Picture,
    corners: Quad,
    scale: float | Matrix | None = None,
    expected_mm: Size | None = None,
    dpi: float = DPI,
) -> StraightPage:
    """Cut the page with these corners out of a BGR photograph and make it flat.

    `corners` (4, 2) px, clockwise from top left, of the whole photograph. `scale` of a calibrated camera: mm
    per px, or a (3, 3) homography from px to mm on the mat for one that looks down at an angle. Without it
    the size is guessed from the shape in space. `expected_mm` (either way round) settles what a shape leaves
    open. The page comes out at `dpi`, less where it would be over 4000 px long.
    """
    frame = (int(picture.shape[1]), int(picture.shape[0]))
    size_mm, _ = paper_size(corners, frame, scale, expected_mm)
    dpi = min(dpi, _LARGEST_PX * MM_PER_INCH / max(size_mm))
    width, height = (max(_SMALLEST_PX, round(side * dpi / MM_PER_INCH)) for side in size_mm)
    flat = _cut_out(picture, corners, width, height)
    return StraightPage(flat, dpi, size_mm, _back(corners, width, height))


def paper_size(
    corners: Quad,
    frame: tuple[int, int],
    scale: float | Matrix | None = None,
    expected_mm: Size | None = None,
) -> tuple[Size, bool]:
    """Width and height in mm of the paper with these corners, and whether that is more than a guess.

    Arguments as `straighten`; `frame` is the photograph's width and height in px.
    """
    if scale is None:
        ratio = float(np.clip(true_ratio(corners, frame), 0.02, 50))
        size = guessed_size(ratio, expected_mm)
        if size is None:
            return fitted_size(ratio), False
        return size, expected_mm is not None and sorted(size) == sorted(expected_mm)
    matrix = np.diag([scale, scale, 1.0]) if isinstance(scale, float | int) else scale
    on_mat = cv2.perspectiveTransform(corners.reshape(1, 4, 2).astype(np.float64), matrix)[0]
    sides = np.hypot(*(np.roll(on_mat, -1, axis=0) - on_mat).T)
    measured = (float(sides[0] + sides[2]) / 2, float(sides[1] + sides[3]) / 2)
    return measured_size((max(1.0, measured[0]), max(1.0, measured[1])), expected_mm), True


def turned(page: StraightPage, rotation: Rotation) -> StraightPage:
    """Turn a page clockwise; its way back to the photograph turns with it."""
    if rotation == 0:
        return page
    height, width = page.picture.shape[:2]
    # Where a px of the turned page was before it was turned.
    before = {
        90: [[0, 1, 0], [-1, 0, height - 1], [0, 0, 1]],
        180: [[-1, 0, width - 1], [0, -1, height - 1], [0, 0, 1]],
        270: [[0, -1, width - 1], [1, 0, 0], [0, 0, 1]],
    }[rotation]
    upright = np.asarray(cv2.rotate(page.picture, _TURNS[rotation]), np.uint8)
    size = page.size_mm if rotation == 180 else (page.size_mm[1], page.size_mm[0])
    matrix = page.to_photograph @ np.array(before, np.float64)
    return replace(page, picture=upright, size_mm=size, to_photograph=matrix)


def _edges(width: int, height: int) -> Quad:
    """Outline of a picture: its px are squares about whole numbers, so it begins half a px earlier."""
    return np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32) - np.float32(0.5)


def _back(corners: Quad, width: int, height: int) -> Matrix:
    return np.asarray(
        cv2.getPerspectiveTransform(_edges(width, height), corners.astype(np.float32)), np.float64
    )


def _cut_out(picture: Picture, corners: Quad, width: int, height: int) -> Picture:
    """Warp; where the photograph is much finer, through a finer page, so that nothing aliases."""
    sides = np.hypot(*(np.roll(corners, -1, axis=0) - corners).T)
    finer = int(np.clip((sides[0] + sides[1] + sides[2] + sides[3]) / (2 * (width + height)) + 0.25, 1, 4))
    size = (width * finer, height * finer)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), _edges(*size))
    flat = cv2.warpPerspective(picture, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    if finer > 1:
        flat = cv2.resize(flat, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(flat, np.uint8)
