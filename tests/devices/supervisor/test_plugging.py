"""Plug events nudge the devices once a burst; where there are none, nothing breaks."""

import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from devices.plugging import PlugMonitor, UdevEvents


class Source:
    """Stands where udev's netlink socket is: events are put in, an OSError is raised."""

    def __init__(self) -> None:
        self.events: queue.SimpleQueue[str | OSError] = queue.SimpleQueue()
        self.quiet = 0

    def wait(self, seconds: float) -> str | None:
        try:
            event = self.events.get(timeout=seconds)
        except queue.Empty:
            self.quiet += 1
            return None
        if isinstance(event, OSError):
            raise event
        return event


class Plugs:
    def __init__(self) -> None:
        self.source = Source()
        self.heard: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.monitor = PlugMonitor(lambda: self.heard.put("plugged"), lambda: self.source)


@pytest.fixture
def plugs():
    made = Plugs()
    assert made.monitor.start()
    yield made
    made.monitor.stop()


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        threading.Event().wait(0.005)


@pytest.mark.parametrize("action", ["add", "remove", "bind"])
def test_a_plug_or_a_pull_is_passed_on(plugs, action: str) -> None:
    plugs.source.events.put(action)
    assert plugs.heard.get(timeout=30) == "plugged"


def test_a_burst_is_passed_on_once() -> None:
    plugs = Plugs()
    # All of it lies there when the monitor begins: the moments between its events are never the machine's.
    for _ in range(40):
        plugs.source.events.put("add")
    assert plugs.monitor.start()
    until(lambda: plugs.source.quiet >= 3)
    plugs.monitor.stop()
    assert [plugs.heard.get(timeout=30)] == ["plugged"]
    assert plugs.heard.empty()


def test_a_change_of_something_plugged_in_is_no_plug_event(plugs) -> None:
    for action in ("change", "change", "add"):
        plugs.source.events.put(action)
    assert plugs.heard.get(timeout=30) == "plugged"
    assert plugs.heard.empty()


def test_when_events_were_lost_everything_is_looked_at(plugs) -> None:
    plugs.source.events.put(OSError("No buffer space available"))
    assert plugs.heard.get(timeout=30) == "plugged"


@pytest.mark.parametrize("error", [FileNotFoundError(), PermissionError(), ImportError()])
def test_where_there_is_no_udev_it_says_so_and_stops_well(error: Exception) -> None:
    def refuse() -> Source:
        raise error

    monitor = PlugMonitor(lambda: None, refuse)
    assert not monitor.start()
    monitor.stop()


def test_udev_without_its_daemon_is_none(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        UdevEvents(tmp_path / "control")


def test_the_netlink_socket_of_the_system_opens_and_waits(tmp_path: Path) -> None:
    control = tmp_path / "control"
    control.touch()
    events = UdevEvents(control)
    assert events.wait(0.01) is None
