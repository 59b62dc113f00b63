"""Where on a page a code may be, so that the slow engine looks there only. Pure.

Print covers a tenth to a quarter of the paper; the modules and bars of a code cover about half of it, with an
edge every few px. Both together, over an area of a few millimetres at least, are rare outside of codes.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_camera.codes.place import Grey

Box = tuple[int, int, int, int]
"""Left, top, width, height in px."""

_LONG_SIDE = 1100
_WINDOW = 19
"""Side in px of the small picture over which darkness and edges are averaged: about 5 mm of an A4 page."""
_DARK = (0.27, 0.78)
_BUSY = 0.2
_LEAST_SIDE = 14
_MOST = 12


def regions(grey: Grey) -> tuple[Box, ...]:
    """Return the places that look like a code, the largest first, with a rim of quiet around each."""
    height, width = grey.shape
    scale = min(1.0, _LONG_SIDE / max(height, width))
    small = grey
    if scale < 1:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        small = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)
    if min(small.shape) < _LEAST_SIDE:
        return ()
    mask = _busy_and_half_dark(small)
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask)
    found = []
    for left, top, wide, high, area in stats[1:count]:
        if min(wide, high) >= _LEAST_SIDE and max(wide, high) >= 2 * _LEAST_SIDE:
            found.append((int(area), _grown(left, top, wide, high, scale, width, height)))
    found.sort(reverse=True)
    return tuple(box for _, box in found[:_MOST])


def _busy_and_half_dark(small: Grey) -> NDArray[np.uint8]:
    window = (_WINDOW, _WINDOW)
    wide = (3 * _WINDOW, 3 * _WINDOW)
    low = cv2.erode(small, np.ones((5, 5), np.uint8))
    high = cv2.dilate(small, np.ones((5, 5), np.uint8))
    middle = (cv2.blur(low, wide).astype(np.float32) + cv2.blur(high, wide)) / 2
    dark = cv2.blur((small < middle).astype(np.float32), window)
    contrast = cv2.subtract(high, low)
    level = max(24.0, 0.35 * float(np.percentile(contrast[::4, ::4], 98)))
    busy = cv2.blur((contrast > level).astype(np.float32), window)
    mask = ((dark > _DARK[0]) & (dark < _DARK[1]) & (busy > 1 - _BUSY)).astype(np.uint8)
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)), np.uint8)


def _grown(left: int, top: int, wide: int, high: int, scale: float, width: int, height: int) -> Box:
    """Back to full size, with half a window and a tenth more on every side."""
    reach_x, reach_y = _WINDOW + 0.15 * wide, _WINDOW + 0.15 * high
    x0 = max(0, int((left - reach_x) / scale))
    y0 = max(0, int((top - reach_y) / scale))
    x1 = min(width, int((left + wide + reach_x) / scale) + 1)
    y1 = min(height, int((top + high + reach_y) / scale) + 1)
    return (x0, y0, x1 - x0, y1 - y0)
