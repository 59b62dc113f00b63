"""Too dark: how light the paper is as photographed."""

import cv2
import numpy as np

from devices.document_camera.detection.quads import Picture

MIN_BRIGHTNESS = 95.0
_MIN_COVER = 55.0
_COLOURED = 70


def measure_brightness(page: Picture) -> float:
    """Grey level 0..255 of the paper of a straight BGR page, before its light is evened."""
    return float(np.percentile(_grey(page), 80))


def is_too_dark(page: Picture, brightness: float) -> bool:
    """Tell whether a page is too dark to read. A cover may be dark by itself: there its colour counts."""
    if brightness >= MIN_BRIGHTNESS:
        return False
    sample = page[::8, ::8]
    saturation = cv2.cvtColor(sample, cv2.COLOR_BGR2HSV)[:, :, 1]
    if float(np.median(saturation)) < _COLOURED:
        return True
    return float(np.percentile(sample.max(axis=2), 80)) < _MIN_COVER


def _grey(page: Picture) -> Picture:
    return np.asarray(cv2.cvtColor(page[::8, ::8], cv2.COLOR_BGR2GRAY), np.uint8)
