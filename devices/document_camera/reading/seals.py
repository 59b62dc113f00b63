"""Red seals taken out of a picture, so that the print under them is seen.

Official papers bear a round red seal over the last line, which is the date or who issued it. To the network
that looks for lines, ring and star are part of the print there. A red lamp makes red ink as bright as paper
and leaves black print black; that is done where a seal is, and only there: titles are red too.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

_RED = 36
"""By so much red outshines green and blue in the ink of a seal."""
_SMALLEST_MM, _LARGEST_MM = 16.0, 60.0
_ROUND = 0.8
"""The shorter side of its bounding box, of the longer one."""
_FULLEST = 0.6
"""Part of its bounding box that is red; a portrait before a red wall has more."""
_INK = 30
"""Percentile of the red light that red ink gives back: print beneath it is darker, its rim brighter."""
_CLOSE_MM = 2.5
"""Ring, star and characters are this close together."""


def without_seals(page: Picture, px_per_mm: float) -> Picture:
    """Return a page ((h, w, 3) BGR) with its seals as bright as paper; the page itself if it has none."""
    red = _redness(page)
    places = _places(red, px_per_mm)
    if not places:
        return page
    clean = page.copy()
    for left, top, width, height in places:
        part = clean[top : top + height, left : left + width]
        ink = red[top : top + height, left : left + width] > 0
        ink = cv2.dilate(ink.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        part[ink] = _by_red_light(part, ink)
    return clean


def _by_red_light(part: Picture, ink: NDArray[np.bool_]) -> Picture:
    """Return the red ink's pixels (n, 3) as grey, so bright that the ink itself is paper."""
    light = part[..., 2].astype(np.float32)
    paper = float(np.percentile(light, 90))
    gain = paper / max(1.0, float(np.percentile(light[ink], _INK)))
    grey = np.minimum(light[ink] * max(1.0, gain), paper).astype(np.uint8)
    return np.repeat(grey[:, None], 3, axis=1)


def _redness(page: Picture) -> Picture:
    blue, green, red = cv2.split(page)
    over = cv2.subtract(red, cv2.max(blue, green))
    return np.asarray(cv2.threshold(over, _RED, 255, cv2.THRESH_BINARY)[1], np.uint8)


def _places(red: Picture, px_per_mm: float) -> list[tuple[int, int, int, int]]:
    reach = max(3, round(_CLOSE_MM * px_per_mm) | 1)
    joined = cv2.morphologyEx(red, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found = []
    for number in range(1, count):
        left, top, width, height = (int(one) for one in stats[number, :4])
        shorter, longer = sorted((width, height))
        if not _SMALLEST_MM * px_per_mm <= longer <= _LARGEST_MM * px_per_mm or shorter < _ROUND * longer:
            continue
        if np.count_nonzero(red[top : top + height, left : left + width]) < _FULLEST * width * height:
            found.append((left, top, width, height))
    return found
