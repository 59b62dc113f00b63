"""How often the main loop says that it turns, and how the agent's finds out that it still serves."""

import contextlib
import socket
from collections.abc import Callable
from pathlib import Path

from kiosk.terminal.notify import Notifier

BEATS = 4
"""Signs of life within the time after which the manager acts: one or two may come late on a busy machine."""
LEAST_S = 0.1
ANSWER_S = 2.0
_QUESTION = b"GET /agent/v1/status HTTP/1.1\r\nHost: agent\r\nConnection: close\r\n\r\n"


class Watchdog:
    """Says `alive` for as long as whoever calls `beat` does, and `healthy` agrees."""

    def __init__(self, notifier: Notifier, healthy: Callable[[], bool] = lambda: True) -> None:
        self._notifier, self._healthy = notifier, healthy
        self.every_s = max(notifier.watchdog_s / BEATS, LEAST_S) if notifier.watchdog_s > 0 else None
        """Seconds between two beats; None where nobody listens for them."""

    def beat(self) -> None:
        """Say once that all is well, if it is."""
        if self.every_s is not None and self._healthy():
            self._notifier.alive()


def answers(path: Path, within_s: float = ANSWER_S) -> bool:
    """Tell whether the agent's gateway on this Unix socket begins an HTTP answer within so many seconds."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as line:
        line.settimeout(within_s)
        line.connect(str(path))
        line.sendall(_QUESTION)
        return line.recv(5) == b"HTTP/"
    return False
