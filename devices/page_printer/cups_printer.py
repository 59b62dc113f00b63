"""A page printer behind a CUPS queue. A job is handed over once, watched to its end, and forgotten there.

The job's name is the same for every job and says nothing of the person; the document goes from our memory to
the server and lies nowhere else of ours. On the server it lies until the job ends: the site sets
`PreserveJobFiles No` and a spool in memory (`RequestRoot` on tmpfs). `documentKept` tells of a server that
kept it.
"""

import contextlib
import logging
import time
from collections.abc import Callable
from dataclasses import replace

from devices.deadline import Clock, Deadline
from devices.page_printer import jobs
from devices.page_printer.interface import (
    JOB_LOST,
    JOB_REFUSED,
    JOB_REPEATED,
    PRINTER_OFFLINE,
    QUEUE_GONE,
    SERVER_GONE,
    JobEnd,
    JobOutcome,
    PageOptions,
    PagePrinterError,
    PagePrinterStatus,
)
from devices.page_printer.reach import Reach
from devices.page_printer.reasons import read_status
from devices.page_printer.server import CupsServer
from devices.status import DeviceStatus, Fault

_log = logging.getLogger(__name__)

JOB_NAME = "yiciban"
STOPPING = 5.0
"""How long the server may take to stop a job, s."""
_STATUS = (
    "printer-state",
    "printer-state-reasons",
    "printer-state-change-time",
    "printer-up-time",
    "printer-is-accepting-jobs",
    "printer-error-policy",
    "device-uri",
    "printer-is-shared",
    "server-is-sharing-printers",
)
_STOPPED = ("queueStopped", "queueRejecting")


class CupsPagePrinter:
    """One queue. `server` as in `CupsServer`; `job_name` tells two programs' jobs apart."""

    def __init__(
        self,
        queue: str,
        server: str = "",
        job_name: str = JOB_NAME,
        clock: Clock = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        reach: Reach | None = None,
    ) -> None:
        self.queue = queue
        self.server = CupsServer(server)
        self._job_name = job_name
        self._clock = clock
        self._sleep = sleep
        self._reach = reach or Reach(clock)
        self._device_uri = ""

    def status(self, look: bool = False) -> PagePrinterStatus:
        """Ask the server, and from time to time, or with `look` at once, for the printer. Never raises."""
        try:
            attributes = self.server.printer(self.queue, _STATUS)
        except PagePrinterError as error:
            return PagePrinterStatus(DeviceStatus.NO_DEVICE, error.fault)
        status = read_status(attributes)
        self._device_uri = str(attributes.get("device-uri"))
        # A printer at work may refuse a second connection.
        if status.device is DeviceStatus.ONLINE:
            there = self._reach.there(self._device_uri, look)
            if there is False:
                return replace(status, device=DeviceStatus.OFFLINE, fault=PRINTER_OFFLINE)
        return status

    def why_late(self) -> Fault:
        """Return the printer's fault, `printerOffline` for one that went away, else `printerStalled`."""
        status = self.status()
        # CUPS's own backends try on and on to reach a printer, and tell of it in prose only.
        if status.fault is None and self._reach.there(self._device_uri, now=True) is False:
            return PRINTER_OFFLINE
        return status.why_late

    def start(self, pdf: bytes, options: PageOptions = PageOptions()) -> "CupsJob | JobEnd":  # noqa: B008
        """Hand a document over, once; JobEnd when it got no further."""
        before = self.status(look=True)
        if not before.can_print:
            return JobEnd(JobOutcome.NOT_PRINTED, before.fault)
        try:
            number = self.server.create(self.queue, self._job_name, _job_options(options))
        except PagePrinterError as error:
            return JobEnd(JobOutcome.NOT_PRINTED, self._why(error))
        try:
            job = CupsJob(self, number, str(self.server.job(number).get("job-uuid")))
            finish = self.server.send(self.queue, number, self._job_name, pdf)
        except PagePrinterError as error:
            # The document was not ended: there is nothing that the server could print.
            with contextlib.suppress(PagePrinterError):
                self.server.cancel(number, purge=True)
            return JobEnd(JobOutcome.NOT_PRINTED, self._why(error))
        try:
            finish()
        except PagePrinterError as error:
            # Whether the last bytes arrived is for the job itself to say.
            return job.cancel(self._why(error))
        return job

    def cancel_leftovers(self) -> int:
        """Stop and purge our jobs that are still in the queue. Raises PagePrinterError."""
        numbers = self.server.jobs(self.queue, self._job_name)
        for number in numbers:
            CupsJob(self, number, "").cancel(JOB_REPEATED)
        if numbers:
            _log.warning("page printer: %d jobs of an earlier run stopped", len(numbers))
        return len(numbers)

    def close(self) -> None:
        """Let the server go."""
        self.server.close()

    def _why(self, error: PagePrinterError) -> Fault:
        """Return the printer's own fault where the server only said no."""
        if error.fault is JOB_REFUSED:
            return self.status().fault or JOB_REFUSED
        return error.fault

    def pause(self) -> None:
        """Wait a moment for the server."""
        self._sleep(0.1)

    def deadline(self, seconds: float) -> Deadline:
        """Return a deadline on this printer's clock."""
        return Deadline(seconds, self._clock)


