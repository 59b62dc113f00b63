"""An empty page: the back of a sheet, or a blank one."""

import cv2
import numpy as np

from devices.document_camera.detection.quads import Picture
from devices.document_camera.scaling import halved, lightest_channel

MIN_INK = 0.0004
_DARKER = 60


def measure_ink(flat: Picture) -> float:
    """Part of a straight BGR page in even light, 0..1, that differs from its paper; its rim is left out."""
    half = halved(flat)
    margin = max(4, min(half.shape[:2]) // 30)
    inner = half[margin:-margin, margin:-margin]
    if not inner.size:
        return 0.0
    paper = np.median(inner[::4, ::4].reshape(-1, 3), axis=0).astype(np.uint8)
    apart = cv2.absdiff(inner, np.full_like(inner, paper))
    return float((lightest_channel(np.asarray(apart, np.uint8)) > _DARKER).mean())
