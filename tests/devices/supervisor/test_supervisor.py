import queue
import threading
import time
from collections.abc import Callable
from itertools import pairwise

import pytest

from devices.deadline import Deadline
from devices.status import NO_DEVICE, WEDGED, DeviceStatus, Fault, MediaStatus, Mender, Status
from devices.supervisor import Plan, Supervisor

ONLINE = Status(DeviceStatus.ONLINE)


class Script:
    """A device that does what each step says: a status, or an exception to raise."""

    def __init__(self, *steps: object) -> None:
        self.steps = list(steps)
        self.closed = 0
        self.took = 0

    def step(self, within: Deadline) -> Status:
        assert within.remaining > 0
        self.took += 1
        step = self.steps.pop(0) if self.steps else OSError("script over")
        if callable(step):
            step = step()
        if isinstance(step, BaseException):
            raise step
        assert isinstance(step, Status)
        return step

    def close(self) -> None:
        self.closed += 1


class Watch:
    """A supervisor whose waiting takes no time, and what it reported."""

    def __init__(self) -> None:
        self.reports: queue.Queue[tuple[str, Status]] = queue.Queue()
        self.waits: list[float] = []
        self.now = 0.0
        self.gate = threading.Event()
        self.supervisor = Supervisor(self._report, clock=lambda: self.now, wait=self._wait, check_every=0.01)

    def _report(self, name: str, status: Status) -> None:
        self.reports.put((name, status))

    def _wait(self, _event: threading.Event, seconds: float) -> None:
        self.waits.append(seconds)

    def next(self) -> Status:
        return self.reports.get(timeout=30)[1]


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        threading.Event().wait(0.005)


@pytest.fixture
def watch():
    made = Watch()
    yield made
    made.supervisor.stop()


def opener(*attempts: object) -> Callable[[], Script]:
    """Open the given devices in turn; an exception is a failed attempt. The last one stays."""
    left = list(attempts)

    def open_() -> Script:
        attempt = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(attempt, BaseException):
            raise attempt
        assert isinstance(attempt, Script)
        return attempt

    return open_


def test_a_status_is_reported_once_and_not_repeated(watch) -> None:
    low = Status(DeviceStatus.ONLINE, media=MediaStatus.PRESENT)
    device = Script(ONLINE, ONLINE, ONLINE, low, low, ONLINE)
    watch.supervisor.add("reader", Plan(open=opener(device, OSError())))
    watch.supervisor.start()
    assert [watch.next() for _ in range(4)] == [ONLINE, low, ONLINE, NO_DEVICE]
    watch.supervisor.stop()
    assert watch.reports.empty()


def test_back_off_doubles_from_one_second_to_thirty(watch) -> None:
    attempts = []

    def refuse() -> Script:
        attempts.append(sum(watch.waits))
        raise OSError

    watch.supervisor.add("reader", Plan(open=refuse))
    watch.supervisor.start()
    until(lambda: len(attempts) >= 9)
    pauses = [b - a for a, b in pairwise(attempts)]
    assert pauses[:8] == [1, 2, 4, 8, 16, 30, 30, 30]


def test_after_good_work_the_back_off_starts_afresh(watch) -> None:
    attempts = []
    devices = iter([OSError(), OSError(), OSError(), Script(ONLINE)])

    def open_() -> Script:
        attempts.append(sum(watch.waits))
        device = next(devices, OSError())
        if isinstance(device, OSError):
            raise device
        return device

    watch.supervisor.add("reader", Plan(open=open_))
    watch.supervisor.start()
    until(lambda: len(attempts) >= 7)
    pauses = [b - a for a, b in pairwise(attempts)]
    assert pauses[:6] == [1, 2, 4, 1, 2, 4]


def test_a_device_that_appears_is_opened_without_waiting_out_the_back_off(watch) -> None:
    there, attempts = [False], []

    def open_() -> Script:
        attempts.append(sum(watch.waits))
        if not there[0]:
            raise OSError
        return Script(*[ONLINE] * 3, lambda: watch.gate.wait(30) and ONLINE)

    def present() -> bool:
        if sum(watch.waits) > 20:
            there[0] = True
        return there[0]

    watch.supervisor.add("reader", Plan(open=open_, present=present))
    watch.supervisor.start()
    assert watch.next() == NO_DEVICE
    assert watch.next() == ONLINE
    # 1 + 2 + 4 + 8 are over at 15 s; the device comes after 20 s and is opened within the next glance.
    assert 20 < attempts[-1] <= 21.5
    watch.gate.set()


def test_a_lost_device_is_closed_and_opened_afresh(watch) -> None:
    first = Script(ONLINE, OSError("pulled"))
    second = Script(ONLINE, lambda: watch.gate.wait(30) and ONLINE)
    watch.supervisor.add("reader", Plan(open=opener(first, second)))
    watch.supervisor.start()
    assert [watch.next(), watch.next(), watch.next()] == [ONLINE, NO_DEVICE, ONLINE]
    assert (first.closed, first.took) == (1, 2)
    watch.gate.set()


