"""What is told of a port that is not open, of one that is pulled, and of a driver that never returns."""

import errno
import itertools
import queue
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from devices.deadline import Deadline
from devices.finding import WrongDeviceError
from devices.simulated_line import PtyLine
from devices.status import (
    NO_DEVICE,
    PORT_BUSY,
    PORT_DENIED,
    WEDGED,
    WRONG_DEVICE,
    DeviceStatus,
    MediaStatus,
    Status,
)
from devices.supervisor import SPREAD, Plan, Supervisor, spread

ONLINE = Status(DeviceStatus.ONLINE)


class Device:
    """Does what `step` does, for ever."""

    def __init__(self, step: Callable[[], Status]) -> None:
        self._step = step
        self.closed = threading.Event()

    def step(self, within: Deadline) -> Status:
        assert within.remaining > 0
        return self._step()

    def close(self) -> None:
        self.closed.set()


class Reports:
    def __init__(self) -> None:
        self.heard: queue.SimpleQueue[tuple[str, Status]] = queue.SimpleQueue()

    def __call__(self, name: str, status: Status) -> None:
        self.heard.put((name, status))

    def next(self) -> tuple[str, Status]:
        return self.heard.get(timeout=30)


@pytest.fixture
def reports() -> Reports:
    return Reports()


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        threading.Event().wait(0.005)


def chained(number: int) -> OSError:
    """Return a driver's own error with the system's behind it."""
    error = OSError("reader gone")
    error.__cause__ = OSError(number, "system")
    return error


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OSError(), NO_DEVICE),
        (FileNotFoundError(errno.ENOENT, "x"), NO_DEVICE),
        (PermissionError(errno.EACCES, "x"), PORT_DENIED),
        (chained(errno.EACCES), PORT_DENIED),
        (chained(errno.EBUSY), PORT_BUSY),
        (chained(errno.EAGAIN), PORT_BUSY),
        (WrongDeviceError("x"), WRONG_DEVICE),
    ],
)
def test_why_a_port_is_not_open_is_told(reports: Reports, error: OSError, status: Status) -> None:
    def refuse() -> Device:
        raise error

    supervisor = Supervisor(reports)
    supervisor.add("reader", Plan(open=refuse))
    supervisor.start()
    assert reports.next() == ("reader", status)
    assert supervisor.stop(30) == ()


def test_a_pulled_port_is_lost_though_its_driver_has_not_noticed(reports: Reports, tmp_path: Path) -> None:
    line = PtyLine(tmp_path / "port")
    line.plug()
    opened: list[Device] = []

    def open_() -> Device:
        if not line.link.exists():
            raise OSError
        opened.append(Device(lambda: ONLINE))
        return opened[-1]

    supervisor = Supervisor(reports)
    supervisor.add("reader", Plan(open=open_, interval=0.02, present=line.link.exists))
    supervisor.start()
    assert reports.next() == ("reader", ONLINE)
    line.unplug()
    assert reports.next() == ("reader", NO_DEVICE)
    assert opened[0].closed.wait(30)
    line.plug()
    assert reports.next() == ("reader", ONLINE)
    assert len(opened) == 2
    assert supervisor.stop(30) == ()
    line.close()


def test_health_says_since_when_and_how_often(reports: Reports) -> None:
    hours = iter(range(24))
    gone = threading.Event()
    lying = Status(DeviceStatus.ONLINE, media=MediaStatus.PRESENT)
    steps = iter([ONLINE, lying, OSError(), ONLINE, gone])

    def step() -> Status:
        one = next(steps)
        if isinstance(one, Status):
            return one
        if one is gone:
            gone.wait(30)
        raise OSError

    supervisor = Supervisor(
        reports,
        wait=lambda _event, _seconds: None,
        now=lambda: datetime(2026, 11, 21, next(hours), tzinfo=UTC),
    )
    supervisor.add("reader", Plan(open=lambda: Device(step)))
    before = supervisor.health("reader")
    assert (before.status.device, before.reopened) == (DeviceStatus.STARTING, 0)
    supervisor.start()
    assert [reports.next()[1] for _ in range(4)] == [ONLINE, lying, NO_DEVICE, ONLINE]
    health = supervisor.health("reader")
    # Hour 0 is the start, 1 the first report; the card that was laid down is no change of the reader.
    assert (health.status, health.since.hour, health.reopened) == (ONLINE, 3, 1)
    gone.set()
    supervisor.stop()
    with pytest.raises(KeyError):
        supervisor.health("no such")


@pytest.mark.parametrize("where", ["open", "step", "close"])
def test_a_driver_that_never_returns_holds_up_no_other_and_not_the_stop(reports: Reports, where: str) -> None:
    blocked, released = threading.Event(), threading.Event()
    now = [0.0]

    def block() -> Status:
        blocked.set()
        released.wait(50)
        return ONLINE

    def open_stuck() -> Device:
        if where == "open":
            block()
        device = Device(block if where == "step" else _raise)
        if where == "close":
            device.close = block  # type: ignore[method-assign, assignment]
        return device

    turns = itertools.count()
    lively = Device(lambda: Status(DeviceStatus.ONLINE, media=list(MediaStatus)[next(turns) % 3]))
    supervisor = Supervisor(reports, clock=lambda: now[0], check_every=0.01)
    supervisor.add("stuck", Plan(open=open_stuck, stalled=5))
    supervisor.add("lively", Plan(open=lambda: lively, interval=0.001, stalled=1e9))
    supervisor.start()
    assert blocked.wait(30)
    now[0] = 6.0
    while reports.next() != ("stuck", WEDGED):
        pass
    # The other one goes on after that as before.
    after = [reports.next() for _ in range(20)]
    assert all(name == "lively" for name, _ in after)
    started = time.monotonic()
    assert "stuck" in supervisor.stop(0.1)
    assert time.monotonic() - started < 20
    until(lambda: supervisor.stop(0.1) == ("stuck",))
    released.set()


def _raise() -> Status:
    raise OSError


def test_several_devices_do_not_knock_at_the_same_moment(reports: Reports) -> None:
    asked: list[float] = []

    def longer(seconds: float) -> float:
        asked.append(seconds)
        return seconds

    def refuse() -> Device:
        raise OSError

    supervisor = Supervisor(reports, wait=lambda _event, _seconds: None, spread=longer)
    supervisor.add("one", Plan(open=refuse))
    supervisor.add("two", Plan(open=refuse))
    supervisor.start()
    until(lambda: asked.count(1.0) == 2)
    supervisor.stop()
    for seconds in (1.0, 30.0):
        assert all(seconds <= spread(seconds) <= seconds * (1 + SPREAD) for _ in range(100))


def test_everybody_who_waits_is_nudged_by_a_plug_event(reports: Reports) -> None:
    there = threading.Event()

    def open_() -> Device:
        if not there.is_set():
            raise OSError
        return Device(lambda: ONLINE)

    supervisor = Supervisor(reports)
    for name in ("one", "two"):
        supervisor.add(name, Plan(open=open_, first_wait=30, interval=0.05))
    assert supervisor.names == ("one", "two")
    supervisor.start()
    assert {reports.next() for _ in range(2)} == {("one", NO_DEVICE), ("two", NO_DEVICE)}
    there.set()
    supervisor.nudge_all()
    assert {reports.next() for _ in range(2)} == {("one", ONLINE), ("two", ONLINE)}
    assert supervisor.stop(30) == ()
