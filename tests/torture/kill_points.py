"""A process that kills itself (SIGKILL) at the n-th boundary between it and the system."""

import os
import signal
import sys
import threading
from types import FrameType
from typing import Any

BOUNDARIES = frozenset(
    {
        # files and their names
        *("open", "write", "writelines", "flush", "close", "fsync", "rename", "unlink", "ftruncate", "flock"),
        # SQLite
        *("execute", "fetchone", "fetchall"),
        # age
        *("encrypt_io",),
        # the line
        *("connect", "do_handshake", "send", "sendall", "recv", "recv_into", "read", "shutdown"),
    }
)
"""Functions in C whose call and return are points; between two of them nothing leaves the process."""


class Countdown:
    """Counts the points of some threads; at the `at`-th the process is killed."""

    def __init__(self, at: int) -> None:
        self._left = at

    def in_this_thread(self) -> None:
        """Count from now on."""
        sys.setprofile(self._profile)

    def in_threads_named(self, name: str) -> None:
        """Count in every thread of this name that begins from now on."""

        def first(_frame: FrameType, _event: str, _called: Any) -> None:
            sys.setprofile(self._profile if threading.current_thread().name == name else None)

        threading.setprofile(first)

    def _profile(self, _frame: FrameType, event: str, called: Any) -> None:
        if event in ("c_call", "c_return", "c_exception") and called.__name__ in BOUNDARIES:
            self._left -= 1
            if not self._left:
                os.kill(os.getpid(), signal.SIGKILL)
