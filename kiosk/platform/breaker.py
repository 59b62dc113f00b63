"""A circuit breaker for each group of operations: what is down is not asked over and over."""

import threading
from collections.abc import Callable
from typing import TypeVar

from kiosk.platform.deadline import Clock
from kiosk.platform.errors import Busy, NotJson, PlatformError, PlatformUnreachable

FAILURES = 3
OPEN_S = 10.0

Answer = TypeVar("Answer")


class Breakers:
    """After `FAILURES` calls in a row without a usable answer the group rests for `OPEN_S` seconds.

    Then one call goes through as a trial; its outcome closes or opens the circuit. Thread-safe.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures: dict[str, int] = {}
        self._open_until: dict[str, float] = {}

    def call(self, group: str, run: Callable[[], Answer]) -> Answer:
        """Run one call of a group; raises `PlatformUnreachable("circuit-open")` while it rests."""
        self._enter(group)
        try:
            answer = run()
        except PlatformError as error:
            self._leave(group, failed=isinstance(error, PlatformUnreachable | NotJson | Busy))
            raise
        except BaseException:
            self._leave(group, failed=False)
            raise
        self._leave(group, failed=False)
        return answer

    def _enter(self, group: str) -> None:
        with self._lock:
            until = self._open_until.get(group)
            if until is None:
                return
            left = until - self._clock()
            if left > 0:
                raise PlatformUnreachable("circuit-open", retry_after=left)
            # The trial: the others keep off until it has come back.
            self._open_until[group] = self._clock() + OPEN_S

    def _leave(self, group: str, failed: bool) -> None:
        with self._lock:
            if not failed:
                self._failures.pop(group, None)
                self._open_until.pop(group, None)
                return
            self._failures[group] = self._failures.get(group, 0) + 1
            if self._failures[group] >= FAILURES:
                self._open_until[group] = self._clock() + OPEN_S
