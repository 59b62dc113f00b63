"""Counters as a monitor may see them: as they stood a while ago.

From differences of a minute one could read what the one person did who stood there.
"""

import threading
from collections.abc import Callable

from kiosk.telemetry.ui_report import UiReport


class CoarseCounts:
    """Holds the counts of one report for `every_s` seconds. Thread-safe."""

    def __init__(self, every_s: float, monotonic: Callable[[], float]) -> None:
        self._every_s, self._monotonic = every_s, monotonic
        self._lock = threading.Lock()
        self._held: UiReport | None = None
        self._taken = 0.0

    def of(self, report: UiReport | None) -> UiReport | None:
        """Return the report with counts that are older; screens that started anew begin anew at once."""
        if report is None:
            return None
        with self._lock:
            held, now = self._held, self._monotonic()
            if held is None or held.since != report.since or now - self._taken >= self._every_s:
                self._held = held = report
                self._taken = now
        return report.model_copy(update={"counts": held.counts})
