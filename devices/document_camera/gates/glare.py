"""Glare: burnt-out highlights under which print is gone.

A blob is glare where all three channels are burnt and it stands out from paper around it that is not. Paper
that is merely well lit has no such rim: it runs out gradually, or is as light beside the blob as in it. A
white patch that is printed on has ink in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from devices.document_camera.detection.quads import Picture
from devices.document_camera.gates.outlines import Outline, hull
from devices.document_camera.scaling import darkest_channel, quartered

MAX_GLARE = 0.001
"""Smallest part of the page that a blob must cover, and most that may be covered."""

_LEVELS = ((250, 243), (254, 248))
"""Levels from which a px is burnt, and the lightest that paper beside it may be; the second pair is for
paper lit so well that it is nearly burnt itself."""
_QUARTER = 4
_HALO = 20
"""Px of the quarter picture within which a highlight fades: 10 mm. A lamp's gradient takes far longer."""
_RIM = 4
_INK_AT_MOST = 0.05
_SOLID = 0.5
"""Least part of its convex outline that a highlight fills."""


@dataclass(frozen=True, slots=True)
class Glare:
    """`part` of the page, 0..1, under highlights; `where` each one lies."""

    part: float
    where: tuple[Outline, ...]


def measure_glare(page: Picture) -> Glare:
    """Measure a straight BGR page at 200 dpi, before its light is evened."""
    small = quartered(page)
    darkest = darkest_channel(small)
    found = [blob for burnt, paper in _LEVELS for blob in _highlights(darkest, burnt, paper)]
    covered = np.zeros_like(darkest)
    for blob in found:
        covered |= blob
    count, labels = cv2.connectedComponents(covered)
    where = tuple(hull(np.asarray(labels == n, np.uint8), _QUARTER) for n in range(1, count))
    return Glare(float(covered.mean()), where)


def _highlights(darkest: Picture, burnt: int, paper: int) -> Iterator[Picture]:
    """Yield a mask of each blob from level `burnt` on that stands out from paper of at most level `paper`."""
    light = (darkest >= burnt).astype(np.uint8)
    light = np.asarray(cv2.morphologyEx(light, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)), np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(light)
    for n in range(1, count):
        if stats[n, cv2.CC_STAT_AREA] > MAX_GLARE * light.size:
            blob = np.asarray(labels == n, np.uint8)
            if _stands_out(blob, darkest, paper):
                yield blob


def _stands_out(blob: Picture, darkest: Picture, paper: int) -> bool:
    contours, _ = cv2.findContours(blob, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    around = cv2.contourArea(cv2.convexHull(np.vstack(contours)))
    if sum(cv2.contourArea(contour) for contour in contours) < _SOLID * around:
        return False  # the white rim of a code, or of a picture
    whole = np.asarray(cv2.drawContours(np.zeros_like(blob), contours, -1, 1, cv2.FILLED), np.uint8)
    if _is_printed_on(whole, darkest):
        return False
    away = cv2.distanceTransform(1 - blob, cv2.DIST_L2, 3)
    rim = (away > _HALO) & (away <= _HALO + _RIM)
    if not rim.any():
        return False
    # The paper in the rim, not its print: the lighter half of it.
    return float(np.percentile(darkest[rim], 75)) <= paper


def _is_printed_on(whole: Picture, darkest: Picture) -> bool:
    """Print survives in the heart of it, as in a code on a white patch."""
    depth = cv2.distanceTransform(np.pad(whole, 1), cv2.DIST_L2, 3)[1:-1, 1:-1]
    heart = depth > 0.5 * float(depth.max())
    return float((darkest[heart] < 200).mean()) > _INK_AT_MOST
