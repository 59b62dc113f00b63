"""The printer under the supervisor, against the simulator and against printers that behave as scripted."""

import queue
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from devices.deadline import Deadline
from devices.printer.interface import (
    CutPaper,
    PaperOut,
    PrinterGone,
    PrinterSilent,
    PrinterStalled,
    PrintLine,
    PrintOutcome,
    TextLine,
)
from devices.printer.jobs import JobFailed, JobPrinted, PrinterMessage
from devices.printer.ports import opener, present
from devices.printer.profiles import PROFILES
from devices.printer.raster import Typeface
from devices.printer.service import PrinterService
from devices.printer.session import RECOVER_EVERY
from devices.printer.status import NOTHING_KNOWN, PrinterStatus
from devices.status import DeviceStatus, MediaStatus, Mender, PaperStatus, Status
from devices.supervisor import Supervisor

SHORT: tuple[PrintLine, ...] = (TextLine("受理回执"), CutPaper())
WELL = PrinterStatus(DeviceStatus.ONLINE, PaperStatus.FULL)


class Watched:
    """A printer that a supervisor keeps; its messages and states in the order in which they came."""

    def __init__(self, port: str, typeface: Typeface, profile: str = "generic-80", **more: float) -> None:
        self.messages: queue.Queue[PrinterMessage | Status] = queue.Queue()
        self.supervisor = Supervisor(lambda name, status: self.messages.put(status))
        self.service = PrinterService(
            opener(port, PROFILES[profile], typeface, 2.0),
            self.messages.put,
            lambda: self.supervisor.nudge("printer"),
            job_timeout=10,
            **more,
        )
        self.supervisor.add("printer", self.service.plan(lambda: present(port)))
        self.supervisor.start()

    def until(self, wanted: Callable[[PrinterMessage | Status], bool], seconds: float = 40) -> object:
        deadline = time.monotonic() + seconds
        while True:
            message = self.messages.get(timeout=max(0.01, deadline - time.monotonic()))
            if wanted(message):
                return message

    def until_state(self, state: DeviceStatus) -> Status:
        found = self.until(lambda m: isinstance(m, Status) and m.device is state)
        assert isinstance(found, Status)
        return found

    def failed(self) -> JobFailed:
        found = self.until(lambda m: isinstance(m, JobFailed))
        assert isinstance(found, JobFailed)
        return found

    def printed(self) -> object:
        return self.until(lambda m: isinstance(m, JobPrinted))


@pytest.fixture
def watched(simulated, typeface: Typeface) -> Iterator[Watched]:
    running = Watched(str(simulated.port), typeface)
    yield running
    assert running.supervisor.stop(30) == ()


def test_jobs_are_printed_in_order_and_reported(simulated, watched: Watched) -> None:
    slips = simulated("state")["slips"]
    first, second = watched.service.print(SHORT), watched.service.print(SHORT)
    assert watched.printed() == JobPrinted(first)
    assert watched.printed() == JobPrinted(second)
    assert simulated("state")["slips"] == slips + 2


def test_paper_running_low_and_out_is_told_once(simulated, watched: Watched) -> None:
    watched.until_state(DeviceStatus.ONLINE)
    simulated("paper", state="low")
    assert watched.until_state(DeviceStatus.ONLINE).paper is PaperStatus.LOW
    simulated("paper", state="out")
    out = watched.until_state(DeviceStatus.USER_ERROR)
    assert out.paper is PaperStatus.OUT
    assert out.fault is not None
    assert out.fault.code == "paperOut"
    before = simulated("state")["realtime_queries"]
    simulated.until(lambda state: state["realtime_queries"] > before + 12)
    assert watched.messages.empty()


