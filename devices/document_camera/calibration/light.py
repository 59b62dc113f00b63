"""The lamp: how bright, how even, of what colour; measured on a white sheet, or on the mat itself."""

import cv2
import numpy as np

from devices.document_camera.calibration.values import Light
from devices.document_camera.detection.quads import Picture, Quad

_BLOCKS = 8


def on_paper(picture: Picture, corners: Quad) -> Light:
    """Measure a white sheet, its corners in px of the BGR picture."""
    side = _BLOCKS * 8
    target = np.array([[0, 0], [side, 0], [side, side], [0, side]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    sheet = cv2.warpPerspective(picture, matrix, (side, side), flags=cv2.INTER_AREA)
    # A sheet's rim curls and throws shadow; that is no property of the lamp.
    inner = np.asarray(sheet[4:-4, 4:-4], np.uint8)
    return _light(inner, paper=True)


def on_mat(mat: Picture) -> Light:
    """Measure the bare mat: good for telling later that the lamp grew weaker, not for its colour."""
    return _light(mat, paper=False)


def _light(picture: Picture, paper: bool) -> Light:
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    blocks = cv2.resize(grey, (_BLOCKS, _BLOCKS), interpolation=cv2.INTER_AREA).astype(np.float64)
    channels = np.median(picture.reshape(-1, 3).astype(np.float64), axis=0)
    mean = max(1.0, float(channels.mean()))
    blue, green, red = (round(float(value) / mean, 4) for value in channels)
    evenness = float(np.percentile(blocks, 5) / max(1.0, np.percentile(blocks, 95)))
    return Light(float(np.median(blocks)), min(1.0, evenness), (blue, green, red), paper)
