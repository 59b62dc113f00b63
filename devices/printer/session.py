"""An open printer in the hands of its thread: it prints what is queued, watches, and tidies up."""

from dataclasses import replace
from typing import Protocol

from devices.deadline import Clock, Deadline
from devices.printer.interface import Printer, PrinterError, PrinterGone, PrinterStalled, PrintOutcome
from devices.printer.jobs import Job, JobFailed, JobPrinted, PrinterMessage
from devices.printer.status import PrinterStatus
from devices.status import STARTING, DeviceStatus, MediaStatus, Status

RECOVER_EVERY = 5.0
"""Seconds between two acknowledgements of an error that stays."""


class Desk(Protocol):
    """Where jobs come from and messages go."""

    job_timeout: float

    def next_job(self) -> Job | None:
        """Return what is to be printed next."""
        ...

    def report(self, message: PrinterMessage) -> None:
        """Tell what became of a job."""
        ...

    def left_behind(self) -> bool:
        """Tell whether a slip in the mouth has had its time since the visit's end."""
        ...


class PrinterSession:
    """One opening of the printer (`devices.supervisor.Watched`)."""

    def __init__(self, desk: Desk, printer: Printer, clock: Clock) -> None:
        self._desk = desk
        self._printer = printer
        self._clock = clock
        self._status: PrinterStatus | None = None
        self._misses = 0
        self._retracting = False
        self._acknowledged = -RECOVER_EVERY
        self._stalled = False

    def step(self, within: Deadline) -> Status:
        """Print the next job, then look. Raises ConnectionError when the printer is gone."""
        try:
            job = self._desk.next_job()
            if job is not None:
                self._do(job, within)
            self._look()
            self._tidy()
        except PrinterGone as error:
            raise ConnectionError("printer gone") from error
        return STARTING if self._status is None else self._status.common

    def close(self) -> None:
        """Give the port back."""
        self._printer.close()

    def _do(self, job: Job, within: Deadline) -> None:
        try:
            if self._stalled and not self._printer.caught_up():
                # What the printer still holds would come out in front of this slip.
                raise PrinterStalled(PrintOutcome.NOT_PRINTED, self._status)
            self._stalled = False
            self._clear_mouth(job)
            self._printer.print_lines(job.lines, within.at_most(self._desk.job_timeout))
        except PrinterError as error:
            self._desk.report(JobFailed(job.number, error))
            self._stalled = self._stalled or isinstance(error, PrinterStalled)
            if isinstance(error, PrinterGone):
                raise
        except ValueError:
            # A slip that cannot be laid out is our own fault; the printer is well.
            self._desk.report(JobFailed(job.number, PrinterError(PrintOutcome.NOT_PRINTED, self._status)))
        else:
            self._desk.report(JobPrinted(job.number))

    def _clear_mouth(self, job: Job) -> None:
        """Let go of the same person's former slip; another person's is drawn back in, out of sight."""
        if self._status is not None and self._status.media is MediaStatus.PRESENT:
            if job.after_wipe:
                self._printer.retract()
            else:
                self._printer.eject()

    def _look(self) -> None:
        status = self._printer.status()
        self._misses = self._misses + 1 if status.device is DeviceStatus.NO_DEVICE else 0
        if self._stalled and status.can_print:
            self._stalled = not self._printer.caught_up()
            status = replace(status, stalled=self._stalled)
        # One answer that stays away is a busy moment, two are a printer that is off.
        if self._misses != 1 or self._status is None or not self._status.can_print:
            self._status = status

    def _tidy(self) -> None:
        status = self._status
        if status is None:
            return
        if status.media is not MediaStatus.PRESENT:
            self._retracting = False
        elif self._desk.left_behind() and not self._retracting:
            self._retracting = True
            self._printer.retract()
        if status.recoverable and self._clock() - self._acknowledged >= RECOVER_EVERY:
            self._acknowledged = self._clock()
            self._printer.recover()
