"""A paper that lies on the table: where, how it is turned, and how it is not quite flat."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from devices.document_camera.simulator.scene.view import Points, View


@dataclass(frozen=True, slots=True)
class Curl:
    """Height over the table, up to `height` mm, along the direction `degrees` across the paper.

    `form`: "end" lifts one end, "bow" the middle, "corner" one corner, "fold" both halves beside a fold.
    """

    form: str
    height: float
    degrees: float = 0.0

    def over(self, u: NDArray[np.float64], v: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return heights in mm at parts u, v of the paper's width and height, 0..1."""
        angle = np.deg2rad(self.degrees)
        along = (u - 0.5) * np.cos(angle) + (v - 0.5) * np.sin(angle) + 0.5
        along = np.clip(along, -0.2, 1.2)
        match self.form:
            case "end":
                shape = np.clip(along - 0.25, 0, 1) ** 2 / 0.56
            case "bow":
                shape = np.sin(np.pi * np.clip(along, 0, 1)) ** 2
            case "corner":
                shape = np.clip(np.clip(u, 0, 1) + np.clip(v, 0, 1) - 1.45, 0, 1) ** 2 / 0.3
            case "fold":
                shape = np.exp(-(((v - 0.25) / 0.13) ** 2)) + np.exp(-(((v - 0.75) / 0.13) ** 2))
            case _:
                raise ValueError(self.form)
        return np.asarray(self.height * shape, np.float64)


@dataclass(frozen=True, slots=True)
class Lying:
    """A paper of `size` mm, its middle at `middle` on the table, turned `degrees` clockwise."""

    size: tuple[float, float]
    middle: tuple[float, float]
    degrees: float
    curl: Curl | None = None

    def heights(self, local: Points) -> NDArray[np.float64]:
        """Return heights in mm at places (…, 2) in mm from the paper's top left."""
        if self.curl is None:
            return np.zeros(local.shape[:-1])
        return self.curl.over(local[..., 0] / self.size[0], local[..., 1] / self.size[1])

    def in_space(self, local: Points) -> Points:
        """Return (…, 3) mm over the table for places (…, 2) in mm from the paper's top left."""
        flat = (local - np.array(self.size) / 2) @ self._axes + np.array(self.middle)
        return np.concatenate([flat, self.heights(local)[..., None]], axis=-1)

    def in_picture(self, local: Points, view: View) -> Points:
        """Return the pixels at which places of the paper are seen."""
        return view.in_picture(self.in_space(np.asarray(local, np.float64)))

    def seen_at(self, table: Points, view: View) -> Points:
        """Return the paper's places in mm that are seen where the bare table would show `table`."""
        foot, high = np.array(view.eye[:2]), view.eye[2]
        local = self._to_local(table)
        if self.curl is None:
            return local
        for _ in range(8):
            lifted = self.heights(local)[..., None] / high
            local = self._to_local(table + (foot - table) * lifted)
        return local

    def corners(self, view: View) -> NDArray[np.float32]:
        """Return the pixels of its corners, (4, 2), from its own top left clockwise as it is read."""
        width, height = self.size
        places = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
        return self.in_picture(places, view).astype(np.float32)

    @property
    def _axes(self) -> NDArray[np.float64]:
        angle = np.deg2rad(self.degrees)
        return np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])

    def _to_local(self, table: Points) -> Points:
        return (table - np.array(self.middle)) @ self._axes.T + np.array(self.size) / 2
