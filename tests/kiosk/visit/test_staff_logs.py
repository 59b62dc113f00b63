"""Copying the logs: a stick is looked for by itself, one copy at a time, nobody is sent away from it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from visit_walk import Walk

from devices.status import DeviceStatus, Status
from kiosk.log_copy.desk import LogsSeen
from kiosk.log_copy.notes import DONE, FOUND, Told
from kiosk.visit.effects import Note
from kiosk.visit.logs_effects import BeginLogCopy, LookForSticks
from kiosk.visit.logs_work import LogsWork
from kiosk.visit.messages import Back, CardRead, CardRemoved, Continue, DeviceChanged, OpenBoard, Touched
from kiosk.visit.messages.staff import OpenStaffPage, StaffAnswered, StaffTyped
from kiosk.visit.messages.staff_logs import CopyLogs, LogsAsked, LogsTold
from kiosk.visit.pages import Page
from kiosk.visit.present_logs import FAILURES
from kiosk.visit.staff_logs import BEGINS_S, STANDS_STILL_S

READER = DeviceChanged("id_card", None, status=Status(DeviceStatus.ONLINE))
CARD = CardRead({"number": "000000198001010013"}, "proof")
NONE = LogsSeen("3f09 c2d1 77ae 0b54", 14)
READY = replace(NONE, stick="allowed", name="Example", size=10**9, looked=Told("0" * 32, FOUND, free=10**8))


@pytest.fixture
def walk():
    return opened()


def opened():
    walk = Walk()
    walk.send(READER, Touched(), OpenBoard(), CARD, StaffTyped("pin", "481516"), Continue())
    walk.send(StaffAnswered("admitted", "S01"), CardRemoved(), OpenStaffPage("logs"))
    assert walk.page is Page.STAFF_LOGS
    return walk


def wanted(walk, kind):
    return [one for one in walk.done if isinstance(one, kind)]


def noted(walk):
    notes = [one.facts for one in wanted(walk, Note) if one.event == "ui.staff.acted"]
    return [(one["staff"], one["state"], one["disposition"]) for one in notes]


def going(walk, state="copying", done=1, total=4):
    return LogsTold(replace(READY, copy=Told("1" * 32, state, done, total, 0, "example.age")))


def test_the_page_looks_by_itself_and_not_twice_at_once(walk):
    assert wanted(walk, LookForSticks) == [LookForSticks(anew=True)]
    walk.pass_time(5)
    assert len(wanted(walk, LookForSticks)) == 1
    walk.send(LogsTold(NONE))
    walk.pass_time(1)
    assert wanted(walk, LookForSticks)[1:] == [LookForSticks()]
    assert walk.screen.body.said.key == "staff.logs.plug" and not walk.screen.body.can_copy


def test_a_stick_that_is_still_looked_at_is_neither_well_nor_wrong(walk):
    walk.send(LogsTold(replace(READY, looked=None)))
    assert walk.screen.body.rows[-1].standing.tone == "busy"
    walk.send(LogsTold(READY))
    assert walk.screen.body.rows[-1].standing.tone == ""


@pytest.mark.parametrize(
    "seen",
    [
        NONE,
        replace(READY, fingerprint=""),
        replace(READY, stick="strange"),
        replace(READY, looked=None),
        replace(READY, looked=Told("0" * 32, "begun")),
        replace(READY, looked=Told("0" * 32, "noFiles")),
    ],
)
def test_what_cannot_be_written_is_not_asked_for(walk, seen):
    walk.send(LogsTold(seen), CopyLogs())
    assert not walk.screen.body.can_copy and wanted(walk, BeginLogCopy) == []


def test_a_copy_is_asked_for_once_followed_and_logged(walk):
    walk.send(LogsTold(READY), CopyLogs(), CopyLogs(), LogsAsked(True), going(walk))
    assert len(wanted(walk, BeginLogCopy)) == 1
    assert walk.screen.body.share == 0.25 and walk.screen.body.said.key == "staff.logs.keep"
    walk.send(going(walk, "written", 4, 4))
    assert walk.screen.body.doing.key == "staff.logs.ending"
    walk.send(going(walk, DONE, 4, 4))
    assert walk.screen.body.doing is None and walk.screen.body.said.key == "staff.logs.done"
    assert noted(walk) == [("S01", "copy-logs-begun", "done"), ("S01", "copy-logs", "done")]


def test_nothing_leads_away_from_a_copy_under_way_and_no_idleness_ends_it(walk):
    walk.send(LogsTold(READY), CopyLogs(), LogsAsked(True), going(walk, "reading", 0, 0))
    walk.send(Continue(), Back(), OpenStaffPage("devices"))
    for done in range(1, 10):
        walk.pass_time(walk.world.site.times.staff / 2)
        walk.send(going(walk, "copying", done, 10))
    assert walk.page is Page.STAFF_LOGS
    walk.send(going(walk, DONE, 10, 10))
    walk.pass_time(walk.world.site.times.staff - 1)
    assert walk.page is Page.STAFF_LOGS, "what became of it is still to be read"
    walk.send(Continue())
    assert walk.page is Page.STAFF_MENU


@pytest.mark.parametrize("state", ["full", "pulled", "disk", "strangeStick", "somethingNew"])
def test_what_failed_is_said_logged_and_can_be_tried_again(walk, state):
    walk.send(LogsTold(READY), CopyLogs(), LogsAsked(True), going(walk, state))
    code = state if state in FAILURES else "disk"
    assert walk.screen.body.said.key == f"staff.logs.failed.{code}" and walk.screen.body.tone == "error"
    assert noted(walk)[-1] == ("S01", "copy-logs", "failed")
    walk.send(CopyLogs())
    assert len(wanted(walk, BeginLogCopy)) == 2 and walk.screen.body.doing is not None


def test_where_root_cannot_be_asked_it_is_said_at_once(walk):
    walk.send(LogsTold(READY), CopyLogs(), LogsAsked(False))
    assert walk.screen.body.said.key == "staff.logs.failed.silent"


@pytest.mark.parametrize(
    ("told", "limit"), [(None, BEGINS_S), ("begun", BEGINS_S), ("reading", STANDS_STILL_S)]
)
def test_a_copy_that_does_not_begin_or_stands_still_is_given_up(walk, told, limit):
    walk.send(LogsTold(READY), CopyLogs(), LogsAsked(True))
    if told:
        walk.send(going(walk, told, 0, 0))
    walk.pass_time(limit - 1)
    assert walk.screen.body.doing is not None
    walk.pass_time(2)
    assert walk.screen.body.said.key == "staff.logs.failed.silent"
    walk.send(Continue())
    assert walk.page is Page.STAFF_MENU


STATES = ("begun", "reading", "copying", "written", DONE, "full", "pulled")
SEEN = st.sampled_from([NONE, READY, replace(READY, stick="strange"), replace(READY, fingerprint="")])
SENT = st.one_of(
    st.sampled_from(
        [CopyLogs(), LogsAsked(True), LogsAsked(False), Continue(), Back(), OpenStaffPage("logs")]
    ),
    st.builds(LogsTold, SEEN),
    st.sampled_from(STATES).map(lambda state: LogsTold(replace(READY, copy=Told("1" * 32, state, 1, 2)))),
)


@given(st.lists(SENT, max_size=12))
def test_whatever_comes_in_whatever_order_every_copy_that_began_is_noted_once_as_ended(sent):
    walk = opened()
    for message in sent:
        walk.send(message)
    noted_states = [state for _, state, _ in noted(walk)]
    begun = noted_states.count("copy-logs-begun")
    under_way = walk.state.visit.staff.logs.copying
    assert noted_states.count("copy-logs") == begun - under_way
    assert len(wanted(walk, BeginLogCopy)) == begun


class Desk:
    def look(self, anew=False):
        return NONE if anew else READY

    def copy(self):
        return True


def test_work_asks_the_desk():
    work = LogsWork(Desk())
    assert work.do(LookForSticks(anew=True)) == LogsTold(NONE)
    assert work.do(LookForSticks()) == LogsTold(READY)
    assert work.do(BeginLogCopy()) == LogsAsked(True)
