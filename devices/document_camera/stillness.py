"""Does the picture stand still? A hand that lays a paper down blurs it and hides it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_camera.detection.classical import Picture

_SIZE = (80, 60)
_MOVED = 1.6
"""Mean difference of grey values above which something moved; sensor noise stays under 1."""

_ENOUGH_FRAMES = 4

Thumbnail = NDArray[np.int16]
"""(60, 80) int16, grey values 0..255: too small for anything on a paper to be read."""


def thumbnail(picture: Picture) -> Thumbnail:
    """Shrink a BGR frame."""
    small = cv2.resize(picture, _SIZE, interpolation=cv2.INTER_AREA)
    return cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.int16)


def difference(one: Thumbnail, other: Thumbnail) -> float:
    """Mean difference of grey values, 0..255, a lamp or an exposure that changed as a whole left out."""
    gain = (float(one.mean()) + 1) / (float(other.mean()) + 1)
    # Half of the frame covered by another paper is no change of the lamp.
    gain = min(1.15, max(1 / 1.15, gain))
    return float(np.abs(one - other * gain).mean())


class Stillness:
    """Fed with every preview frame, it tells since when nothing has moved."""

    def __init__(self) -> None:
        self.last: Thumbnail | None = None
        self._since: float | None = None
        self._frames = 0

    def feed(self, picture: Picture, at: float) -> None:
        """Take a BGR frame that arrived at `at` (monotonic s)."""
        grey = thumbnail(picture)
        if self.last is None or float(np.abs(grey - self.last).mean()) > _MOVED:
            self._since = at
            self._frames = 0
        self._frames += 1
        self.last = grey

    def still_for(self, now: float) -> float:
        """Seconds without movement until `now`; 0 while fewer than four frames agree.

        On a busy machine few frames are looked at, and two that look alike prove nothing about the time
        between them.
        """
        if self._since is None or self._frames < _ENOUGH_FRAMES:
            return 0.0
        return max(0.0, now - self._since)

    def reset(self) -> None:
        """Forget: the camera was away."""
        self.last = self._since = None
        self._frames = 0
