"""Does the picture stand still? A hand that lays a paper down blurs it and hides it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_camera.detection.classical import Picture

_SIZE = (80, 60)
_MOVED = 1.6
"""Mean difference of grey values above which something moved; sensor noise stays under 1."""

_ENOUGH_FRAMES = 4


class Stillness:
    """Fed with every preview frame, it tells since when nothing has moved."""

    def __init__(self) -> None:
        self._last: NDArray[np.int16] | None = None
        self._since: float | None = None
        self._frames = 0

    def feed(self, picture: Picture, at: float) -> None:
        """Take a BGR frame that arrived at `at` (monotonic s)."""
        small = cv2.resize(picture, _SIZE, interpolation=cv2.INTER_AREA)
        grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.int16)
        if self._last is None or float(np.abs(grey - self._last).mean()) > _MOVED:
            self._since = at
            self._frames = 0
        self._frames += 1
        self._last = grey

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
        self._last = self._since = None
        self._frames = 0
