"""The printer as the visit sees it: jobs handed in from any thread, printed on the device's own.

`PrinterService` is the handle that every thread may use. Its device thread is the supervisor's: the service
gives it `plan()`. A job that failed is reported and forgotten; whether to print again is for the person to
say.
"""

import itertools
import threading
import time
from collections import deque
from collections.abc import Callable

from devices.deadline import Clock
from devices.printer.interface import Printer, PrinterGone, PrintLine, PrintOutcome
from devices.printer.jobs import Job, JobFailed, PrinterMessage, Report
from devices.printer.session import PrinterSession
from devices.supervisor import Plan

_WATCH = 0.5
"""Seconds between two status questions."""
RETRACT_AFTER = 20.0
"""Seconds after a visit's end until a slip that was left in the mouth is drawn back."""
_MARGIN = 15.0
"""Seconds that a round may take beyond a job's own time before the driver counts as wedged."""


class PrinterService:
    """Handle of one printer. `open_printer` opens it and raises PrinterGone where it is not there.

    `report` is called from the device's thread and must not block. `wake` makes that thread look at once: the
    supervisor's `nudge`. A slip that still lies in the presenter's mouth `retract_after` s after the visit's
    end is drawn back.
    """

    def __init__(
        self,
        open_printer: Callable[[], Printer],
        report: Report,
        wake: Callable[[], None] = lambda: None,
        *,
        job_timeout: float = 30.0,
        retract_after: float = RETRACT_AFTER,
        clock: Clock = time.monotonic,
    ) -> None:
        self._open_printer = open_printer
        self._wake = wake
        self._clock = clock
        self._lock = threading.Lock()
        self._jobs: deque[Job] = deque()
        self._numbers = itertools.count(1)
        self._left_at: float | None = None
        self._report = report
        self.job_timeout = job_timeout
        self.retract_after = retract_after

    def plan(self, present: Callable[[], bool] | None = None) -> Plan:
        """Return what the supervisor needs to keep the printer; `present` tells whether the port is there."""
        longest = self.job_timeout + _MARGIN / 3
        return Plan(
            open=self._open,
            interval=_WATCH,
            present=present,
            round=longest,
            stalled=self.job_timeout + _MARGIN,
        )

    def print(self, lines: tuple[PrintLine, ...]) -> int:
        """Queue a job and return its number; JobPrinted or JobFailed follows. Never waits."""
        with self._lock:
            job = Job(next(self._numbers), lines, self._left_at is not None)
            self._left_at = None
            self._jobs.append(job)
        self._wake()
        return job.number

    def wipe(self) -> None:
        """Forget what waits to be printed: who it was for has left. What is being printed goes on."""
        with self._lock:
            self._jobs.clear()
            self._left_at = self._clock()

    # -- for the device thread -------------------------------------------------------------------

    def next_job(self) -> Job | None:
        """Return what is to be printed next."""
        with self._lock:
            return self._jobs.popleft() if self._jobs else None

    def report(self, message: PrinterMessage) -> None:
        """Tell what became of a job."""
        self._report(message)

    def left_behind(self) -> bool:
        """Tell whether a slip in the mouth has had its time since the visit's end."""
        with self._lock:
            return self._left_at is not None and self._clock() - self._left_at >= self.retract_after

    def _open(self) -> PrinterSession:
        try:
            printer = self._open_printer()
        except PrinterGone as error:
            # Nobody is kept waiting for a printer that is not there.
            while (job := self.next_job()) is not None:
                self.report(JobFailed(job.number, PrinterGone(PrintOutcome.NOT_PRINTED, error.status)))
            raise ConnectionError("printer gone") from error
        return PrinterSession(self, printer, self._clock)