class CupsJob:
    """One job at the server. Its end is settled once and stays."""

    def __init__(self, printer: CupsPagePrinter, number: int, uuid: str) -> None:
        self._printer = printer
        self._server = printer.server
        self._number = number
        self._uuid = uuid
        self._began: int | None = None
        self._end: JobEnd | None = None

    @property
    def begun(self) -> bool:
        """Whether it was seen being printed."""
        return self._began is not None

    def poll(self) -> JobEnd | None:
        """Ask how it stands; None while it is under way, also while the server cannot be asked."""
        if self._end is not None:
            return self._end
        try:
            attributes = self._server.job(self._number)
        except PagePrinterError as error:
            return self._lost() if error.fault is QUEUE_GONE else None
        if str(attributes.get("job-uuid")) != self._uuid:
            return self._lost()
        ended = jobs.end(attributes, self._began is not None)
        if ended is not None:
            if ended.fault is not None:
                # What stands in the printer's way explains more than the server's giving up.
                ended = JobEnd(ended.outcome, self._standing() or ended.fault)
            return self._settle(ended, jobs.keeps_document(attributes))
        if jobs.repeats(attributes, self._began):
            self._began = self._began or jobs.began(attributes)
            return self.cancel(self._standing() or JOB_REPEATED)
        self._began = jobs.began(attributes)
        fault = self._standing()
        # Whoever starts the queue again later must not find this citizen's pages in it.
        return self.cancel(fault) if fault is not None and fault.code in _STOPPED else None

    def cancel(self, fault: Fault) -> JobEnd:
        """Stop it for good. `fault` is why; the end is the server's word, taken after it stopped."""
        if self._end is not None:
            return self._end
        # An error: it has just ended by itself, or cannot be asked; the questions below find out which.
        with contextlib.suppress(PagePrinterError):
            self._server.cancel(self._number)
        deadline = self._printer.deadline(STOPPING)
        while True:
            try:
                attributes = self._server.job(self._number)
            except PagePrinterError as error:
                if error.fault is QUEUE_GONE:
                    return self._lost()
                # It may print as soon as the server is there again; `cancel_leftovers` looks after that.
                self._end = JobEnd(JobOutcome.UNKNOWN, SERVER_GONE)
                return self._end
            ended = jobs.end(attributes, self._began is not None)
            if ended is not None and ended.outcome is not JobOutcome.PRINTED:
                ended = JobEnd(ended.outcome, fault)
            if ended is None and deadline.expired:
                ended = JobEnd(JobOutcome.UNKNOWN, fault)
            if ended is not None:
                return self._settle(ended, jobs.keeps_document(attributes))
            self._printer.pause()

    def _standing(self) -> Fault | None:
        return self._printer.status().fault

    def _lost(self) -> JobEnd:
        # Purged by someone else, or gone with its queue: nothing is left that could tell, or print.
        self._end = JobEnd(JobOutcome.UNKNOWN, self._standing() or JOB_LOST)
        return self._end

    def _settle(self, ended: JobEnd, document_kept: bool) -> JobEnd:
        warnings = ["documentKept"] if document_kept else []
        with contextlib.suppress(PagePrinterError):
            self._server.cancel(self._number, purge=True)
        with contextlib.suppress(PagePrinterError):
            self._server.job(self._number)
            warnings.append("jobKept")
        for warning in warnings:
            _log.warning("print server: %s", warning)
        self._end = JobEnd(ended.outcome, ended.fault, tuple(warnings))
        return self._end


def _job_options(options: PageOptions) -> dict[str, str]:
    sides = "two-sided-long-edge" if options.two_sided else "one-sided"
    # The paper's PWG name (PWG 5101.1); no banner pages, which would carry names.
    return {
        "copies": str(options.copies),
        "sides": sides,
        "media": "iso_a4_210x297mm",
        "print-scaling": "none",
        "job-sheets": "none,none",
    }
