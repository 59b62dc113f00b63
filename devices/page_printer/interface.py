"""What the rest of the terminal says to a page printer, and what can go wrong."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from devices.status import DeviceStatus, Fault, MediaStatus, Mender, PaperStatus, Status

CONNECTING = "connecting-to-device"
"""The reason with which every job begins, and with which one stays that never reaches its printer."""


class TonerStatus(StrEnum):
    """Supply of toner or ink (Printer.Status, `toner`)."""

    UNKNOWN = "unknown"
    FULL = "full"
    LOW = "low"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class PagePrinterStatus:
    """How the printer stands now. Equal values mean that nothing changed.

    `reasons` are the IPP printer-state-reasons as they came (RFC 8011, 5.4.12), for the log. `warnings` are
    `statusStale` (a fault was told too long ago to be believed) and, of how the queue is set up,
    `jobsRepeated`, `queueShared`.
    """

    device: DeviceStatus
    fault: Fault | None = None
    paper: PaperStatus = PaperStatus.UNKNOWN
    toner: TonerStatus = TonerStatus.UNKNOWN
    reasons: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def can_print(self) -> bool:
        """Whether a job may be started."""
        return self.fault is None and self.device in (DeviceStatus.ONLINE, DeviceStatus.DEVICE_BUSY)

    @property
    def why_late(self) -> Fault:
        """The reason to give for a job that did not end in time."""
        if self.fault is not None:
            return self.fault
        return PRINTER_OFFLINE if CONNECTING in self.reasons else TIMED_OUT

    @property
    def status(self) -> Status:
        """The same in the words that all devices share."""
        jammed = self.paper is PaperStatus.JAMMED
        media = MediaStatus.JAMMED if jammed else None
        # A job of ours at work is no reason to grey a service.
        device = DeviceStatus.ONLINE if self.can_print else self.device
        return Status(device, self.fault, self.paper, media)


class JobOutcome(StrEnum):
    """How a job ended. Only the caller knows whether to print again."""

    PRINTED = "printed"
    """The server handed all of it over and heard of no fault."""
    NOT_PRINTED = "notPrinted"
    """Nothing of it reached the printer."""
    UNKNOWN = "unknown"
    """Some of it may be on paper: ask the citizen, and mark a reprint 补打."""


@dataclass(frozen=True, slots=True)
class JobEnd:
    """How one job ended. `fault` says why it did not print; `warnings`: `documentKept`, `jobKept`."""

    outcome: JobOutcome
    fault: Fault | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageOptions:
    """How to print. Copies 1..9; A4 (ISO 216, 210 x 297 mm)."""

    copies: int = 1
    two_sided: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.copies <= 9:
            raise ValueError("1 to 9 copies")


class PagePrinterError(Exception):
    """The printer cannot be asked. `fault` says which and who mends it."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


class PrintJob(Protocol):
    """One job that was handed over."""

    @property
    def begun(self) -> bool:
        """Whether it was seen at the printer: from then on there may be paper."""
        ...

    def poll(self) -> JobEnd | None:
        """Ask how it stands; None while it is under way. Never raises, and says the same end again."""
        ...

    def cancel(self, fault: Fault) -> JobEnd:
        """Stop it for good and say how it ended. `fault` is why, told where the job is not printed."""
        ...


class PagePrinter(Protocol):
    """A page printer. One thread uses it."""

    def status(self) -> PagePrinterStatus:
        """Ask now. Never raises: a server or queue that is gone is a status."""
        ...

    def why_late(self) -> Fault:
        """Find out why a job did not end in time. Never raises."""
        ...

    def start(self, pdf: bytes, options: PageOptions) -> PrintJob | JobEnd:
        """Hand over, once, a document that `document.check` let pass; JobEnd when it got no further."""
        ...

    def cancel_leftovers(self) -> int:
        """Stop for good what an earlier run of ours left in the queue, and return how many jobs that were.

        Raises PagePrinterError.
        """
        ...

    def close(self) -> None:
        """Let the server go. Twice is harmless."""
        ...


SERVER_GONE = Fault("printServerGone", "the print server does not answer", Mender.RESET)
QUEUE_GONE = Fault("queueGone", "the print server has no such queue", Mender.MAINTENANCE)
NOT_PERMITTED = Fault("printServerDenied", "the print server refuses us", Mender.MAINTENANCE)
PRINTER_OFFLINE = Fault("printerOffline", "the printer is off, unplugged or not reachable", Mender.CLEAR)
TIMED_OUT = Fault("printerStalled", "the job did not end in time", Mender.RESET)
JOB_ABORTED = Fault("jobAborted", "the print server gave the job up", Mender.MAINTENANCE)
JOB_REPEATED = Fault("jobRepeated", "the print server was about to print the job again", Mender.MAINTENANCE)
JOB_LOST = Fault("jobLost", "the print server knows nothing of the job any more", Mender.MAINTENANCE)
JOB_REFUSED = Fault("jobRefused", "the print server did not take the document", Mender.MAINTENANCE)
JOB_CANCELLED = Fault("jobCancelled", "the job was stopped at the print server", Mender.RESET)
