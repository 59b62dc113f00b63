"""Between log-ins and heartbeats: an IDLE that comes late would end the session that has just begun."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE_S = 1.0
"""So long a log-in waits for a heartbeat that is on its way; nearly all are back long before."""


class LogInGate:
    """A log-in and a heartbeat are not on their way together, and neither waits for the other's network.

    A heartbeat that does not come back is cut off: the next one says how things stand. What had reached the
    platform by then cannot be taken back; that is a platform that answers a log-in before an older heartbeat.
    """

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self._patience_s = patience_s
        self._changed = threading.Condition()
        self._log_ins = 0
        self._cut: Callable[[], None] | None = None

    @property
    def somebody_logs_in(self) -> bool:
        """Whether a session is being started, or is about to be."""
        return self._log_ins > 0

    @contextmanager
    def log_in(self) -> Iterator[None]:
        """Hold while a session starts, and until it is noted that it did."""
        with self._changed:
            self._log_ins += 1
            self._changed.wait_for(lambda: self._cut is None, self._patience_s)
            if self._cut is not None:
                self._cut()
                self._cut = None
        try:
            yield
        finally:
            with self._changed:
                self._log_ins -= 1

    @contextmanager
    def heartbeat(self, cut: Callable[[], None]) -> Iterator[bool]:
        """Hold from before it is looked how things stand until the answer is here.

        Yields whether IDLE may be said: not while somebody logs in. `cut` is called by who cannot wait.
        """
        with self._changed:
            may = not self.somebody_logs_in
            self._cut = cut if may else None
        try:
            yield may
        finally:
            with self._changed:
                self._cut = None
                self._changed.notify_all()
