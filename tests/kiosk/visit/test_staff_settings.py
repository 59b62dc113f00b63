"""What the staff may change here: only what is marked for it, checked, and in force from the next start."""

from dataclasses import replace

import pytest
from visit_walk import Walk

from devices.status import DeviceStatus, Status
from kiosk.terminal.settings_on_site import MOST_CHARACTERS
from kiosk.terminal.settings_shown import AllSettings, Group, Shown
from kiosk.visit.effects import Note
from kiosk.visit.facts_effects import AskFacts, PutSetting
from kiosk.visit.messages import Back, CardRead, CardRemoved, Continue, DeviceChanged, OpenBoard, Touched
from kiosk.visit.messages.staff import OpenStaffPage, StaffAnswered, StaffTyped
from kiosk.visit.messages.staff_facts import FactsTold, OpenSetting, OpenSettings, SettingPut, TypeSetting
from kiosk.visit.pages import Page

READER = DeviceChanged("id_card", None, status=Status(DeviceStatus.ONLINE))
CARD = CardRead({"number": "000000198001010013"}, "proof")
DONE = "timeouts.done"


@pytest.fixture
def walk():
    walk = Walk()
    walk.world = replace(walk.world, site=replace(walk.world.site, on_site={DONE: "45"}))
    walk.send(READER, Touched(), OpenBoard(), CARD, StaffTyped("pin", "481516"), Continue())
    walk.send(StaffAnswered("admitted", "S01"), CardRemoved(), OpenStaffPage("settings"))
    assert walk.page is Page.STAFF_SETTINGS
    return walk


def put(walk):
    return [one for one in walk.done if isinstance(one, PutSetting)]


def logged(walk):
    notes = [one for one in walk.done if isinstance(one, Note) and one.event == "ui.staff.acted"]
    return [dict(one.facts) for one in notes]


def shown(walk):
    return dict(walk.screen.body.rows)


def test_a_setting_is_opened_with_what_is_in_force(walk):
    walk.send(OpenSetting(DONE))
    assert (walk.screen.body.key, walk.screen.body.text) == (DONE, "45")
    walk.send(Back())
    assert walk.page is Page.STAFF_SETTINGS
    walk.send(Back())
    assert walk.page is Page.STAFF_MENU


def test_what_is_saved_is_shown_and_says_that_it_counts_from_the_next_start(walk):
    walk.send(OpenSetting(DONE), TypeSetting(" 60"), Continue(), Continue())
    assert put(walk) == [PutSetting(DONE, "60")]
    walk.send(SettingPut(DONE, "60"))
    assert walk.page is Page.STAFF_SETTINGS
    assert walk.screen.body.saved and walk.screen.body.changed
    assert shown(walk)[DONE] == "60"
    assert logged(walk) == [{"staff": "S01", "state": "setting", "disposition": "done"}]


@pytest.mark.parametrize(
    ("text", "problem"), [("", "number"), ("4x", "number"), ("0", "range"), ("99999", "range")]
)
def test_a_wrong_value_is_told_and_not_sent(walk, text, problem):
    walk.send(OpenSetting(DONE), TypeSetting(text), Continue())
    assert walk.screen.body.problem.key == f"staff.setting.problem.{problem}"
    assert put(walk) == []
    walk.send(TypeSetting("60"))
    assert walk.screen.body.problem is None


@pytest.mark.parametrize("fault", ["range", "agentSilent"])
def test_what_was_not_written_stays_as_it_was(walk, fault):
    walk.send(OpenSetting(DONE), TypeSetting("60"), Continue(), SettingPut(DONE, "60", fault))
    assert walk.screen.body.problem.key == f"staff.setting.problem.{fault}"
    walk.send(Back())
    assert shown(walk)[DONE] == "45" and not walk.screen.body.changed


@pytest.mark.parametrize("key", ["platform.base_url", "paths.outbox", "", "timeouts"])
def test_nothing_else_can_be_opened(walk, key):
    walk.send(OpenSetting(key))
    assert walk.page is Page.STAFF_SETTINGS


def test_nobody_types_endlessly(walk):
    walk.send(OpenSetting(DONE), TypeSetting("1" * 500))
    assert len(walk.state.visit.staff.setting.text) == MOST_CHARACTERS


def test_a_citizen_changes_nothing():
    walk = Walk()
    walk.send(Touched(), OpenSetting(DONE), TypeSetting("60"), Continue())
    assert put(walk) == [] and walk.page is Page.HOME


def test_all_that_is_in_force_is_asked_for_and_its_groups_open(walk):
    assert [one for one in walk.done if isinstance(one, AskFacts)] == [AskFacts("settings")]
    walk.send(OpenSettings("timeouts"))
    assert walk.page is Page.STAFF_SETTINGS, "nothing is known of it yet"
    row = Shown(DONE, DONE, "45", "default", "here")
    other = Shown("audit.digest", "audit.digest", "sm3", "root", "root")
    told = AllSettings((Group("timeouts", (row,)), Group("audit", (other,))), "/etc/yiciban/site.toml")
    walk.send(FactsTold("settings", told), OpenSettings("nothing"), OpenSettings("timeouts"))
    body = walk.screen.body
    assert (body.group, body.roots_file) == ("timeouts", "")
    assert [(one.value, one.unit, one.origin) for one in body.rows] == [("45", "seconds", "default")]
    walk.send(OpenSetting(DONE), TypeSetting("60"), Continue(), SettingPut(DONE, "60"))
    walk.send(OpenSettings("timeouts"))
    assert [(one.value, one.origin) for one in walk.screen.body.rows] == [("60", "site")]
    walk.send(Back(), OpenSettings("audit"))
    body = walk.screen.body
    assert (body.roots_file, body.rows[0].changer) == ("/etc/yiciban/site.toml", "root")
    walk.send(OpenSetting("audit.digest"))
    assert walk.page is Page.STAFF_SETTING_GROUP, "not for the staff"
    walk.send(Back(), Back())
    assert walk.page is Page.STAFF_MENU
