"""One deadline, passed down, instead of a time-out in every call."""

import time
from collections.abc import Callable

Clock = Callable[[], float]
Wait = Callable[[float], None]

PATIENCE_S = 30.0
"""What a citizen is asked to wait before the screen offers something else."""


class Deadline:
    """A moment on a monotonic clock after which nothing new is begun."""

    def __init__(self, seconds: float = PATIENCE_S, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._ends = clock() + seconds

    @property
    def remaining(self) -> float:
        """Seconds left, never negative."""
        return max(0.0, self._ends - self._clock())

    @property
    def expired(self) -> bool:
        """Whether there is none left."""
        return self.remaining == 0.0

    def at_most(self, seconds: float) -> float:
        """Return `seconds`, or what is left if that is less."""
        return min(seconds, self.remaining)
