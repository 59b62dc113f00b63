"""Both sides of a card on one A4 sheet in true size, as offices want copies of identity cards."""

from collections.abc import Sequence

import cv2
import numpy as np

from devices.document_camera.detection.quads import Picture
from devices.document_camera.flattening.straighten import DPI, MM_PER_INCH

_A4_MM = (210.0, 297.0)
_GAP_MM = 20.0
_MARGIN_MM = 10.0


class TooLargeError(ValueError):
    """The pages do not fit on one A4 sheet below each other in true size."""


def on_one_sheet(sides: Sequence[tuple[Picture, float]], dpi: float = DPI) -> Picture:
    """Lay pages (BGR picture and its dpi each) below each other on a white A4 sheet, (h, w, 3) BGR.

    Each in true size, the group in the middle, 20 mm between them. Raises TooLargeError where they do not fit
    within margins of 10 mm, and ValueError where there is none.
    """
    if not sides:
        raise ValueError("no side to lay on the sheet")
    width, height = (_px(side, dpi) for side in _A4_MM)
    sheet = np.full((height, width, 3), 255, np.uint8)
    laid = [_at(picture, own, dpi) for picture, own in sides]
    gap, margin = _px(_GAP_MM, dpi), _px(_MARGIN_MM, dpi)
    tall = sum(page.shape[0] for page in laid) + gap * (len(laid) - 1)
    if tall > height - 2 * margin or max(page.shape[1] for page in laid) > width - 2 * margin:
        raise TooLargeError(f"{len(laid)} pages do not fit on one A4 sheet")
    top = (height - tall) // 2
    for page in laid:
        left = (width - page.shape[1]) // 2
        sheet[top : top + page.shape[0], left : left + page.shape[1]] = page
        top += page.shape[0] + gap
    return sheet


def _at(picture: Picture, own: float, dpi: float) -> Picture:
    if own == dpi:
        return picture
    size = (max(1, round(picture.shape[1] * dpi / own)), max(1, round(picture.shape[0] * dpi / own)))
    way = cv2.INTER_AREA if dpi < own else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, size, interpolation=way), np.uint8)


def _px(mm: float, dpi: float) -> int:
    return round(mm * dpi / MM_PER_INCH)
