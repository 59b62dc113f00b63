"""Learning the empty mat, and telling later whether camera or mat are where they were."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_camera.detection.mat_difference import EmptyMat
from devices.document_camera.detection.quads import Picture

FRAMES = 9
"""Photographs of which the median is taken: a fly on one of them is gone."""
_SURE = 0.06
"""Response of the phase correlation below which the mat has too little grain to say anything."""


class MatError(Exception):
    """These photographs show no empty mat; the message says why."""


@dataclass(frozen=True, slots=True)
class Shift:
    """How far the mat moved in px of the mat's picture; `sure` False where it has no grain to tell by."""

    x: float
    y: float
    sure: bool


def learn_mat(frames: Sequence[Picture]) -> EmptyMat:
    """Make the empty mat of several BGR photographs at a quarter of their size.

    Raises MatError where something moved between them. Raises ValueError for fewer than three.
    """
    if len(frames) < 3:
        raise ValueError("three photographs or more")
    stack = np.stack(list(frames))
    middle = np.median(stack, axis=0)
    # Of one pixel, between two frames: the median of all, so that a spot that flickers does not count.
    spread = np.abs(stack - middle).mean(axis=(0, 3))
    if float(np.percentile(spread, 98)) > 12:
        raise MatError("something moved over the mat")
    # The mean, not the median, of the differences: those of whole levels are mostly nought.
    between = float(np.abs(np.diff(stack.astype(np.int16), axis=0)).mean())
    noise = between * np.sqrt(np.pi / 2) / np.sqrt(2)
    return EmptyMat(np.rint(middle).astype(np.uint8), noise)


def has_moved(mat: EmptyMat, now: Picture) -> Shift:
    """Compare where the grain of the mat lies now, in a BGR picture of the same view, with where it lay."""
    height, width = mat.picture.shape[:2]
    if now.shape != mat.picture.shape:
        now = np.asarray(cv2.resize(now, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    window = cv2.createHanningWindow((width, height), cv2.CV_32F)
    before = _grain(mat.picture)
    (x, y), response = cv2.phaseCorrelate(before, _grain(now), window)
    # A picture against itself does not come out at nought: the peak's middle is taken over whole pixels.
    (x0, y0), _ = cv2.phaseCorrelate(before, before, window)
    return Shift(float(x - x0), float(y - y0), float(response) > _SURE)


def _grain(picture: Picture) -> NDArray[np.float32]:
    """Fine structure alone, of even strength: lamp and exposure are no movement."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float32)
    around = cv2.GaussianBlur(grey, (0, 0), 6)
    fine = cv2.GaussianBlur(grey, (0, 0), 0.8) - around
    return np.asarray(np.clip(fine / (around + 8), -0.3, 0.3), np.float32)
