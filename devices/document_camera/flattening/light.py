"""Even light over a page: gradients and shadows taken out, colours kept.

White paper is made white. A coloured cover (a maroon register, a red certificate) has no white paper: there
only the lamp's gradient is taken out, or it would be bleached.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_camera.detection.quads import Picture
from devices.document_camera.scaling import halved

_CELL = 16
"""Side in px of the cells in which the paper's light is estimated: 2 mm at 200 dpi."""
_WHITE = 252.0
_MOST_GAIN = 3.0
_OFF_LAMPS, _COLDEST, _WARMEST = 12.0, -18.0, 34.0
"""Lab, of white paper under any lamp: how far off the line of lamps, and how far along it."""
_OTHER_COLOUR = 0.16
"""Parts of a px's light by which its channels differ from the paper's."""
_GREY = np.array([0.114, 0.587, 0.299])
_DARKEST_WHITE = 55.0

Field = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class EvenPage:
    """A BGR page in even light; `white` where its paper was made white, which a coloured cover is not."""

    picture: Picture
    white: bool


def even_light(page: Picture) -> EvenPage:
    """Even out the light of a straight BGR page at 200 dpi, (h, w, 3) uint8."""
    cells = _cells(page)
    light = np.asarray(cv2.cvtColor(cells, cv2.COLOR_BGR2GRAY), np.float32)
    surface = _surface(light)
    paper = np.abs(light / surface - 1) < 0.12
    colour = np.median(cells[paper], axis=0) if paper.any() else np.full(3, 128.0)
    if _is_white(colour) and float(np.median(surface)) >= _DARKEST_WHITE:
        lamp = float(colour @ _GREY) / np.maximum(colour, 1.0)
        lit = _multiplied(
            page, np.clip(_WHITE / _local(cells, light, surface, colour), 0.8, _MOST_GAIN), lamp
        )
        return EvenPage(np.asarray(cv2.LUT(lit, _PAPER_TO_WHITE), np.uint8), True)
    reference = float(np.percentile(surface, 75))
    return EvenPage(_multiplied(page, np.clip(reference / surface, 0.7, 1.6), np.ones(3)), False)


def _cells(page: Picture) -> Picture:
    """Return the lightest colour in each cell, print bridged: (h / 16, w / 16, 3)."""
    height, width = (max(2, side // _CELL) for side in page.shape[:2])
    quarter = cv2.resize(halved(page), (width * 4, height * 4), interpolation=cv2.INTER_AREA)
    lightest = cv2.dilate(quarter, np.ones((5, 5), np.uint8))
    cells = cv2.resize(lightest, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.medianBlur(cells, 3), np.uint8)


def _surface(light: Field) -> Field:
    """Fit a smooth upper envelope: a second-degree surface in the logarithm, darker cells weigh little."""
    height, width = light.shape
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1).reshape(-1, 6)
    wanted = np.log(np.maximum(light, 8.0)).reshape(-1).astype(np.float64)
    weight = np.ones_like(wanted)
    found = np.zeros(6)
    for _ in range(8):
        weighted = terms * weight[:, None]
        found = np.linalg.solve(weighted.T @ terms + np.eye(6) * 1e-3, weighted.T @ wanted)
        apart = wanted - terms @ found
        weight = np.where(apart < 0, 0.15, 1.0) / (1.0 + (apart / 0.08) ** 2)
    low, high = np.log(8.0), np.log(255.0)
    return np.exp(np.clip(terms @ found, low, high)).reshape(height, width).astype(np.float32)


def _local(cells: Picture, light: Field, surface: Field, colour: NDArray[np.floating]) -> Field:
    """Follow shadows that fall in from the page's rim; dark print and pictures inside it are not shadows.

    Nor is a band of colour at the rim: a shadow has the paper's own `colour`, only darker.
    """
    part = light / surface
    shade = cells.astype(np.float32) / np.maximum(light, 1.0)[:, :, None]
    own = (colour / max(1.0, float(colour @ _GREY))).astype(np.float32)
    coloured = np.abs(shade - own).max(axis=2) > _OTHER_COLOUR
    dark = (part < 0.85) | coloured
    _, labels = cv2.connectedComponents(np.pad(dark & ~coloured, 1).astype(np.uint8))
    labels = labels[1:-1, 1:-1]
    rim = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    inside = dark & ~(np.isin(labels, rim) & (labels > 0))
    trusted = (~inside & (part > 0.3) & (part < 1.3)).astype(np.float32)
    spread = (0, 0), 2.5
    weight = cv2.GaussianBlur(trusted, *spread)
    near = cv2.GaussianBlur(np.asarray(part * trusted, np.float32), *spread)
    followed = (near + 0.05) / (weight + 0.05)
    return np.asarray(surface * np.clip(followed, 0.3, 1.3), np.float32)


def _is_white(colour: NDArray[np.floating]) -> bool:
    """Tell paper from a coloured cover by its BGR colour.

    Lamps run from yellow to blue, with a little red in the yellow: white paper lies on that line in Lab.
    """
    lifted = np.clip(colour * (235.0 / max(1.0, float(colour.max()))), 0, 255)
    lab = cv2.cvtColor(lifted.astype(np.float32).reshape(1, 1, 3) / np.float32(255), cv2.COLOR_BGR2LAB)
    red, yellow = float(lab[0, 0, 1]), float(lab[0, 0, 2])
    return abs(red - 0.3 * yellow) <= _OFF_LAMPS and _COLDEST <= yellow <= _WARMEST


def _multiplied(page: Picture, gain: Field, lamp: NDArray[np.float64]) -> Picture:
    """Multiply by a field of cells and by channel, in strips, so that the floats stay in the cache."""
    height, width = page.shape[:2]
    whole = cv2.resize(gain, (width, height), interpolation=cv2.INTER_LINEAR)
    lit = np.empty_like(page)
    for top in range(0, height, 64):
        strip = whole[top : top + 64]
        factors = cv2.merge([np.asarray(strip * np.float32(channel), np.float32) for channel in lamp])
        cv2.multiply(page[top : top + 64], factors, lit[top : top + 64], dtype=cv2.CV_8U)
    return lit


def _paper_to_white() -> Picture:
    """Levels from 226 up go to white: the paper's grain and noise cost bytes and say nothing."""
    levels = np.arange(256, dtype=np.float32)
    lifted = np.interp(levels, [0, 205, 226, 242, 255], [0, 205, 230, 255, 255])
    return np.asarray(np.round(lifted), np.uint8)


_PAPER_TO_WHITE = _paper_to_white()
