"""The set-up's page of devices: what is found is taken or left by a person, and looked at afresh."""

from dataclasses import replace

import pytest
from visit_walk import Walk

from devices.discovery.values import Answered, Found, Named
from devices.status import DeviceStatus, Status
from kiosk.platform.errors import Invalid, Problem
from kiosk.terminal.settings_taken import Taken
from kiosk.visit import hunt_effects, pages, staff_effects
from kiosk.visit.hunt_work import HuntWork
from kiosk.visit.messages import AgentStatus, Continue, DeviceChanged
from kiosk.visit.messages.set_up import (
    AgentFacts,
    DeviceAnswered,
    DevicesFound,
    DeviceTested,
    HuntAct,
    SetUpAnswered,
)

LINE = "/dev/ttyUSB0"
UNKNOWN = Found("by-path-3", frozenset({LINE}), ("id_card", "printer", "code_reader"), False, line=LINE)
SCANNER = Found("usb:0c2e:0b61", frozenset({"scanner"}), ("code_reader",), True)
NAMED = (Named("id_card", "auto", frozenset({"reader"})), Named("printer", "by-path-2"))


@pytest.fixture
def page():
    walk = Walk()
    walk.world = replace(walk.world, site=replace(walk.world.site, devices=("id_card", "printer")))
    agent = AgentFacts("enrolled", set_up_open=True, site="unchanged")
    walk.send(AgentStatus(True, False, 1, agent=agent))
    assert walk.state.visit.at == pages.SET_UP_DEVICES
    return walk


@pytest.fixture
def found(page):
    page.send(DevicesFound(NAMED, (UNKNOWN, SCANNER)), DeviceTested("id_card"), DeviceTested("printer"))
    return page


def wanted(walk, kind):
    return [one for one in walk.done if isinstance(one, kind)]


def uses(walk):
    return {one.port: dict(one.uses) for one in walk.screen.body.new}


def test_it_looks_by_itself_once_and_then_at_each_device_in_turn(page):
    assert wanted(page, hunt_effects.FindDevices) == [hunt_effects.FindDevices()]
    assert page.screen.body.finding
    page.send(DevicesFound(NAMED, ()))
    assert page.screen.body.testing == (1, 2)
    page.send(DeviceTested("printer"), DeviceTested("id_card"))
    assert page.screen.body.testing == (2, 2), "an answer out of turn counts for nothing"
    page.send(DeviceTested("printer"))
    assert page.screen.body.testing is None
    assert wanted(page, hunt_effects.TestDevice) == [
        hunt_effects.TestDevice("id_card"),
        hunt_effects.TestDevice("printer"),
    ]


def test_both_can_be_stopped_and_begun_anew(page):
    page.send(HuntAct("stop"), DevicesFound(NAMED, ()))
    assert (page.screen.body.finding, page.screen.body.testing) == (False, None)
    page.send(HuntAct("find"), DevicesFound(NAMED, ()), HuntAct("stop"), DeviceTested("id_card"))
    assert page.screen.body.testing is None
    page.send(HuntAct("test"))
    assert page.screen.body.testing == (1, 2)
    assert len(wanted(page, hunt_effects.FindDevices)) == 2


def test_what_is_named_and_missing_says_what_to_do_and_stands_first(found):
    found.send(DeviceChanged("id_card", None, status=Status(DeviceStatus.ONLINE)))
    first, second = found.screen.body.named
    assert (first.kind, first.standing, second.kind, second.standing) == (
        "printer", "missing", "id_card", "here",
    )  # fmt: skip
    assert "set_up.device.instead" in {fact.key for fact in first.facts}


def test_nothing_is_taken_by_itself(found):
    found.send(Continue())
    assert found.state.visit.at == pages.SET_UP_SCREEN
    assert not wanted(found, hunt_effects.TakeDevices)


def test_what_is_certain_is_taken_with_one_touch_and_written(found):
    assert found.screen.body.advised
    found.send(HuntAct("use-all"))
    assert uses(found)["usb:0c2e:0b61"] == {"code_reader": True}
    assert (found.screen.body.changes, found.screen.body.advised) == (1, False)
    found.send(Continue())
    assert wanted(found, hunt_effects.TakeDevices) == [
        hunt_effects.TakeDevices((Taken("code_reader", "usb:0c2e:0b61"),), ())
    ]
    found.send(SetUpAnswered("devices"))
    assert wanted(found, staff_effects.Restart) == [staff_effects.Restart()]


