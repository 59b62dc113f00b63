"""The printer's thread: it watches, re-opens, and prints what is queued.

Messages go to one callback, called on this thread: the receiver hands them to its own. A job that failed is
reported and forgotten; whether to print again is for the person to say.
"""

import itertools
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from devices.deadline import Deadline
from devices.printer.interface import Printer, PrinterError, PrinterGone, PrintLine, PrintOutcome
from devices.printer.status import NOTHING_KNOWN, STARTING, PrinterStatus
from devices.status import DeviceStatus


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """Sent once a change."""

    status: PrinterStatus


@dataclass(frozen=True, slots=True)
class JobPrinted:
    """The printer confirmed it."""

    job: int


@dataclass(frozen=True, slots=True)
class JobFailed:
    """It is not, or perhaps not wholly, on paper: see `error.outcome`."""

    job: int
    error: PrinterError


PrinterMessage = StatusChanged | JobPrinted | JobFailed


class PrinterService:
    """Owns one printer. `open_printer` opens it and raises PrinterGone where it is not there.

    `watch_every` s between status questions; re-opening is tried after `reopen[0]` s, then twice that, up to
    `reopen[1]`.
    """

    def __init__(
        self,
        open_printer: Callable[[], Printer],
        report: Callable[[PrinterMessage], None],
        watch_every: float = 1.0,
        reopen: tuple[float, float] = (0.5, 4.0),
        job_timeout: float = 30.0,
    ) -> None:
        self._open = open_printer
        self._report = report
        self._watch_every = watch_every
        self._reopen = reopen
        self._job_timeout = job_timeout
        self._jobs: queue.SimpleQueue[tuple[int, tuple[PrintLine, ...]] | None] = queue.SimpleQueue()
        self._numbers = itertools.count(1)
        self._printer: Printer | None = None
        self._status = STARTING
        self._wait = reopen[0]
        self._misses = 0
        self._thread = threading.Thread(target=self._run, name="printer", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    @property
    def status(self) -> PrinterStatus:
        """The last that is known; never waits."""
        return self._status

    def print(self, lines: tuple[PrintLine, ...]) -> int:
        """Queue a job and return its number; JobPrinted or JobFailed follows. Never waits."""
        number = next(self._numbers)
        self._jobs.put((number, lines))
        return number

    def close(self, timeout: float = 5.0) -> None:
        """End the thread; a job that is being printed is finished first. The port is free after it."""
        self._jobs.put(None)
        if self._thread.is_alive():
            self._thread.join(timeout)

    def _run(self) -> None:
        due = time.monotonic()
        while True:
            try:
                job = self._jobs.get(timeout=max(0.0, due - time.monotonic()))
            except queue.Empty:
                self._watch()
            else:
                if job is None:
                    break
                self._do(*job)
            due = time.monotonic() + (self._watch_every if self._printer else self._wait)
        self._let_go()

    def _watch(self) -> None:
        try:
            status = self._ready().status()
            self._misses = self._misses + 1 if status.device is DeviceStatus.NO_DEVICE else 0
            # One answer that stays away is a busy moment, two are a printer that is off.
            if self._misses != 1 or not self._status.can_print:
                self._set(status)
        except PrinterGone:
            self._lose()

    def _do(self, number: int, lines: tuple[PrintLine, ...]) -> None:
        try:
            self._ready().print_lines(lines, Deadline(self._job_timeout))
        except PrinterError as error:
            if isinstance(error, PrinterGone):
                self._lose()
            elif error.status is not None:
                self._set(error.status)
            self._report(JobFailed(number, error))
        except ValueError:
            # A slip that cannot be laid out is our own fault; the printer is well.
            self._report(JobFailed(number, PrinterError(PrintOutcome.NOT_PRINTED, self._status)))
        else:
            self._report(JobPrinted(number))
            self._watch()

    def _ready(self) -> Printer:
        if self._printer is None:
            self._printer = self._open()
            self._wait = self._reopen[0]
        return self._printer

    def _lose(self) -> None:
        if self._printer is None:
            self._wait = min(self._wait * 2, self._reopen[1])
        self._let_go()
        self._set(NOTHING_KNOWN)

    def _let_go(self) -> None:
        if self._printer is not None:
            self._printer.close()
            self._printer = None

    def _set(self, status: PrinterStatus) -> None:
        if status != self._status:
            self._status = status
            self._report(StatusChanged(status))
