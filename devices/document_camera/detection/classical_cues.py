"""What the classical detector looks at: one small picture in Lab, its edges, and its masks."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_camera.detection.quads import Picture

CHROMA_WEIGHT = 1.6
"""A step in a or b counts more than one in L: shadows and creases have next to none."""


@dataclass(frozen=True, slots=True)
class Cues:
    """`lab` (h, w, 3) uint8 smoothed; `across`, `down` (h, w) float32: the strongest channel's gradient."""

    lab: Picture
    saturation: Picture
    across: NDArray[np.float32]
    down: NDArray[np.float32]
    away: Picture
    """(h, w) uint8: twice the distance in Lab from the colours that are frequent along the picture's rim."""
    floor: float
    """The gradient under which there is only noise and texture."""


def look(small: Picture) -> Cues:
    """Prepare a BGR picture of some 640 px for the search."""
    smooth = cv2.GaussianBlur(small, (5, 5), 0)
    lab = cv2.cvtColor(smooth, cv2.COLOR_BGR2LAB)
    best_across = best_down = best = None
    for channel, weight in ((0, 1.0), (1, CHROMA_WEIGHT), (2, CHROMA_WEIGHT)):
        plane = lab[:, :, channel]
        across = cv2.Sobel(plane, cv2.CV_32F, 1, 0, ksize=3, scale=weight / 4)
        down = cv2.Sobel(plane, cv2.CV_32F, 0, 1, ksize=3, scale=weight / 4)
        size = cv2.magnitude(across, down)
        if best is None:
            best_across, best_down, best = across, down, size
            continue
        stronger = (size > best).astype(np.uint8)
        cv2.copyTo(across, stronger, best_across)
        cv2.copyTo(down, stronger, best_down)
        cv2.copyTo(size, stronger, best)
    floor = max(4.0, 2.5 * float(np.median(np.asarray(best)[::4, ::4])))
    saturation = cv2.cvtColor(smooth, cv2.COLOR_BGR2HSV)[:, :, 1]
    return Cues(
        np.asarray(lab, np.uint8),
        np.asarray(saturation, np.uint8),
        np.asarray(best_across, np.float32),
        np.asarray(best_down, np.float32),
        _away_from_rim(np.asarray(lab, np.uint8)),
        min(floor, 14.0),
    )


def lightness_mask(cues: Cues) -> Picture:
    """Light against dark."""
    _, mask = cv2.threshold(cues.lab[:, :, 0], 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return np.asarray(mask, np.uint8)


def masks(cues: Cues) -> Iterator[Picture]:
    """Masks (h, w) of 0 and 255 that may show a paper: by lightness, by colour, unlike the picture's rim."""
    light = lightness_mask(cues)
    yield light
    yield np.asarray(cv2.bitwise_not(light), np.uint8)
    _, colourful = cv2.threshold(cues.saturation, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    yield np.asarray(colourful, np.uint8)
    yield np.where(cues.lab[:, :, 0] > 70, cv2.bitwise_not(colourful), 0).astype(np.uint8)
    _, unlike = cv2.threshold(cues.away, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    yield np.asarray(unlike, np.uint8)
    size = cv2.magnitude(cues.across, cues.down)
    edges = (size > 1.6 * cues.floor).astype(np.uint8) * 255
    yield np.asarray(cv2.morphologyEx(edges, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8)), np.uint8)


def _away_from_rim(lab: Picture) -> Picture:
    """How far every colour is from those along the picture's rim, where there is mostly table."""
    weighted = lab.astype(np.float32)
    weighted[:, :, 1:] *= CHROMA_WEIGHT
    wide = max(3, lab.shape[0] // 40)
    sides = (weighted[:wide], weighted[-wide:], weighted[:, :wide], weighted[:, -wide:])
    rim = np.concatenate([side.reshape(-1, 3) for side in sides])[::7]
    # The lamp falls off across the table: three tones of the same colour stand for the gradient.
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 8, 1.0)
    cv2.setRNGSeed(1)
    tones_wanted = min(3, len(rim))
    _, labels, tones = cv2.kmeans(rim, tones_wanted, np.empty(0), stop, 1, cv2.KMEANS_PP_CENTERS)
    shares = np.bincount(np.asarray(labels).ravel(), minlength=tones_wanted) / len(rim)
    away = np.full(lab.shape[:2], 128.0**2, np.float32)
    for tone, share in zip(np.asarray(tones), shares, strict=True):
        if share < 0.12:
            continue
        step = weighted - tone
        away = np.minimum(away, cv2.transform(step * step, np.ones((1, 3), np.float32)))
    return np.clip(2 * np.sqrt(away), 0, 255).astype(np.uint8)
