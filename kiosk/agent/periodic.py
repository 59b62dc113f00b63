"""One thread that does one thing now and then, can be woken early and stops at once."""

import threading
from collections.abc import Callable
from typing import Any

from kiosk.terminal.logs import Event


class Periodic:
    """Runs `task` at start and whenever the seconds that it returned have passed.

    A task that raises is logged by class and tried again after `on_error_s`: one bad answer does not end it.
    """

    def __init__(self, name: str, task: Callable[[], float], log: Any, on_error_s: float = 20.0) -> None:
        self._task = task
        self._log = log
        self._on_error_s = on_error_s
        self._wake = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """Run the task as soon as it is free."""
        self._wake.set()

    def let_go(self) -> None:
        """Begin no further run."""
        self._stopping = True
        self._wake.set()

    def stop(self, within_s: float = 1.0) -> None:
        """End after the run under way."""
        self.let_go()
        if self._thread.is_alive():
            self._thread.join(within_s)

    def _run(self) -> None:
        while not self._stopping:
            self._wake.clear()
            try:
                pause = self._task()
            except Exception as error:
                self._log.error(Event.CRASHED, reason=self._thread.name, error_type=type(error).__name__)
                pause = self._on_error_s
            if not self._stopping:
                self._wake.wait(pause)
