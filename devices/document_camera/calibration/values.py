"""What was learnt about one camera over one mat."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from devices.document_camera.detection.mat_difference import EmptyMat

VERSION = 1

Matrix = NDArray[np.float64]
"""(3, 3) homography."""


@dataclass(frozen=True, slots=True)
class Plane:
    """How px of a photograph become mm on the mat.

    `matrix` (3, 3) maps px of the whole photograph to mm; its origin is anywhere. `source` is what it was
    learnt from: sheet, card or a4. `error_mm` root mean square of what does not fit, 0 where nothing could
    disagree. `slant` how much larger the scale is at one end of the mat than at the other, 0 for a camera
    that looks straight down.
    """

    matrix: Matrix
    source: str
    error_mm: float
    slant: float

    def mm_per_px(self, x: float, y: float) -> float:
        """Scale at a place in px of the photograph: the root of the area that one px covers."""
        return float(np.sqrt(abs(np.linalg.det(_jacobian(self.matrix, x, y)))))


@dataclass(frozen=True, slots=True)
class Light:
    """How a white sheet looks, or where none was laid down, the mat.

    `level` 0..255, of the middling place. `evenness` 0..1, darkest to brightest place. `cast` of blue, green
    and red: each channel's part of grey, 1 where there is none. `on_paper` whether a white sheet was seen.
    """

    level: float
    evenness: float
    cast: tuple[float, float, float]
    on_paper: bool


@dataclass(frozen=True, slots=True)
class Speck:
    """A spot that stays where it is while the paper moves: dirt on glass or lens. In px of the photograph."""

    x: float
    y: float
    size: float
    depth: float
    """How much darker it is than what is around it, 0..1."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was learnt, None for what was not. `size` of the photographs, px; `made` ISO 8601, UTC."""

    made: str
    size: tuple[int, int]
    mat: EmptyMat | None = None
    plane: Plane | None = None
    light: Light | None = None
    glass: tuple[Speck, ...] | None = None

    def fits(self, width: int, height: int) -> bool:
        """Whether it holds for photographs of this size."""
        return self.size == (width, height)

    @property
    def mm_per_px(self) -> float | None:
        """Scale in the middle of the photograph; None where nobody measured it."""
        if self.plane is None:
            return None
        return self.plane.mm_per_px(self.size[0] / 2, self.size[1] / 2)


def _jacobian(matrix: Matrix, x: float, y: float) -> Matrix:
    """Derivatives of a homography at a place, (2, 2)."""
    u, v, w = matrix @ np.array([x, y, 1.0])
    rows = matrix[:2, :2] * w - np.outer((u, v), matrix[2, :2])
    return np.asarray(rows / w**2, np.float64)
