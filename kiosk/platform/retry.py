"""When a request is tried again: 1, 2, 4, 8 s ± 20 %, at most four times, within the deadline."""

import random
from collections.abc import Callable
from typing import TypeVar

from kiosk.platform.deadline import Deadline, Wait
from kiosk.platform.errors import PlatformError

DELAYS_S = (1.0, 2.0, 4.0, 8.0)
SPREAD = 0.2

Answer = TypeVar("Answer")


class Retries:
    """Runs a request that may safely be sent more than once; `spread` gives a factor of -1 to 1."""

    def __init__(
        self,
        wait: Wait,
        spread: Callable[[], float] = lambda: random.uniform(-1, 1),  # noqa: S311  no secret
    ) -> None:
        self._wait = wait
        self._spread = spread

    def run(self, once: Callable[[], Answer], deadline: Deadline) -> Answer:
        """Return what `once` returns, trying again on retryable errors; raises the last one.

        A wait that would end after the deadline is not begun.
        """
        for delay in DELAYS_S:
            try:
                return once()
            except PlatformError as error:
                if not error.retryable:
                    raise
                pause = max(delay * (1 + SPREAD * self._spread()), error.retry_after or 0)
                if pause >= deadline.remaining:
                    raise
            self._wait(pause)
        return once()
