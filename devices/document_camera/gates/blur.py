"""Blur: how wide the edges of print are.

Local contrast over steepest gradient, in px at 200 dpi. Unlike the variance of the Laplacian it does not
depend on how much is written on the page. Only the tiles with the strongest edges are looked at, one in each
part of the page, so that a page that is sharp on one side only is noticed and a page with three lines has a
figure too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_camera.detection.quads import Picture
from devices.document_camera.gates.outlines import Outline, box
from devices.document_camera.scaling import quartered

MAX_EDGE_PX = 4.6
"""Above it reading becomes unreliable (measured on the sets of photographs: sharp <= 4.4, blurred >= 4.9)."""

_TILE = 192
_PARTS = 4
_QUARTER = 4
_MIN_CONTRAST = 40
_MIN_SLOPE = 4.0
_MIN_EDGES = 40
_SHARE = 70
"""Percentile over the tiles: blurred where more than a third of what is written is."""


@dataclass(frozen=True, slots=True)
class Blur:
    """`width` of the edges in px, None for a page with too few edges to say; `where` they are too wide."""

    width: float | None
    where: tuple[Outline, ...]


def measure_blur(page: Picture) -> Blur:
    """Measure a straight BGR page at 200 dpi, before its light is evened."""
    grey = np.asarray(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), np.uint8)
    tiles = [(place, edge_width(grey[place])) for place in _telling_tiles(grey)]
    widths = [width for _, width in tiles if width is not None]
    if not widths:
        return Blur(None, ())
    where = [place for place, width in tiles if width is not None and width > MAX_EDGE_PX]
    marks = tuple(box(x.start, y.start, x.stop, y.stop) for y, x in where)
    return Blur(float(np.percentile(widths, _SHARE)), marks)


def edge_width(grey: Picture) -> float | None:
    """Width in px of the strong edges of a grey picture (h, w); None where there are too few.

    The median of the upright or of the level ones, whichever is wider: a movement blurs one kind only.
    """
    smooth = cv2.GaussianBlur(grey, (3, 3), 0)
    window = np.ones((11, 11), np.uint8)
    contrast = cv2.subtract(cv2.dilate(smooth, window), cv2.erode(smooth, window)).astype(np.float32)
    across = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, ksize=1) / 2
    down = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, ksize=1) / 2
    slope = cv2.magnitude(across, down)
    steepest = cv2.dilate(slope, np.ones((5, 5), np.uint8))
    ridge = (slope >= steepest) & (contrast > _MIN_CONTRAST) & (slope > _MIN_SLOPE)
    upright = np.abs(across) > np.abs(down)
    kinds: list[NDArray[np.float32]] = [
        contrast[at] / slope[at] for at in (ridge & upright, ridge & ~upright)
    ]
    if sum(widths.size for widths in kinds) < _MIN_EDGES:
        return None
    return max(float(np.median(widths)) for widths in kinds if widths.size >= _MIN_EDGES // 2)


def _telling_tiles(grey: Picture) -> Iterator[tuple[slice, slice]]:
    """Yield the tile with the strongest edges in each part of the page, its rim left out."""
    margin = max(8, min(grey.shape) // 40)
    height, width = (side - 2 * margin for side in grey.shape)
    if min(height, width) < 32:
        return
    inner = grey[margin : margin + height, margin : margin + width]
    small = quartered(inner)
    edges = cv2.morphologyEx(small, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)).astype(np.float32)
    strength = cv2.boxFilter(np.maximum(edges - 20, 0), -1, (_TILE // _QUARTER,) * 2)
    rows = np.linspace(0, small.shape[0], _PARTS + 1).astype(int)
    columns = np.linspace(0, small.shape[1], _PARTS + 1).astype(int)
    for top, bottom in pairwise(rows):
        for left, right in pairwise(columns):
            part = strength[top:bottom, left:right]
            if part.size == 0 or float(part.max()) < 0.2:
                continue
            y, x = np.unravel_index(int(part.argmax()), part.shape)
            yield (
                _around(margin, (top + int(y)) * _QUARTER, height),
                _around(margin, (left + int(x)) * _QUARTER, width),
            )


def _around(margin: int, middle: int, side: int) -> slice:
    start = int(np.clip(middle - _TILE // 2, 0, max(0, side - _TILE)))
    return slice(margin + start, margin + min(side, start + _TILE))
