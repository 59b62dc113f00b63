"""Pages within a budget of bytes: JPEG for colour, and which pages need no colour."""

import math

import cv2
import numpy as np

from devices.document_camera.detection.quads import Picture
from devices.document_camera.flattening.light import EvenPage
from devices.document_camera.scaling import darkest_channel, lightest_channel, quartered

COLOUR_BUDGET = 300_000
"""Bytes of a colour page of A4 or smaller."""
GREY_BUDGET = 200_000
"""Bytes of the grey JPEG of a black-and-white page; in the PDF it is CCITT G4 and far smaller."""

_BEST = 85
_FLOOR = 42
"""Quality under which small Chinese print begins to suffer; a page is not made less readable than that."""
_FIRST = 75
_BYTES_A_STEP = 0.0185
"""How much the logarithm of a page's bytes grows with one step of quality (measured, pages of print)."""

_COLOURED_AT = 34
_COLOURED_PART = 0.0004
_TONE_PART = 0.012


def encode_within(page: Picture, budget: int = COLOUR_BUDGET) -> bytes:
    """Encode a page, (h, w, 3) BGR or (h, w) grey, as JPEG in at most three tries.

    The best quality from 42 to 85 that keeps within `budget` bytes, chroma at half resolution. A page that
    does not fit at 42 is given at 42: the budget is a goal, being readable is not.
    """
    data = _encode(page, _FIRST)
    if len(data) <= budget:
        better = _reaching(_FIRST, len(data), budget)
        if better <= _FIRST + 3:
            return data
        richer = _encode(page, min(_BEST, better))
        return richer if len(richer) <= budget else data
    poorer = max(_FLOOR, _reaching(_FIRST, len(data), budget))
    data = _encode(page, poorer)
    if len(data) > budget and poorer > _FLOOR:
        data = _encode(page, max(_FLOOR, _reaching(poorer, len(data), budget * 0.95)))
    return data


def is_black_and_white(page: EvenPage) -> bool:
    """Tell whether nothing is lost when a page is kept in black and white.

    White paper without colour (a stamp, a signature in blue) and without grey areas (a photograph).
    """
    if not page.white:
        return False
    quarter = quartered(page.picture)
    margin = max(2, min(quarter.shape[:2]) // 60)  # slivers of the mat at the rim are no colour of the page
    inner = quarter[margin:-margin, margin:-margin]
    if not inner.size:
        return False
    chroma = cv2.subtract(lightest_channel(inner), darkest_channel(inner))
    if float((chroma > _COLOURED_AT).mean()) > _COLOURED_PART:
        return False
    grey = cv2.cvtColor(inner, cv2.COLOR_BGR2GRAY)
    lightest = cv2.dilate(grey, np.ones((7, 7), np.uint8))
    darkest = cv2.erode(grey, np.ones((7, 7), np.uint8))
    return float(((lightest < 225) & (darkest > 25)).mean()) < _TONE_PART


def _encode(page: Picture, quality: int) -> bytes:
    wanted = [
        cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 1,
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420,
    ]  # fmt: skip
    _, data = cv2.imencode(".jpg", page, wanted)
    return bytes(data.tobytes())


def _reaching(quality: int, size: int, budget: float) -> int:
    """Return the quality at which a page of `size` bytes at `quality` is expected to take `budget` bytes."""
    return quality + math.floor(math.log(budget / size) / _BYTES_A_STEP)
