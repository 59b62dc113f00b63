"""The devices' words become the visit's, and only what this visit asked for reaches it."""

import pytest

from devices.id_card.messages import CardFault, CardReading, CardRemoved
from devices.printer.interface import PaperOut, PrinterGone, PrintOutcome
from devices.printer.jobs import JobFailed, JobPrinted
from devices.printer.status import CANNOT_TELL, NOTHING_KNOWN, PrinterStatus
from devices.status import DeviceStatus, Fault, Mender, PaperStatus, Status
from kiosk.receipts.document import Paragraph, Slip
from kiosk.visit import messages
from kiosk.visit.hardware import SlipPrinter, card_emitter, device_changed
from kiosk.visit.messages import DeviceChanged, PrintFinished

SLIP = Slip("示例", "zh-CN", (Paragraph("示例"),))


@pytest.fixture
def told() -> list[messages.Message]:
    return []


class Printer1:
    def __init__(self, report) -> None:
        self.report = report
        self.jobs = 0

    def print(self, lines) -> int:
        assert lines
        self.jobs += 1
        return self.jobs

    def wipe(self) -> None:
        self.wiped = True


def test_the_slip_of_a_former_visit_reaches_nobody(told):
    made: list[Printer1] = []

    def make(report):
        made.append(Printer1(report))
        return made[0]

    printer = SlipPrinter(make, 48, told.append)
    printer.print(SLIP)
    printer.wipe()
    assert made[0].wiped
    made[0].report(JobPrinted(1))
    assert told == []
    printer.print(SLIP)
    made[0].report(JobPrinted(1))
    assert told == []
    made[0].report(JobFailed(2, PrinterGone(PrintOutcome.UNKNOWN)))
    assert told == [PrintFinished("printerGone", unknown=True)]


def test_only_a_slip_that_may_be_on_paper_is_asked_about(told):
    made: list[Printer1] = []
    printer = SlipPrinter(lambda report: made.append(Printer1(report)) or made[0], 48, told.append)
    printer.print(SLIP)
    made[0].report(JobFailed(1, PaperOut(PrintOutcome.NOT_PRINTED)))
    assert told == [PrintFinished("paperOut", unknown=False)]


def test_every_slip_that_may_be_on_paper_is_counted_once_also_for_who_has_left(told):
    made: list[Printer1] = []
    counted: list[float] = []
    printer = SlipPrinter(
        lambda report: made.append(Printer1(report)) or made[0],
        48,
        told.append,
        counted.append,
        len,
    )
    for _ in range(5):
        printer.print(SLIP)
    printer.wipe()
    # Nothing of what a slip says is kept for the count.
    assert set(printer._sent.values()) == {1}
    report = made[0].report
    report(JobPrinted(1))
    report(JobPrinted(1))
    report(JobFailed(2, PaperOut(PrintOutcome.NOT_PRINTED)))
    report(JobFailed(3, PrinterGone(PrintOutcome.UNKNOWN)))
    # The fourth was forgotten with its visit: nothing is ever told of it.
    report(JobPrinted(5))
    assert counted == [1, 1, 1]
    assert not printer._sent


def test_the_reader_s_messages_are_the_visit_s(told):
    emit = card_emitter(told.append)
    emit(CardReading())
    emit(CardFault("moved"))
    emit(CardRemoved())
    assert told == [messages.CardReading(), messages.CardFailed("moved"), messages.CardRemoved()]


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (Status(DeviceStatus.ONLINE), None),
        (Status(DeviceStatus.DEVICE_BUSY), None),
        (Status(DeviceStatus.STARTING), "starting"),
        (Status(DeviceStatus.HARDWARE_ERROR, Fault("broken", "示例", Mender.RESET)), "broken"),
    ],
)
def test_a_device_that_does_not_work_is_named_by_its_fault(status, fault):
    assert device_changed("id_card", status) == DeviceChanged("id_card", fault, None, status)


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (PrinterStatus(DeviceStatus.ONLINE, PaperStatus.LOW), None),
        (PrinterStatus(DeviceStatus.ONLINE, PaperStatus.UNKNOWN), "paperUnknown"),
        (PrinterStatus(DeviceStatus.USER_ERROR, PaperStatus.OUT), "paperOut"),
        (NOTHING_KNOWN, "noAnswer"),
        (CANNOT_TELL, None),
    ],
)
def test_nothing_is_printed_on_paper_that_is_not_known_to_be_there(status, fault):
    told = device_changed("printer", status.common)
    paper = None if status.paper is None else status.paper.value
    assert (told.fault, told.paper) == (fault, paper)
