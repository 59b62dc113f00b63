"""The printer's turns, with printers that behave as scripted."""

import queue
import threading

import pytest

from devices.deadline import Deadline
from devices.printer.interface import (
    CutPaper,
    PrinterGone,
    PrinterSilent,
    PrinterStalled,
    PrintLine,
    PrintOutcome,
    TextLine,
)
from devices.printer.jobs import JobFailed, JobPrinted, PrinterMessage
from devices.printer.service import PrinterService
from devices.printer.session import RECOVER_EVERY
from devices.printer.status import NOTHING_KNOWN, PrinterStatus
from devices.status import DeviceStatus, MediaStatus, Mender, PaperStatus
from devices.supervisor import Supervisor

SHORT: tuple[PrintLine, ...] = (TextLine("受理回执"), CutPaper())
WELL = PrinterStatus(DeviceStatus.ONLINE, PaperStatus.FULL)


class Scripted:
    """A printer whose states follow a script; the last one stays. `hold` keeps a job from ending."""

    columns = 48

    def __init__(self, *script: PrinterStatus) -> None:
        self.script = list(script)
        self.done: list[str] = []
        self.hold: threading.Event | None = None
        self.error: Exception | None = None
        self.on_its_feet = True

    def status(self) -> PrinterStatus:
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    def print_lines(self, lines: tuple[PrintLine, ...], deadline: Deadline) -> None:
        if self.hold is not None:
            self.hold.wait(30)
        if self.error is not None:
            raise self.error
        self.done.append("print")

    def caught_up(self) -> bool:
        self.done.append("asked")
        return self.on_its_feet

    def retract(self) -> None:
        self.done.append("retract")

    def eject(self) -> None:
        self.done.append("eject")

    def recover(self) -> None:
        self.done.append("recover")

    def close(self) -> None:
        self.done.append("close")


class Time:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_one_answer_that_stays_away_is_not_told_and_two_are() -> None:
    printer = Scripted(WELL, NOTHING_KNOWN, WELL, NOTHING_KNOWN, NOTHING_KNOWN, WELL)
    session = PrinterService(lambda: printer, print).plan().open()
    told = [session.step(Deadline(40)).device for _ in range(6)]
    well, gone = DeviceStatus.ONLINE, DeviceStatus.NO_DEVICE
    assert told == [well, well, well, well, gone, well]


@pytest.mark.parametrize(("left", "moved"), [(False, "eject"), (True, "retract")])
def test_the_mouth_is_cleared_of_one_s_own_slip_outwards_and_of_another_s_inwards(
    left: bool, moved: str
) -> None:
    printer = Scripted(PrinterStatus(DeviceStatus.ONLINE, PaperStatus.FULL, MediaStatus.PRESENT))
    service = PrinterService(lambda: printer, print)
    session = service.plan().open()
    session.step(Deadline(40))
    if left:
        service.wipe()
    service.print(SHORT)
    session.step(Deadline(40))
    assert printer.done == [moved, "print"]


def test_a_slip_is_drawn_back_once_and_not_before_its_time() -> None:
    clock = Time()
    printer = Scripted(PrinterStatus(DeviceStatus.ONLINE, PaperStatus.FULL, MediaStatus.PRESENT))
    service = PrinterService(lambda: printer, print, retract_after=20, clock=clock)
    session = service.plan().open()
    session.step(Deadline(40))
    service.wipe()
    clock.now = 19
    session.step(Deadline(40))
    assert printer.done == []
    clock.now = 20
    session.step(Deadline(40))
    session.step(Deadline(40))
    assert printer.done == ["retract"]


def test_an_error_that_a_person_freed_is_acknowledged_now_and_then() -> None:
    clock = Time()
    jammed = PrinterStatus(DeviceStatus.HARDWARE_ERROR, PaperStatus.FULL, cutter_error=True)
    printer = Scripted(jammed)
    session = PrinterService(lambda: printer, print, clock=clock).plan().open()
    session.step(Deadline(40))
    session.step(Deadline(40))
    assert printer.done == ["recover"]
    clock.now += RECOVER_EVERY
    session.step(Deadline(40))
    assert printer.done == ["recover", "recover"]


def test_what_waited_for_someone_who_left_is_not_printed() -> None:
    printer = Scripted(WELL)
    told: list[PrinterMessage] = []
    service = PrinterService(lambda: printer, told.append)
    session = service.plan().open()
    service.print(SHORT)
    service.wipe()
    session.step(Deadline(40))
    assert (printer.done, told) == ([], [])


def test_a_job_that_failed_is_reported_once_and_forgotten() -> None:
    printer = Scripted(WELL)
    printer.error = PrinterSilent(PrintOutcome.UNKNOWN, NOTHING_KNOWN)
    told: list[PrinterMessage] = []
    service = PrinterService(lambda: printer, told.append)
    session = service.plan().open()
    job = service.print(SHORT)
    session.step(Deadline(40))
    session.step(Deadline(40))
    assert told == [JobFailed(job, printer.error)]


def test_a_printer_that_did_not_finish_is_out_until_it_has_caught_up_and_gets_no_job_before() -> None:
    printer = Scripted(WELL)
    printer.error, printer.on_its_feet = PrinterStalled(PrintOutcome.UNKNOWN, WELL), False
    told: list[PrinterMessage] = []
    service = PrinterService(lambda: printer, told.append)
    session = service.plan().open()
    service.print(SHORT)
    stalled = session.step(Deadline(40))
    assert stalled.fault is not None
    assert (stalled.fault.code, stalled.fault.who, stalled.usable) == ("printerStalled", Mender.RESET, False)
    printer.error = None
    service.print(SHORT)
    assert session.step(Deadline(40)) == stalled
    outcomes = [message.error.outcome for message in told if isinstance(message, JobFailed)]
    assert outcomes == [PrintOutcome.UNKNOWN, PrintOutcome.NOT_PRINTED]
    assert "print" not in printer.done
    printer.on_its_feet = True
    assert session.step(Deadline(40)).usable
    service.print(SHORT)
    session.step(Deadline(40))
    assert printer.done[-1] == "print"
    asked = printer.done.count("asked")
    session.step(Deadline(40))
    assert printer.done.count("asked") == asked, "a printer that is well is not asked"


def test_a_printer_lost_in_a_job_is_lost_for_the_supervisor_too() -> None:
    printer = Scripted(WELL)
    printer.error = PrinterGone(PrintOutcome.UNKNOWN, NOTHING_KNOWN)
    told: list[PrinterMessage] = []
    service = PrinterService(lambda: printer, told.append)
    session = service.plan().open()
    service.print(SHORT)
    with pytest.raises(OSError):
        session.step(Deadline(40))
    assert [type(message) for message in told] == [JobFailed]


def test_handing_a_slip_to_a_wedged_printer_takes_no_time_and_holds_up_nobody() -> None:
    stuck, well = Scripted(WELL), Scripted(WELL)
    stuck.hold = threading.Event()
    told: queue.Queue[PrinterMessage] = queue.Queue()
    supervisor = Supervisor(lambda name, status: None)
    services = {}
    for name, printer in (("stuck", stuck), ("well", well)):
        service = PrinterService(
            lambda printer=printer: printer, told.put, lambda name=name: supervisor.nudge(name)
        )
        services[name] = service
        supervisor.add(name, service.plan())
    supervisor.start()
    try:
        for _ in range(50):
            services["stuck"].print(SHORT)
        services["well"].print(SHORT)
        assert told.get(timeout=30) == JobPrinted(1)
        assert well.done == ["print"]
        services["stuck"].wipe()
    finally:
        stuck.hold.set()
        supervisor.stop()