def test_an_unknown_line_is_asked_when_somebody_wants_it_and_takes_the_missing_one_s_place(found):
    assert not wanted(found, hunt_effects.AskDevice)
    found.send(HuntAct("ask", LINE), HuntAct("ask", LINE))
    assert wanted(found, hunt_effects.AskDevice) == [hunt_effects.AskDevice(LINE)]
    found.send(DeviceAnswered(Answered(LINE, "printer", {"baud": 9600})), HuntAct("use-all"), Continue())
    taken = wanted(found, hunt_effects.TakeDevices)[0].taken
    printer = Taken("printer", "by-path-3", {"baud": 9600})
    assert [one for one in taken if one.kind == "printer"] == [printer]
    assert [one.port for one in taken if one.kind == "code_reader"] == ["usb:0c2e:0b61"]


@pytest.mark.parametrize(
    ("answered", "key"),
    [(Answered(LINE, None), "line_silent"), (Answered(LINE, None, busy=True), "line_busy")],
)
def test_a_line_that_says_nothing_can_be_used_all_the_same(found, answered, key):
    found.send(HuntAct("ask", LINE), DeviceAnswered(answered), HuntAct("use", "by-path-3", "code_reader"))
    line = next(one for one in found.screen.body.new if one.port == "by-path-3")
    assert (line.ask, dict(line.uses)["code_reader"]) == ("can", True)
    assert f"set_up.device.{key}" in {fact.key for fact in line.facts}
    found.send(HuntAct("use", "by-path-3"))
    assert found.screen.body.changes == 0


def test_a_device_is_taken_out_or_kept_but_not_root_s(found):
    found.send(HuntAct("drop", kind="printer"), HuntAct("drop", kind="speech"))
    assert found.screen.body.changes == 1
    found.send(HuntAct("drop", kind="printer"))
    assert found.screen.body.changes == 0
    found.send(HuntAct("find"), DevicesFound((replace(NAMED[1], fixed=True),), (SCANNER, UNKNOWN)))
    found.send(HuntAct("drop", kind="printer"), HuntAct("use", "by-path-3", "printer"))
    assert found.screen.body.changes == 0
    assert "printer" not in uses(found)["by-path-3"]


def test_a_choice_ends_with_the_device_that_was_pulled(found):
    found.send(HuntAct("use-all"), HuntAct("find"), DevicesFound(NAMED, (UNKNOWN,)))
    assert found.screen.body.changes == 0


def test_what_could_not_be_written_is_told_and_stays_chosen(found):
    found.send(HuntAct("use-all"), Continue(), HuntAct("use-all"), SetUpAnswered("devices", "devices"))
    body = found.screen.body
    assert (body.problem.key, body.changes) == ("set_up.problem.devices", 1)
    assert not wanted(found, staff_effects.Restart)


class Writer:
    def __init__(self, error=None):
        self.error, self.took_last = error, None

    def took(self, devices, left):
        if self.error is not None:
            raise self.error
        self.took_last = (devices, left)


@pytest.mark.parametrize(("error", "fault"), [(None, None), (Invalid, "devices"), (Problem, "agent")])
def test_what_the_agent_says_of_it_is_passed_on(error, fault):
    writer = Writer(error.__new__(error) if error else None)
    work = HuntWork(lambda: (NAMED, ()), lambda *_: Answered("", None), lambda _: None, writer)
    taken = (Taken("printer", "by-path-3"),)
    assert work.do(hunt_effects.TakeDevices(taken, ("speech",))) == SetUpAnswered("devices", fault)
    assert fault is not None or writer.took_last == (taken, ("speech",))


def test_asking_is_broken_off_by_whoever_wants_it():
    def ask(line, cancelled):
        assert not cancelled()
        work.do(hunt_effects.StopAsking())
        assert cancelled()
        return Answered(line, None)

    work = HuntWork(lambda: (NAMED, ()), ask, lambda _: None, Writer())
    assert work.do(hunt_effects.AskDevice(LINE)) == DeviceAnswered(Answered(LINE, None))
    assert work.do(hunt_effects.FindDevices()) == DevicesFound(NAMED, ())
    assert work.do(hunt_effects.TestDevice("printer")) == DeviceTested("printer")
