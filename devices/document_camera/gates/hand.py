"""A hand over the page.

On a calibrated terminal the difference to the empty mat says what reaches in from the frame's rim and is not
paper (`hand_over`). Without it only skin at the page's edge can be looked for, which is weak: advice is given
where it is plain (`skin_at_edge`).
"""

from dataclasses import dataclass

import cv2
import numpy as np

from devices.document_camera.detection.quads import Picture, Quad
from devices.document_camera.gates.outlines import Outline, hull
from devices.document_camera.scaling import halved, quartered

MAX_HAND = 0.004
MAX_SKIN = 0.004
_EIGHTH = 8


@dataclass(frozen=True, slots=True)
class Hand:
    """`part` of the page, 0..1, that is covered; `where` as an outline, empty where there is none."""

    part: float
    where: Outline


def hand_over(reaching: Picture, corners: Quad, scale: float = 1.0) -> Hand:
    """Measure how much of a page is under what reaches in from the rim of the frame.

    `reaching` (h, w) mask, not 0 where something that is not paper reaches in, 1 / `scale` of the size of the
    photograph; `corners` and the outline in px of the photograph.
    """
    page = np.zeros(reaching.shape[:2], np.uint8)
    small = (corners + 0.5) / scale - 0.5
    cv2.fillConvexPoly(page, np.round(small).astype(np.int32), 1)
    covered = page & (reaching > 0).astype(np.uint8)
    whole = int(page.sum())
    part = float(covered.sum() / whole) if whole else 0.0
    return Hand(part, hull(covered, scale) if part > MAX_HAND else ())


def skin_at_edge(page: Picture) -> Hand:
    """Look for skin that reaches over the edge of a straight BGR page; the outline is in px of the page."""
    mask = _skin(halved(quartered(page)))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    height, width = mask.shape
    for n in range(1, count):
        left, top, wide, high, area = (int(value) for value in stats[n])
        at_edge = left == 0 or top == 0 or left + wide == width or top + high == height
        along = max(wide / width, high / height)
        if area / mask.size > MAX_SKIN and at_edge and along < 0.7 and _is_compact(labels == n):
            blob = np.asarray(labels == n, np.uint8)
            return Hand(area / mask.size, hull(blob, _EIGHTH))
    return Hand(0.0, ())


def _skin(small: Picture) -> Picture:
    """Mask of skin of any tone, by hue; not where the whole page has that colour."""
    smooth = cv2.GaussianBlur(small, (5, 5), 0)
    _, red, blue = (plane.astype(np.int16) for plane in cv2.split(cv2.cvtColor(smooth, cv2.COLOR_BGR2YCrCb)))
    paper_red, paper_blue = np.median(red), np.median(blue)
    skin = (red >= 136) & (red <= 176) & (blue >= 80) & (blue <= 126)
    skin &= (red - paper_red > 7) & (red - paper_red < 50) & (blue - paper_blue < -2)
    return np.asarray(cv2.morphologyEx(skin.astype(np.uint8), cv2.MORPH_OPEN, np.ones((5, 5), np.uint8)))


def _is_compact(blob: np.ndarray) -> bool:
    """Fingers fill their outline; a coloured border or a line of print does not."""
    contours, _ = cv2.findContours(blob.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    around = cv2.convexHull(max(contours, key=cv2.contourArea))
    return float(blob.sum()) > 0.45 * float(cv2.contourArea(around))
