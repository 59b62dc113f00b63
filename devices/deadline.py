"""One deadline handed down through a whole operation, instead of a time-out at every step."""

import time
from collections.abc import Callable

Clock = Callable[[], float]
"""Seconds that only go forward, as `time.monotonic`."""


class DeadlineError(TimeoutError):
    """The operation's time is up."""


class Deadline:
    """The moment until which an operation may run."""

    def __init__(self, seconds: float, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._end = clock() + seconds

    @property
    def remaining(self) -> float:
        """Seconds left, never below 0."""
        return max(0.0, self._end - self._clock())

    @property
    def expired(self) -> bool:
        """Whether no time is left."""
        return self.remaining <= 0.0

    def at_most(self, seconds: float) -> "Deadline":
        """Return a deadline `seconds` from now that never lies behind this one."""
        return Deadline(min(seconds, self.remaining), self._clock)

    def check(self) -> None:
        """Raise DeadlineError when no time is left."""
        if self.expired:
            raise DeadlineError
