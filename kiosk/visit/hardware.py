"""Devices as the visit sees them: their services behind the runner's interfaces, their words as messages."""

import itertools
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from devices.code_reader.codes import Code, Refused
from devices.code_reader.zone import Scanned
from devices.id_card import messages as card_messages
from devices.id_card.layout import Card
from devices.id_card.reading import Reading
from devices.page_printer.document import DocumentError
from devices.page_printer.interface import JobOutcome, PageOptions
from devices.page_printer.service import Emit as PageEmit
from devices.page_printer.service import PageJobEnded, PageMessage, PagePrinterService
from devices.printer.interface import PrintLine, PrintOutcome
from devices.printer.jobs import JobFailed, JobPrinted, PrinterMessage
from devices.printer.jobs import Report as PrinterReport
from devices.printer.service import PrinterService
from devices.status import DeviceStatus, Status
from devices.supervisor import Plan
from kiosk.receipts.a4 import A4Document
from kiosk.receipts.a4_worker import ComposeError, Composer
from kiosk.receipts.document import Slip
from kiosk.receipts.layout import lay_out
from kiosk.visit.messages import (
    A4Began,
    A4Finished,
    CardFailed,
    CardRead,
    CardReading,
    CardRemoved,
    CodeRefused,
    CodeShown,
    DeviceChanged,
    Message,
    PrintFinished,
)
from kiosk.visit.messages.identity import Chip

_log = logging.getLogger(__name__)

Tell = Callable[[Message], None]


def card_facts(card: Card) -> dict[str, object]:
    """Return the members that forms may take from a card, by the names of `DataElement.from_card`."""
    return {
        "name": card.name or card.name_latin,
        "sex": card.sex,
        "ethnicity": card.ethnicity,
        "birth_date": card.birth_date,
        "address": card.address,
        "number": card.number,
        "valid_until": card.valid_until,
    }


def chip_of(reading: Reading) -> Chip:
    """Return what the chip and the reader gave beside the text."""
    return Chip(
        kind=reading.card.type.value,
        module=bool(reading.sam_id),
        photo=bool(reading.photo),
        decoded=reading.portrait is not None,
        damaged=len(reading.card.warnings),
    )


def card_emitter(tell: Tell) -> card_messages.Emit:
    """Return what the card service calls; it turns its messages into the visit's."""

    def emit(message: card_messages.Message) -> None:
        match message:
            case card_messages.CardReading():
                tell(CardReading())
            case card_messages.CardPresented(reading):
                tell(CardRead(card_facts(reading.card), reading.proof(), chip_of(reading)))
            case card_messages.CardFault(code):
                tell(CardFailed(code))
            case card_messages.CardRemoved():
                tell(CardRemoved())

    return emit


def code_emitter(tell: Tell) -> Callable[[Scanned], None]:
    """Return what the code reader's service calls; what a code says is looked at by nobody here.

    A machine-readable zone (passport) proves nothing: it is no code by which one logs in.
    """

    def emit(scanned: Scanned) -> None:
        match scanned:
            case Code(text):
                tell(CodeShown(text))
            case Refused(reason):
                tell(CodeRefused(reason))
            case _:
                tell(CodeRefused("zone"))

    return emit


def device_changed(kind: str, status: Status) -> DeviceChanged:
    """Turn a status into the visit's message: a fault's code where it is out, None where it works."""
    paper = status.paper.value if status.paper is not None else None
    if status.fault is not None:
        return DeviceChanged(kind, status.fault.code, paper, status)
    works = status.device in (DeviceStatus.ONLINE, DeviceStatus.DEVICE_BUSY)
    return DeviceChanged(kind, None if works else status.device.value, paper, status)