def test_unplugged_is_noticed_and_plugged_in_comes_back(simulated, watched: Watched) -> None:
    watched.until_state(DeviceStatus.ONLINE)
    simulated("unplug")
    watched.until_state(DeviceStatus.NO_DEVICE)
    job = watched.service.print(SHORT)
    failed = watched.failed()
    assert (failed.job, type(failed.error)) == (job, PrinterGone)
    assert failed.error.outcome is PrintOutcome.NOT_PRINTED
    slips = simulated("plug")["slips"]
    watched.until_state(DeviceStatus.ONLINE)
    assert simulated("state")["slips"] == slips, "a failed job is not tried again by itself"


def test_a_slip_broken_off_by_the_cable_is_not_resumed(simulated, watched: Watched) -> None:
    watched.until_state(DeviceStatus.ONLINE)
    simulated("set_fault", name="unplugged-in-slip")
    slips = simulated("state")["slips"]
    simulated("slow", line_ms=20)
    watched.service.print((*(TextLine(f"行 {n}") for n in range(20)), CutPaper()))
    failed = watched.failed()
    assert (type(failed.error), failed.error.outcome) == (PrinterGone, PrintOutcome.UNKNOWN)
    simulated("plug")
    watched.until_state(DeviceStatus.ONLINE)
    assert simulated("state")["slips"] == slips


def test_paper_out_in_the_middle_is_reported_and_printing_works_after_refilling(
    simulated, watched: Watched
) -> None:
    simulated("paper_out_after", lines=3)
    watched.service.print((*(TextLine(f"行 {n}") for n in range(9)), CutPaper()))
    failed = watched.failed()
    assert isinstance(failed.error, PaperOut)
    assert failed.error.outcome is PrintOutcome.UNKNOWN
    watched.until_state(DeviceStatus.USER_ERROR)
    simulated("paper", state="full")
    watched.until_state(DeviceStatus.ONLINE)
    job = watched.service.print(SHORT)
    assert watched.printed() == JobPrinted(job)


def test_a_slip_that_cannot_be_laid_out_fails_alone(simulated, watched: Watched) -> None:
    bad = watched.service.print((TextLine("宽" * 40),))
    good = watched.service.print(SHORT)
    failed = watched.failed()
    assert (failed.job, failed.error.outcome) == (bad, PrintOutcome.NOT_PRINTED)
    assert watched.printed() == JobPrinted(good)


@pytest.mark.parametrize("fault", ["waiting", "cutter-jams-at-cut"])
def test_what_only_waits_to_be_acknowledged_comes_back_by_itself(
    simulated, watched: Watched, fault: str
) -> None:
    watched.until_state(DeviceStatus.ONLINE)
    simulated("set_fault", name=fault)
    watched.service.print(SHORT)
    assert watched.failed()
    watched.until(lambda m: isinstance(m, Status) and not m.usable)
    watched.until_state(DeviceStatus.ONLINE)


def test_a_slip_left_in_the_mouth_is_drawn_back_after_the_visit(presenter, typeface: Typeface) -> None:
    watched = Watched(presenter.name, typeface, "custom-kpm", retract_after=0.2)
    try:
        job = watched.service.print(SHORT)
        assert watched.printed() == JobPrinted(job)
        watched.until(lambda m: isinstance(m, Status) and m.media is MediaStatus.PRESENT)
        assert presenter("state")["slip_in_mouth"]
        watched.service.wipe()
        watched.until(lambda m: isinstance(m, Status) and m.media is MediaStatus.RETRACTED)
        state = presenter("state")
        assert (state["slips_retracted"], state["slip_in_mouth"], state["slips_waiting"]) == (1, False, 0)
    finally:
        watched.supervisor.stop()


def test_a_slip_that_is_taken_is_not_missed(presenter, typeface: Typeface) -> None:
    watched = Watched(presenter.name, typeface, "custom-kpm")
    try:
        watched.service.print(SHORT)
        watched.until(lambda m: isinstance(m, Status) and m.media is MediaStatus.PRESENT)
        presenter("tear")
        watched.until(lambda m: isinstance(m, Status) and m.media is MediaStatus.NOT_PRESENT)
    finally:
        watched.supervisor.stop()


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
