"""The screens tell the agent how the devices stand, and obey orders only where nobody is disturbed."""

from datetime import UTC, datetime

from devices.status import WEDGED, DeviceStatus, PaperStatus, Status
from kiosk.events.names import Event
from kiosk.platform.client import Orders
from kiosk.platform.errors import PlatformUnreachable
from kiosk.telemetry.counters import Counters
from kiosk.telemetry.ui_report import UiReport
from kiosk.terminal.paper import ROLL, Capacity, Supply, outlook
from kiosk.visit import messages, pages
from kiosk.visit.health import Call
from kiosk.visit.moves import go
from kiosk.visit.state import Device, Health, State
from screens.reporting import UiReporter

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PAPER_LOW = Status(DeviceStatus.ONLINE, paper=PaperStatus.LOW)


class Agent:
    def __init__(self) -> None:
        self.reports: list[UiReport] = []
        self.orders = Orders(None, None)
        self.silent = False

    def report(self, body: bytes) -> Orders:
        if self.silent:
            raise PlatformUnreachable("agent")
        self.reports.append(UiReport.model_validate_json(body))
        return self.orders


class Desk:
    def __init__(self) -> None:
        self.state = State(health=Health())
        self.agent = Agent()
        self.told: list[messages.Message] = []
        self.restarts: list[bool] = []
        self.counters = Counters(NOW)
        self.reporter = UiReporter(
            self.agent,
            self.counters,
            lambda: self.state,
            self.told.append,
            lambda: self.restarts.append(True),
        )


def test_devices_are_told_in_words_of_xfs4iot_with_who_mends_them():
    desk = Desk()
    devices = {
        "printer": Device(PAPER_LOW, None, NOW),
        "id_card": Device(WEDGED, "notResponding", NOW),
        "keypad": Device(None, None, NOW),
    }
    desk.state = State(health=Health(devices=devices))
    desk.reporter.step()
    told = {one.kind: one for one in desk.agent.reports[0].devices}
    assert set(told) == {"printer", "id_card"}
    assert (told["printer"].paper, told["printer"].fault) == (PaperStatus.LOW, None)
    assert (told["id_card"].fault, told["id_card"].who) == ("notResponding", "reset")


def test_paper_is_low_by_the_sensor_or_by_the_count_and_the_prints_that_are_left_are_told():
    desk = Desk()
    full = Status(DeviceStatus.ONLINE, paper=PaperStatus.FULL)
    few = Supply(used=60_000.0, prints=200, filled=NOW)
    for status, supply, paper, left in (
        (PAPER_LOW, Supply(), PaperStatus.LOW, None),
        (full, few, PaperStatus.LOW, 33),
        (full, Supply(filled=NOW), PaperStatus.FULL, 269),
        (Status(DeviceStatus.ONLINE), few, PaperStatus.LOW, 33),
        (Status(DeviceStatus.ONLINE, paper=PaperStatus.OUT), few, PaperStatus.OUT, 33),
    ):
        roll = outlook(ROLL, supply, Capacity(70_000, 60))
        health = Health(devices={"printer": Device(status, None, NOW)}, supplies={ROLL: roll})
        desk.state = State(health=health)
        desk.reporter.step()
        (told,) = desk.agent.reports[-1].devices
        assert (told.paper, told.prints_left) == (paper, left)


def test_what_the_halls_staff_are_called_for_is_told():
    desk = Desk()
    desk.state = State(health=Health(calls={Call("jam", "printer"): NOW}))
    desk.reporter.step()
    (call,) = desk.agent.reports[0].calls
    assert (call.code, call.device, call.since) == ("jam", "printer", NOW)


def test_pages_and_events_are_counted_by_page_and_bundle():
    desk = Desk()
    for page in ("home", "home", "guide", "home"):
        desk.counters.page(page)
    desk.counters.event(Event.VISIT_ENDED, {"disposition": "left"})
    desk.counters.event(Event.GUIDE_OPENED, {"bundle": "tj-p-01"})
    desk.counters.event(Event.PINYIN_MISSING, {})
    desk.reporter.step()
    counts = {(one.name, one.label): one.value for one in desk.agent.reports[0].counts}
    assert counts == {
        ("pages_shown", "home"): 2,
        ("pages_shown", "guide"): 1,
        ("visits_ended", "left"): 1,
        ("guides_opened", "tj-p-01"): 1,
    }


def test_labels_without_end_become_one():
    counters = Counters(NOW)
    for number in range(700):
        counters.page(f"page-{number}")
    counters.event(Event.GUIDE_OPENED, {"bundle": "13800000000"})
    counts = {(one.name, one.label): one.value for one in counters.counts()}
    assert len(counts) <= 502
    assert counts[("pages_shown", "other")] == 200
    assert counts[("guides_opened", "other")] == 1


def test_an_order_is_told_once_and_holds_while_the_agent_is_silent():
    desk = Desk()
    desk.agent.orders = Orders("paper", None)
    desk.reporter.step()
    desk.reporter.step()
    desk.agent.silent = True
    desk.reporter.step()
    assert desk.told == [messages.ServiceOrdered("paper")]
    desk.agent.silent, desk.agent.orders = False, Orders(None, None)
    desk.reporter.step()
    assert desk.told[-1] == messages.ServiceOrdered(None)


def test_a_restart_waits_until_nobody_stands_here_and_comes_once():
    desk = Desk()
    desk.agent.orders = Orders(None, "old")
    desk.reporter.step()
    assert desk.restarts == [], "ordered before these screens began"
    desk.state = go(desk.state, pages.HOME)
    desk.agent.orders = Orders(None, "new")
    desk.reporter.step()
    assert desk.restarts == []
    desk.state = desk.state.fresh()
    desk.reporter.step()
    desk.reporter.step()
    assert desk.restarts == [True]