class SlipPrinter:
    """The receipt printer for the runner. `columns` of its paper in half-width characters."""

    def __init__(
        self,
        make_service: Callable[[PrinterReport], PrinterService],
        columns: int,
        tell: Tell,
        took: Callable[[float], None] = lambda _mm: None,
        length: Callable[[tuple[PrintLine, ...]], float] = len,
    ) -> None:
        """`took` is told the paper, by `length`, of every slip that is on paper, or may be."""
        self._tell = tell
        self._took, self._length = took, length
        self._columns = columns
        self._sent: dict[int, float] = {}
        """The length alone of what may yet come out: what a slip says goes with its citizen."""
        self._lock = Lock()
        self._printing: int | None = None
        self._service = make_service(self._heard)

    def plan(self, present: Callable[[], bool] | None = None) -> Plan:
        """Return what the supervisor needs to keep it."""
        return self._service.plan(present)

    def print(self, slip: Slip) -> None:
        """Queue a slip; PrintFinished follows."""
        lines = lay_out(slip, self._columns)
        with self._lock:
            self._printing = self._service.print(lines)
            self._sent[self._printing] = self._length(lines)

    def wipe(self) -> None:
        """Forget what waits, and tell nobody what becomes of a slip whose citizen has left."""
        with self._lock:
            self._printing = None
        self._service.wipe()

    def _heard(self, message: PrinterMessage) -> None:
        self._count(message)
        match message:
            case JobPrinted(job) if self._awaited(job):
                self._tell(PrintFinished())
            case JobFailed(job, error) if self._awaited(job):
                self._tell(PrintFinished(error.code, error.outcome is PrintOutcome.UNKNOWN))

    def _count(self, message: PrinterMessage) -> None:
        """Tell what may have come out, also for who has left; jobs end in their order."""
        with self._lock:
            length = self._sent.pop(message.job, None)
            for forgotten in [job for job in self._sent if job < message.job]:
                del self._sent[forgotten]
        unprinted = isinstance(message, JobFailed) and message.error.outcome is PrintOutcome.NOT_PRINTED
        if length is not None and not unprinted:
            self._took(length)

    def _awaited(self, job: int) -> bool:
        with self._lock:
            return job == self._printing


class PagePrinter:
    """The A4 printer for the runner. Pages are made in a process of their own, one document at a time."""

    def __init__(
        self,
        make_service: Callable[[PageEmit], PagePrinterService],
        make_composer: Callable[[], Composer],
        tell: Tell,
        options: PageOptions = PageOptions(),  # noqa: B008
        took: Callable[[int], None] = lambda _sheets: None,
    ) -> None:
        """`took` is told the sheets of every document that is on paper, or may be."""
        self._tell = tell
        self._took = took
        self._sheets: dict[int, int] = {}
        self._options = options
        self._make_composer = make_composer
        self._lock = Lock()
        self._asked = 0
        """Counts what was asked for; 0 where nobody waits."""
        self._composer: Composer | None = None
        self._job: int | None = None
        self._numbers = itertools.count(1)
        self._maker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="a4")
        self._service = make_service(self._heard)

    def plan(self) -> Plan:
        """Return what the supervisor needs to keep it."""
        return self._service.plan()

    def print(self, document: A4Document) -> None:
        """Make and print a document; A4Began follows, and A4Finished."""
        with self._lock:
            self._asked, self._job = next(self._numbers), None
            self._maker.submit(self._make, self._asked, document)

    def print_pdf(self, pdf: bytes, pages: int) -> None:
        """Print pages that are made already, one on a sheet; A4Finished follows. Raises DocumentError."""
        with self._lock:
            self._asked, self._job = next(self._numbers), None
            self._job = self._service.print(pdf, PageOptions())
            self._sheets[self._job] = pages

    def wipe(self) -> None:
        """Forget what is being made and what waits, and tell nobody what becomes of it."""
        with self._lock:
            self._asked, self._job = 0, None
            if self._composer is not None:
                self._composer.stop()
            self._service.wipe()

    def stop(self) -> None:
        """Make nothing more."""
        self.wipe()
        self._maker.shutdown(wait=False, cancel_futures=True)

    def _make(self, number: int, document: A4Document) -> None:
        try:
            with self._lock:
                if number != self._asked:
                    return
                self._composer = composer = self._make_composer()
            pdf, pages = composer.compose(document)
            with self._lock:
                if number == self._asked:
                    self._tell(A4Began(pages))
                    self._job = self._service.print(pdf, self._options)
                    self._sheets[self._job] = -(-pages // 2) if self._options.two_sided else pages
        except (ComposeError, DocumentError, OSError) as error:
            # What went wrong says nothing of the pages; a citizen who has left hears nothing.
            _log.error("A4 pages were not made: %s", type(error).__name__)
            with self._lock:
                if number == self._asked:
                    self._asked = 0
                    self._tell(A4Finished("jobRefused"))
        finally:
            with self._lock:
                self._composer = None

    def _heard(self, message: PageMessage) -> None:
        if not isinstance(message, PageJobEnded):
            return
        self._count(message)
        with self._lock:
            if message.job != self._job:
                return
            self._asked, self._job = 0, None
        end = message.end
        if end.outcome is JobOutcome.PRINTED:
            self._tell(A4Finished())
        else:
            code = end.fault.code if end.fault is not None else "printerFault"
            self._tell(A4Finished(code, end.outcome is JobOutcome.UNKNOWN))

    def _count(self, ended: PageJobEnded) -> None:
        """Tell what may have come out, also for who has left."""
        with self._lock:
            sheets = self._sheets.pop(ended.job, None)
            for forgotten in [job for job in self._sheets if job < ended.job]:
                del self._sheets[forgotten]
        if sheets is not None and ended.end.outcome is not JobOutcome.NOT_PRINTED:
            self._took(sheets)
