"""What happens when the program itself is wrong: a line for the staff, the visit wiped, the first page again.

Errors that follow each other at once end the process, and systemd starts it afresh.
"""

import time
from collections import deque
from collections.abc import Callable
from traceback import extract_tb
from typing import Any

from kivy.base import ExceptionHandler, ExceptionManager

from kiosk.terminal.logs import Event

AT_MOST = 3
WITHIN_S = 10.0
PLACES = 6
"""Frames of the stack that the log names."""


class CrashHandler(ExceptionHandler):
    """Handles what escapes on the UI thread. The log gets class and place; a message might quote someone."""

    def __init__(
        self, logger: Any, begin_anew: Callable[[], None], now: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__()
        self._logger = logger
        self._begin_anew = begin_anew
        self._now = now
        self._times: deque[float] = deque(maxlen=AT_MOST)

    def handle_exception(self, inst: BaseException) -> int:
        """Return what Kivy is to do: go on, or raise."""
        if not isinstance(inst, Exception):
            return int(ExceptionManager.RAISE)
        frames = extract_tb(inst.__traceback__)[-PLACES:]
        place = " ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames)
        self._logger.error(Event.CRASHED, reason=place, error_type=type(inst).__name__)
        self._times.append(self._now())
        if len(self._times) == AT_MOST and self._times[-1] - self._times[0] < WITHIN_S:
            return int(ExceptionManager.RAISE)
        self._begin_anew()
        return int(ExceptionManager.PASS)
