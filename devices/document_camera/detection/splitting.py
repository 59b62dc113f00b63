"""Several papers in one shot: what lies apart is a paper of its own, and a spread is split at its fold."""

from collections.abc import Sequence
from itertools import combinations

import cv2
import numpy as np

from devices.document_camera.detection.classical import FoundPage
from devices.document_camera.detection.quads import (
    Picture,
    Quad,
    area,
    clockwise,
    shared_part,
    side_lengths,
)

_MOST_SHARED = 0.12
"""Part of a paper that may lie under another."""
_NEARLY_AS_GOOD = 0.5
_COVERED, _NO_GAP = 0.7, 0.97
_FOLD_WITHIN = (0.4, 0.6)
_ACROSS, _DOWN = 320, 160
_FOLD = 2.0
"""Levels of lightness by which a fold stands out."""


def apart(
    found: Sequence[FoundPage], touching: bool = False, least: float = _NEARLY_AS_GOOD
) -> list[FoundPage]:
    """Keep the best of those that lie over each other, best first; nothing under `least` of the best's score.

    An outline around two papers with a strip of table between them gives way to the two; where `touching`
    papers are asked for, one around two that touch does so too.
    """
    kept: list[FoundPage] = []
    for page in found:
        if _goes_around(page, found, touching):
            continue
        if kept and page.score < least * kept[0].score:
            break
        if all(shared_part(page.corners, other.corners) < _MOST_SHARED for other in kept):
            kept.append(page)
    return kept


def _goes_around(page: FoundPage, found: Sequence[FoundPage], touching: bool) -> bool:
    inside = [
        other
        for other in found
        if other is not page
        and other.score >= _NEARLY_AS_GOOD * page.score
        and area(other.corners) < 0.7 * area(page.corners)
        and shared_part(page.corners, other.corners) > 0.94
    ]
    for one, two in combinations(inside, 2):
        covered = (area(one.corners) + area(two.corners)) / area(page.corners)
        alike = area(one.corners) / area(two.corners)
        if not 0.5 < alike < 2 or covered < _COVERED or shared_part(one.corners, two.corners) > _MOST_SHARED:
            continue
        if touching or covered < _NO_GAP:
            return True
    return False


def at_the_fold(picture: Picture, spread: Quad) -> tuple[Quad, Quad] | None:
    """Split an open booklet in two at its fold; None where none is seen: a single paper is no spread.

    The fold runs across the longer way. The halves go left to right, or downwards.
    """
    lengths = side_lengths(spread)
    corners = spread if lengths[0] + lengths[2] >= lengths[1] + lengths[3] else np.roll(spread, -1, axis=0)
    target = np.array([[0, 0], [_ACROSS - 1, 0], [_ACROSS - 1, _DOWN - 1], [0, _DOWN - 1]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    flat = cv2.warpPerspective(picture, matrix, (_ACROSS, _DOWN), flags=cv2.INTER_AREA)
    found = _fold(np.asarray(flat, np.uint8))
    if found is None:
        return None
    top, bottom = found
    ends = np.array([[[top, 0], [bottom, _DOWN - 1]]], np.float32)
    fold = cv2.perspectiveTransform(ends, np.linalg.inv(matrix))[0]
    first = np.array([corners[0], fold[0], fold[1], corners[3]], np.float32)
    second = np.array([fold[0], corners[1], corners[2], fold[1]], np.float32)
    halves = clockwise(first), clockwise(second)
    along_x = abs(corners[1][0] - corners[0][0]) >= abs(corners[1][1] - corners[0][1])
    axis = 0 if along_x else 1
    return halves if halves[0][:, axis].mean() <= halves[1][:, axis].mean() else (halves[1], halves[0])


def _fold(flat: Picture) -> tuple[float, float] | None:
    """Return where the fold crosses the upper and the lower edge of a flat spread, px of it.

    A fold is a narrow valley or a step of light from edge to edge; print ends before the edges.
    """
    grey = cv2.GaussianBlur(cv2.cvtColor(flat, cv2.COLOR_BGR2GRAY), (3, 3), 0).astype(np.float32)
    wide = cv2.blur(grey, (17, 1))
    valley = np.clip(wide - grey, 0, 12)
    step = np.clip(np.abs(cv2.Sobel(grey, cv2.CV_32F, 1, 0, scale=1 / 4)), 0, 12)
    strength = valley + step
    low, high = (round(part * _ACROSS) for part in _FOLD_WITHIN)
    y = np.arange(_DOWN)
    best, place = -1.0, (0.0, 0.0)
    for top in range(low, high):
        for bottom in range(max(low, top - 8), min(high, top + 9)):
            x = np.rint(top + (bottom - top) * y / (_DOWN - 1)).astype(np.intp)
            # Nearly the whole height is asked for, so that a line of print or a frame is no fold.
            seen = float(np.partition(strength[y, x], _DOWN // 6)[_DOWN // 6]) - 0.02 * abs(top - _ACROSS / 2)
            if seen > best:
                best, place = seen, (float(top), float(bottom))
    return place if best > _FOLD else None
