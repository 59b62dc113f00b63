"""The page printer as the visit sees it: documents handed in, each with one end; and how the printer stands.

`PagePrinterService` is the handle that every thread may use; the supervisor's thread works with `plan()`. A
document that could not be printed is reported and forgotten: whether to print again is for the person to say.
"""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from devices.deadline import Clock, Deadline
from devices.page_printer import document
from devices.page_printer.interface import (
    JOB_CANCELLED,
    QUEUE_GONE,
    SERVER_GONE,
    TIMED_OUT,
    JobEnd,
    PageOptions,
    PagePrinter,
    PagePrinterError,
    PagePrinterStatus,
    PrintJob,
)
from devices.status import DeviceStatus, Status
from devices.supervisor import Plan


@dataclass(frozen=True, slots=True)
class PageStatusChanged:
    """Sent once a change."""

    status: PagePrinterStatus


@dataclass(frozen=True, slots=True)
class PageJobEnded:
    """Sent once a document."""

    job: int
    end: JobEnd


PageMessage = PageStatusChanged | PageJobEnded
Emit = Callable[[PageMessage], None]
_Order = tuple[int, bytes, PageOptions]


class PagePrinterService:
    """Handle of the page printer. `emit` is called on the device thread and must not block.

    `watch_every` s between status questions while nothing is printed, `poll` s while something is. A document
    that is not out after `job_timeout` s is stopped at the server.
    """

    def __init__(
        self,
        open_printer: Callable[[], PagePrinter],
        emit: Emit,
        clock: Clock = monotonic,
        watch_every: float = 2.0,
        poll: float = 0.25,
        job_timeout: float = 120.0,
    ) -> None:
        self._open = open_printer
        self._emit = emit
        self._clock = clock
        self._watch_every = watch_every
        self._poll = poll
        self._job_timeout = job_timeout
        self._orders: deque[_Order] = deque()
        self._status = PagePrinterStatus(DeviceStatus.STARTING)
        self._woken = threading.Event()
        self._lock = threading.Lock()
        self._last = 0
        self._abandoned = 0
        """Up to which number nobody waits any more."""

    def plan(self) -> Plan:
        """Return what the supervisor needs to keep the printer."""
        return Plan(open=self._session, stalled=20.0)

    @property
    def status(self) -> PagePrinterStatus:
        """The last that is known; never waits."""
        return self._status

    def print(self, pdf: bytes, options: PageOptions = PageOptions()) -> int:  # noqa: B008
        """Hand a document in and return its number; one PageJobEnded follows. Raises DocumentError."""
        document.check(pdf)
        with self._lock:
            self._last += 1
            self._orders.append((self._last, pdf, options))
            number = self._last
        self._woken.set()
        return number

    def wipe(self) -> None:
        """Forget what waits, and stop what is not at the printer yet or stands still there.

        What the printer is at comes out whole: half a page on the tray helps nobody. For what waits no
        PageJobEnded follows.
        """
        with self._lock:
            self._orders.clear()
            self._abandoned = self._last
        self._woken.set()

    # -- for the device thread -------------------------------------------------------------------

    def next_order(self) -> _Order | None:
        """Wait for a document for one round; None when none came."""
        self._woken.wait(self._watch_every)
        self._woken.clear()
        with self._lock:
            if not self._orders:
                return None
            order = self._orders.popleft()
        # There may be another behind it.
        self._woken.set()
        return order

    def abandoned(self, number: int) -> bool:
        """Whether nobody waits for a document any more."""
        return number <= self._abandoned

    def wait_a_moment(self) -> None:
        """Wait between two questions about a job."""
        threading.Event().wait(self._poll)

    def deadline(self) -> Deadline:
        """Return the time that one document has."""
        return Deadline(self._job_timeout, self._clock)

    def stands(self, status: PagePrinterStatus) -> None:
        """Keep and tell a status that is new."""
        if status != self._status:
            self._status = status
            self._emit(PageStatusChanged(status))

    def ended(self, number: int, end: JobEnd) -> None:
        """Tell how a document ended."""
        self._emit(PageJobEnded(number, end))

    def _session(self) -> "PagePrinterSession":
        return PagePrinterSession(self, self._open())


class PagePrinterSession:
    """The printer in the supervisor's thread. A server that is gone is a status here, with its own fault."""

    def __init__(self, service: PagePrinterService, printer: PagePrinter) -> None:
        self._service = service
        self._printer = printer
        self._current: tuple[int, PrintJob, Deadline] | None = None
        self._clean = False
        self._stands = self._look()

    def step(self, within: Deadline) -> Status:
        """Take one document, or ask once about the one under way; its own deadline spans many rounds."""
        del within
        if self._current is not None:
            self._go_on(*self._current)
        # Only at the second round, so that the first says at once how the printer stands.
        elif self._service.status == self._stands:
            order = self._service.next_order()
            if order is not None:
                self._begin(*order)
        self._stands = self._look()
        self._service.stands(self._stands)
        return self._stands.status

    def close(self) -> None:
        """Stop what is under way; nothing is resumed."""
        if self._current is not None:
            number, job, _ = self._current
            self._current = None
            self._service.ended(number, job.cancel(TIMED_OUT))
        self._printer.close()

    def _begin(self, number: int, pdf: bytes, options: PageOptions) -> None:
        started = self._printer.start(pdf, options)
        if isinstance(started, JobEnd):
            self._service.ended(number, started)
        else:
            self._current = number, started, self._service.deadline()

    def _go_on(self, number: int, job: PrintJob, deadline: Deadline) -> None:
        self._service.wait_a_moment()
        end = job.poll()
        if end is None and self._service.abandoned(number) and (not job.begun or not self._stands_well()):
            # Nobody waits for it, and it must not come out for the next one once somebody adds paper.
            end = job.cancel(JOB_CANCELLED)
        if end is None and deadline.expired:
            end = job.cancel(self._printer.why_late())
        if end is not None:
            self._current = None
            self._service.ended(number, end)

    def _stands_well(self) -> bool:
        return self._printer.status().fault is None

    def _look(self) -> PagePrinterStatus:
        status = self._printer.status()
        if status.fault in (SERVER_GONE, QUEUE_GONE):
            # Whoever comes back may still hold a job of before.
            self._clean = False
        elif not self._clean and self._current is None:
            try:
                self._printer.cancel_leftovers()
                self._clean = True
            except PagePrinterError as error:
                return PagePrinterStatus(DeviceStatus.NO_DEVICE, error.fault)
        return status
