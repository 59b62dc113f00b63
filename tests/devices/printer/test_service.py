"""The printer's thread against the simulator."""

import queue
import time
from collections.abc import Callable, Iterator

import pytest

from devices.printer.interface import CutPaper, PaperOut, PrinterGone, PrintOutcome, TextLine
from devices.printer.printer import open_serial
from devices.printer.profiles import PROFILES
from devices.printer.raster import Typeface
from devices.printer.service import JobFailed, JobPrinted, PrinterMessage, PrinterService, StatusChanged
from devices.printer.status import NOTHING_KNOWN, PrinterStatus
from devices.status import DeviceStatus, PaperStatus

SHORT = (TextLine("受理回执"), CutPaper())


class Watched:
    def __init__(self, port: str, typeface: Typeface) -> None:
        self.messages: queue.Queue[PrinterMessage] = queue.Queue()
        self.service = PrinterService(
            lambda: open_serial(port, PROFILES["generic-80"], typeface, 0.25),
            self.messages.put,
            watch_every=0.1,
            reopen=(0.05, 0.2),
            job_timeout=10,
        )
        self.service.start()

    def until(self, wanted: Callable[[PrinterMessage], bool], seconds: float = 10) -> PrinterMessage:
        deadline = time.monotonic() + seconds
        while True:
            message = self.messages.get(timeout=max(0.01, deadline - time.monotonic()))
            if wanted(message):
                return message

    def until_state(self, state: DeviceStatus) -> StatusChanged:
        found = self.until(lambda m: isinstance(m, StatusChanged) and m.status.device is state)
        assert isinstance(found, StatusChanged)
        return found


@pytest.fixture
def watched(simulated, typeface: Typeface) -> Iterator[Watched]:
    running = Watched(str(simulated.port), typeface)
    yield running
    running.service.close()


def test_jobs_are_printed_in_order_and_reported(simulated, watched: Watched) -> None:
    slips = simulated("state")["slips"]
    first, second = watched.service.print(SHORT), watched.service.print(SHORT)
    assert watched.until(lambda m: isinstance(m, JobPrinted)) == JobPrinted(first)
    assert watched.until(lambda m: isinstance(m, JobPrinted)) == JobPrinted(second)
    assert simulated("state")["slips"] == slips + 2


def test_paper_running_low_and_out_is_told_once(simulated, watched: Watched) -> None:
    watched.until_state(DeviceStatus.ONLINE)
    simulated("paper", state="low")
    message = watched.until(lambda m: isinstance(m, StatusChanged))
    assert isinstance(message, StatusChanged)
    assert message.status.paper is PaperStatus.LOW
    simulated("paper", state="out")
    assert watched.until_state(DeviceStatus.USER_ERROR).status.paper is PaperStatus.OUT
    before = simulated("state")["realtime_queries"]
    simulated.until(lambda state: state["realtime_queries"] > before + 12)
    assert watched.messages.empty()


def test_unplugged_is_noticed_and_plugged_in_comes_back(simulated, watched: Watched) -> None:
    watched.until_state(DeviceStatus.ONLINE)
    simulated("unplug")
    watched.until_state(DeviceStatus.NO_DEVICE)
    job = watched.service.print(SHORT)
    failed = watched.until(lambda m: isinstance(m, JobFailed))
    assert isinstance(failed, JobFailed)
    assert (failed.job, type(failed.error)) == (job, PrinterGone)
    assert failed.error.outcome is PrintOutcome.NOT_PRINTED
    slips = simulated("plug")["slips"] if "slips" in simulated("state") else 0
    watched.until_state(DeviceStatus.ONLINE)
    assert watched.service.status.can_print
    assert simulated("state")["slips"] == slips, "a failed job is not tried again by itself"


def test_paper_out_in_the_middle_is_reported_and_printing_works_after_refilling(
    simulated, watched: Watched
) -> None:
    simulated("paper_out_after", lines=3)
    watched.service.print((*(TextLine(f"行 {n}") for n in range(9)), CutPaper()))
    failed = watched.until(lambda m: isinstance(m, JobFailed))
    assert isinstance(failed, JobFailed)
    assert isinstance(failed.error, PaperOut)
    assert failed.error.outcome is PrintOutcome.UNKNOWN
    assert watched.service.status.paper is PaperStatus.OUT
    simulated("paper", state="full")
    watched.until_state(DeviceStatus.ONLINE)
    job = watched.service.print(SHORT)
    assert watched.until(lambda m: isinstance(m, JobPrinted)) == JobPrinted(job)


def test_a_slip_that_cannot_be_laid_out_fails_alone(simulated, watched: Watched) -> None:
    bad = watched.service.print((TextLine("宽" * 40),))
    good = watched.service.print(SHORT)
    failed = watched.until(lambda m: isinstance(m, JobFailed))
    assert isinstance(failed, JobFailed)
    assert (failed.job, failed.error.outcome) == (bad, PrintOutcome.NOT_PRINTED)
    assert watched.until(lambda m: isinstance(m, JobPrinted)) == JobPrinted(good)


class SometimesSilent:
    """A printer whose answers stay away as scripted; the last one goes on."""

    columns = 48

    def __init__(self, script: list[PrinterStatus]) -> None:
        self.script = script
        self.asked = 0

    def status(self) -> PrinterStatus:
        self.asked += 1
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    def print_lines(self, lines: object, deadline: object) -> None:
        raise NotImplementedError

    def close(self) -> None:
        pass


def test_one_answer_that_stays_away_is_not_told_and_two_are() -> None:
    well = PrinterStatus(DeviceStatus.ONLINE, PaperStatus.FULL)
    printer = SometimesSilent([well, NOTHING_KNOWN, well, NOTHING_KNOWN, NOTHING_KNOWN, well])
    messages: queue.Queue[PrinterMessage] = queue.Queue()
    service = PrinterService(lambda: printer, messages.put, watch_every=0.01)
    service.start()
    try:
        told = [messages.get(timeout=10) for _ in range(3)]
    finally:
        service.close()
    assert told == [StatusChanged(well), StatusChanged(NOTHING_KNOWN), StatusChanged(well)]
    assert printer.asked >= 6
