"""The camera's geometry: where a point over the table falls in the picture, and the way back.

The table is the plane z = 0 in mm, x to the right, y down as an overhead camera sees it, z up. Pixel centres
are at integers. The lens bends radially; the polynomial goes from the picture to the ideal one, so that the
map that every pixel needs is closed and only the truth's few points are found by iteration.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
"""(…, 2) or (…, 3)."""


@dataclass(frozen=True, slots=True)
class View:
    """A pinhole of `focal` px at `eye` (x, y, z mm over the table), `turn` (3, 3) world to camera.

    `bend`: how much further from the middle the picture's corner stands than it would in an ideal picture,
    as a part of the half diagonal (positive: a barrel).
    """

    width: int
    height: int
    focal: float
    eye: tuple[float, float, float]
    turn: NDArray[np.float64]
    bend: float = 0.0

    def on_table(self, pixels: Points) -> Points:
        """Return the table's points in mm that pixels (…, 2) show."""
        ideal = self._straight(pixels - self._middle) / self.focal
        ray = np.concatenate([ideal, np.ones_like(ideal[..., :1])], axis=-1) @ self.turn
        steps = self.eye[2] / np.maximum(ray[..., 2:], 1e-3)
        return np.asarray(np.array(self.eye[:2]) + ray[..., :2] * steps, np.float64)

    def in_picture(self, points: Points) -> Points:
        """Return the pixels of points (…, 3) in mm."""
        below = points - np.array(self.eye)
        below = below * np.array([1.0, 1.0, -1.0])
        seen = below @ self.turn.T
        ideal = seen[..., :2] / seen[..., 2:] * self.focal
        bent = ideal.copy()
        for _ in range(12):
            bent += ideal - self._straight(bent)
        return np.asarray(bent + self._middle, np.float64)

    @property
    def _middle(self) -> Points:
        return np.array([(self.width - 1) / 2, (self.height - 1) / 2])

    def _straight(self, offsets: Points) -> Points:
        half = np.hypot(self.width, self.height) / 2
        squared = (offsets**2).sum(axis=-1, keepdims=True) / half**2
        return np.asarray(offsets * (1 + self.bend * squared), np.float64)


def overhead(width: int, height: int, px_per_mm: float, lean: tuple[float, float], bend: float) -> View:
    """A camera on an arm that looks straight down at (0, 0), but for `lean` degrees about x and y."""
    focal = 1.15 * width
    return aimed(width, height, focal, px_per_mm, (0.0, 0.0), (lean[0], lean[1], 0.0), bend)


def aimed(
    width: int,
    height: int,
    focal: float,
    px_per_mm: float,
    target: tuple[float, float],
    degrees: tuple[float, float, float],
    bend: float,
) -> View:
    """A camera that has `target` (mm) in its middle at `px_per_mm`, turned about x, y and its own axis."""
    about_x, about_y, roll = np.deg2rad(degrees)
    cx, sx = np.cos(about_x), np.sin(about_x)
    cy, sy = np.cos(about_y), np.sin(about_y)
    cr, sr = np.cos(roll), np.sin(roll)
    pitch = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    yaw = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    spin = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
    turn = spin @ pitch @ yaw
    back = turn.T @ np.array([0.0, 0.0, focal / px_per_mm])
    # The depth axis points down, the table's z up.
    eye = (target[0] - back[0], target[1] - back[1], back[2])
    return View(width, height, focal, eye, turn, bend)