def test_a_bug_in_one_driver_takes_out_its_device_only_and_is_told_without_its_data(watch) -> None:
    bad = Script(ONLINE, ValueError("00000019900101019X"))
    good = Script(ONLINE, lambda: watch.gate.wait(30) and ONLINE)
    watch.supervisor.add("bad", Plan(open=opener(bad, OSError())))
    watch.supervisor.add("good", Plan(open=opener(good)))
    watch.supervisor.start()
    heard = [watch.reports.get(timeout=30) for _ in range(4)]
    assert ("good", ONLINE) in heard
    broken = Status(DeviceStatus.HARDWARE_ERROR, Fault("driverError", "ValueError", Mender.MAINTENANCE))
    assert ("bad", broken) in heard
    assert watch.supervisor.status("good") == ONLINE
    watch.gate.set()


def test_a_wedged_driver_is_told_and_holds_up_no_other(watch) -> None:
    stuck = Script(ONLINE, lambda: watch.gate.wait(30) and ONLINE, lambda: watch.gate.wait(30) and ONLINE)
    lively = Script(*[Status(DeviceStatus.ONLINE, media=m) for m in MediaStatus] * 3)
    watch.supervisor.add("stuck", Plan(open=opener(stuck), stalled=15))
    watch.supervisor.start()
    assert watch.next() == ONLINE
    until(lambda: stuck.took == 2)
    watch.now = 16
    assert watch.next() == WEDGED
    other = Watch()
    other.supervisor.add("lively", Plan(open=opener(lively)))
    other.supervisor.start()
    assert len([other.next() for _ in range(10)]) == 10
    other.supervisor.stop()
    watch.gate.set()
    # It came back: what it says is heard again.
    assert watch.next() == ONLINE


def test_a_port_that_cannot_be_looked_for_is_opened_all_the_same(watch) -> None:
    def cannot() -> bool:
        raise RuntimeError("symlink loop")

    device = Script(ONLINE, OSError("pulled"), ONLINE)
    watch.supervisor.add("reader", Plan(open=opener(device), present=cannot))
    watch.supervisor.start()
    assert [watch.next() for _ in range(3)] == [ONLINE, NO_DEVICE, ONLINE]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_device_whose_thread_is_gone_does_not_stay_as_it_was(watch) -> None:
    real = watch.supervisor._report
    calls = iter([real])

    def once_deaf(name: str, status: Status) -> None:
        if status is NO_DEVICE:
            for _ in calls:
                raise RuntimeError("deaf")
        real(name, status)

    watch.supervisor._report = once_deaf
    watch.supervisor.add("reader", Plan(open=opener(Script(ONLINE, OSError("pulled"))), stalled=15))
    watch.supervisor.start()
    assert watch.next() == ONLINE
    until(lambda: not watch.supervisor._keepers["reader"]._thread.is_alive())
    watch.now = 16
    assert watch.next() == WEDGED


def test_stop_is_bounded_and_names_who_is_stuck() -> None:
    gate = threading.Event()
    supervisor = Supervisor(lambda _name, _status: None)
    stuck, well = Script(lambda: gate.wait(50) and ONLINE), Script(*[ONLINE] * 100_000)
    supervisor.add("stuck", Plan(open=opener(stuck)))
    supervisor.add("well", Plan(open=opener(well), interval=0.01))
    supervisor.start()
    until(lambda: stuck.took and well.took)
    started = time.monotonic()
    assert "stuck" in supervisor.stop(0.1)
    assert time.monotonic() - started < 20
    until(lambda: well.closed)
    until(lambda: supervisor.stop(0.1) == ("stuck",))
    gate.set()


def test_stop_ends_a_long_back_off_at_once_and_closes_what_is_open() -> None:
    device = Script(*[ONLINE] * 100_000)
    supervisor = Supervisor(lambda _name, _status: None)
    supervisor.add("absent", Plan(open=opener(OSError()), first_wait=30))
    supervisor.add("open", Plan(open=opener(device), interval=0.01))
    supervisor.start()
    until(lambda: device.took)
    started = time.monotonic()
    assert supervisor.stop(30) == ()
    assert time.monotonic() - started < 20
    assert device.closed == 1


def test_a_nudge_ends_the_back_off() -> None:
    reports: queue.Queue[Status] = queue.Queue()
    supervisor = Supervisor(lambda _name, status: reports.put(status))
    supervisor.add(
        "reader", Plan(open=opener(OSError(), Script(*[ONLINE] * 10_000)), first_wait=30, interval=0.01)
    )
    supervisor.start()
    assert reports.get(timeout=30) == NO_DEVICE
    supervisor.nudge("reader")
    assert reports.get(timeout=30) == ONLINE
    assert supervisor.stop(30) == ()


def test_two_devices_of_one_name_are_a_mistake(watch) -> None:
    watch.supervisor.add("reader", Plan(open=opener(OSError())))
    with pytest.raises(ValueError, match="reader"):
        watch.supervisor.add("reader", Plan(open=opener(OSError())))


def test_only_a_device_online_without_fault_is_usable() -> None:
    assert ONLINE.usable
    assert not NO_DEVICE.usable
    assert not Status(DeviceStatus.ONLINE, Fault("coverOpen", "cover", Mender.CLEAR)).usable


def test_the_words_are_those_of_xfs4iot() -> None:
    first = {"online", "offline", "powerOff", "noDevice", "hardwareError"}
    second = {"userError", "deviceBusy", "fraudAttempt", "potentialFraud", "starting"}
    assert {status.value for status in DeviceStatus} == first | second
