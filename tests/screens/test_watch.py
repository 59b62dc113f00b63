"""The threads that speak to the agent outlive whatever goes wrong in one of their rounds."""

import queue
from datetime import UTC, datetime

from kiosk.platform.errors import PlatformUnreachable
from kiosk.telemetry.counters import Counters
from kiosk.visit.state import Health, State
from screens.reporting import UiReporter
from screens.watch import AgentWatch

NOW = datetime(2026, 11, 22, tzinfo=UTC)


class Agent:
    """It stumbles twice over the same, and is not there afterwards."""

    def __init__(self) -> None:
        self.asked: queue.Queue[str] = queue.Queue()
        self.stumbles = [ValueError("李示例"), ValueError("李示例")]

    def tell_state(self, *_: object) -> None:
        self._asked("state")

    def report(self, _body: bytes) -> None:
        self._asked("report")

    def _asked(self, what: str) -> None:
        self.asked.put(what)
        if self.stumbles:
            raise self.stumbles.pop()
        raise PlatformUnreachable("agent")


class Guides:
    version = 1

    def load(self) -> int:
        return 1

    def expired(self, _now: datetime) -> bool:
        return False


def test_the_watch_goes_on_and_says_what_went_wrong_once(caplog):
    told: queue.Queue[object] = queue.Queue()
    state = State(health=Health())
    watch = AgentWatch(Agent(), Guides(), told.put, lambda: NOW, lambda: state, lambda: None, every_s=0.01)
    watch.start()
    try:
        assert told.get(timeout=30).reachable is False
    finally:
        watch.stop()
    assert [line.name for line in caplog.records] == ["screens.watch"]


def test_reports_go_on_and_say_what_went_wrong_once(caplog):
    agent, state = Agent(), State(health=Health())
    reporter = UiReporter(agent, Counters(NOW), lambda: state, lambda _: None, lambda: None, every_s=0.01)
    reporter.start()
    try:
        for _ in range(4):
            assert agent.asked.get(timeout=30) == "report"
    finally:
        reporter.stop()
    assert [line.name for line in caplog.records] == ["screens.reporting"]
