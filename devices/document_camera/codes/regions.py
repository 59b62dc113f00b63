"""Where on a page a code may be, so that the slow engine looks there only. Pure.

Print covers a tenth to a quarter of the paper; the modules and bars of a code cover about half of it, with an
edge every few px. Large print does so too, but its edges run all ways and it stands in rows; bars have edges
one way only, and the codes of modules are about as high as wide.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_camera.codes.place import Grey

Box = tuple[int, int, int, int]
"""Left, top, width, height in px."""

_LONG_SIDE = 820
_WINDOW = 15
"""Side in px of the small picture over which darkness and edges are averaged: about 5 mm of an A4 page."""
_DARK = (0.27, 0.8)
_BUSY = 0.8
_LEAST_SIDE = 8
_ONE_WAY = 0.42
"""Edges across over edges along: bars have under 0.25, PDF417 0.1 to 0.6, print 0.5 to 1."""
_SQUARE = 0.55
_SQUARE_DARK = 0.66
_MOST = 8


def regions(grey: Grey) -> tuple[Box, ...]:
    """Return the places that look like a code, bars first, with a rim of quiet around each."""
    height, width = grey.shape
    scale = min(1.0, _LONG_SIDE / max(height, width))
    small = grey
    if scale < 1:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        small = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)
    if min(small.shape) < _LEAST_SIDE:
        return ()
    dark, mask = _dark_and_busy(small)
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask)
    boxes = [(int(x), int(y), int(w), int(h)) for x, y, w, h, _ in stats[1:count]]
    bars = _joined([box for box in boxes if _runs_one_way(small, box)])
    squares = [box for box in boxes if box not in bars and _is_square(dark, box)]
    found = [box for box in (*_by_size(bars), *_by_size(_joined(squares))) if min(box[2:]) >= _LEAST_SIDE]
    return tuple(_grown(box, scale, width, height) for box in found[:_MOST])


def _by_size(boxes: Sequence[Box]) -> list[Box]:
    return sorted(boxes, key=lambda box: box[2] * box[3])


def _dark_and_busy(small: Grey) -> tuple[Grey, Grey]:
    """Return what is darker than its surroundings, 0 or 1, and where that is half of it, with many edges."""
    window = (_WINDOW, _WINDOW)
    wide = (3 * _WINDOW, 3 * _WINDOW)
    kernel = np.ones((5, 5), np.uint8)
    low, high = cv2.erode(small, kernel), cv2.dilate(small, kernel)
    middle = cv2.addWeighted(cv2.blur(low, wide), 0.5, cv2.blur(high, wide), 0.5, 0)
    dark = cv2.compare(small, middle, cv2.CMP_LT)
    contrast = cv2.subtract(high, low)
    level = max(24.0, 0.35 * float(np.percentile(contrast[::4, ::4], 98)))
    _, steep = cv2.threshold(contrast, level, 255, cv2.THRESH_BINARY)
    busy = cv2.blur(steep, window)
    share = cv2.blur(dark, window)
    low_share, high_share = (round(255 * part) for part in _DARK)
    mask = ((share > low_share) & (share < high_share) & (busy > 255 * _BUSY)).astype(np.uint8)
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    return np.asarray(dark, np.uint8) // 255, np.asarray(closed, np.uint8)


def _runs_one_way(small: Grey, box: Box) -> bool:
    left, top, wide, high = box
    part = small[top : top + high, left : left + wide]
    across = float(cv2.norm(cv2.Sobel(part, cv2.CV_32F, 1, 0), cv2.NORM_L1))
    along = float(cv2.norm(cv2.Sobel(part, cv2.CV_32F, 0, 1), cv2.NORM_L1))
    return min(across, along) < _ONE_WAY * max(across, along)


def _is_square(dark: NDArray[np.uint8], box: Box) -> bool:
    left, top, wide, high = box
    # A code of which a strip is too light or too dark is still square within a window.
    shape = (min(wide, high) + _WINDOW) / (max(wide, high) + _WINDOW)
    share = float(dark[top : top + high, left : left + wide].mean())
    return shape > _SQUARE and share < _SQUARE_DARK


def _joined(boxes: Sequence[Box]) -> list[Box]:
    """Join boxes that are no further apart than a window: bars of different width fall into pieces."""
    joined: list[Box] = []
    for box in boxes:
        whole = box
        again = True
        while again:
            near = [other for other in joined if _near(whole, other)]
            again = bool(near)
            for other in near:
                joined.remove(other)
                whole = _around(whole, other)
        joined.append(whole)
    return joined


def _near(one: Box, other: Box) -> bool:
    return all(
        one[axis] <= other[axis] + other[axis + 2] + _WINDOW
        and other[axis] <= one[axis] + one[axis + 2] + _WINDOW
        for axis in (0, 1)
    )


def _around(one: Box, other: Box) -> Box:
    left, top = min(one[0], other[0]), min(one[1], other[1])
    right = max(one[0] + one[2], other[0] + other[2])
    bottom = max(one[1] + one[3], other[1] + other[3])
    return (left, top, right - left, bottom - top)


def _grown(box: Box, scale: float, width: int, height: int) -> Box:
    """Back to full size, with a window and a part more on every side."""
    left, top, wide, high = box
    reach_x, reach_y = _WINDOW + 0.15 * wide, _WINDOW + 0.15 * high
    x0 = max(0, int((left - reach_x) / scale))
    y0 = max(0, int((top - reach_y) / scale))
    x1 = min(width, int((left + wide + reach_x) / scale) + 1)
    y1 = min(height, int((top + high + reach_y) / scale) + 1)
    return (x0, y0, x1 - x0, y1 - y0)
