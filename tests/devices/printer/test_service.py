"""The printer under the supervisor, against the simulator."""

import queue
import time
from collections.abc import Callable, Iterator

import pytest

from devices.printer.interface import (
    CutPaper,
    PaperOut,
    PrinterGone,
    PrintLine,
    PrintOutcome,
    TextLine,
)
from devices.printer.jobs import JobFailed, JobPrinted, PrinterMessage
from devices.printer.ports import opener, present
from devices.printer.profiles import PROFILES
from devices.printer.raster import Typeface
from devices.printer.service import PrinterService
from devices.printer.status import PrinterStatus
from devices.status import DeviceStatus, MediaStatus, PaperStatus, Status
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
