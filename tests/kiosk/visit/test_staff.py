"""The staff's pages: who is let in, what they may do, and that nobody else's visit is touched."""

from dataclasses import replace
from datetime import timedelta

import pytest
from visit_walk import NOON, Walk

from devices.status import DeviceStatus, Status
from kiosk.text import LANGUAGES, Texts
from kiosk.visit import effects, pages, staff_effects
from kiosk.visit.messages import (
    AgentStatus,
    Back,
    CardFailed,
    CardRead,
    CardRemoved,
    Continue,
    DeviceChanged,
    OpenBoard,
    PrintFinished,
    Tick,
    Touched,
)
from kiosk.visit.messages.set_up import AgentFacts
from kiosk.visit.messages.staff import OpenStaffPage, StaffAct, StaffActed, StaffAnswered, StaffTyped
from kiosk.visit.pages import Page
from kiosk.visit.staff import ACTS
from kiosk.visit.views import say
from kiosk.visit.world import Site

NUMBER, PIN = "000000198001010013", "481516"
READER = DeviceChanged("id_card", None, status=Status(DeviceStatus.ONLINE))
PRINTER = DeviceChanged("printer", None, status=Status(DeviceStatus.ONLINE))
CARD = CardRead({"number": NUMBER, "name": "李示例"}, "proof")
OUTCOMES = ("refused", "delayed", "locked", "none-listed", "failed")


@pytest.fixture
def door():
    walk = Walk()
    walk.send(READER, PRINTER, Touched(), OpenBoard())
    return walk


@pytest.fixture
def menu(door):
    door.send(CARD, StaffTyped("pin", PIN), Continue(), StaffAnswered("admitted", "S01"), CardRemoved())
    assert door.page is Page.STAFF_MENU
    return door


def wanted(walk, kind):
    return [one for one in walk.done if isinstance(one, kind)]


def notes(walk):
    return [(one.event, dict(one.facts)) for one in wanted(walk, effects.Note)]


def test_a_card_and_a_pin_are_asked_for(door):
    assert door.state.visit.at == pages.STAFF_CARD
    door.send(CARD)
    assert door.state.visit.at == pages.STAFF_PIN
    door.send(StaffTyped("pin", PIN), Continue())
    assert wanted(door, staff_effects.CheckStaff) == [staff_effects.CheckStaff(NUMBER, PIN, "card")]
    assert door.page is Page.STAFF_DOOR


def test_the_card_is_waited_for_at_the_reader(door):
    assert effects.StartCard() in door.done


def test_a_card_that_cannot_be_read_is_asked_for_again(door):
    door.send(CardFailed("moved"))
    assert door.screen.body.problem == say("staff.door.card", seconds=0)
    door.send(CARD)
    assert door.state.visit.at == pages.STAFF_PIN


def test_where_the_reader_is_out_the_number_is_typed_and_that_is_logged():
    walk = Walk()
    walk.send(DeviceChanged("id_card", "noDevice"), Touched(), OpenBoard(), Continue())
    assert walk.state.visit.at == pages.STAFF_NUMBER
    walk.send(StaffTyped("number", NUMBER), Continue(), StaffTyped("pin", PIN), Continue())
    assert wanted(walk, staff_effects.CheckStaff) == [staff_effects.CheckStaff(NUMBER, PIN, "typed")]


def test_nobody_types_a_number_while_the_reader_works(door):
    door.send(StaffTyped("number", NUMBER), Continue())
    assert door.state.visit.at == pages.STAFF_CARD


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_who_is_not_let_in_is_told_why_and_the_pin_is_forgotten(door, outcome):
    door.send(CARD, StaffTyped("pin", PIN), Continue(), StaffAnswered(outcome, "", 30))
    assert door.page is Page.STAFF_DOOR
    assert (door.screen.body.digits, door.state.visit.staff.pin) == (0, "")
    for language in LANGUAGES:
        assert Texts(language).has(door.screen.body.problem.key)


def test_an_answer_that_nobody_waits_for_lets_nobody_in(door):
    door.send(StaffAnswered("admitted", "S01"), CARD, StaffAnswered("admitted", "S01"))
    assert door.page is Page.STAFF_DOOR


@pytest.mark.parametrize(
    "message", [OpenStaffPage("devices"), OpenStaffPage("outbox"), *(StaffAct(act) for act in ACTS)]
)
def test_before_the_pin_nothing_can_be_opened_or_done(door, message):
    before = len(door.done)
    door.send(message)
    assert door.page is Page.STAFF_DOOR and len(door.done) == before
    home = Walk()
    home.send(Touched(), message)
    assert home.page is Page.HOME


def test_a_pin_that_is_checked_is_not_checked_twice(door):
    door.send(CARD, StaffTyped("pin", PIN), Continue(), Continue(), StaffTyped("pin", "9"))
    assert len(wanted(door, staff_effects.CheckStaff)) == 1
    assert door.state.visit.staff.pin == PIN


def test_inside_neither_number_nor_pin_is_held(menu):
    assert NUMBER not in str(vars_of(menu)) and PIN not in str(vars_of(menu))
    assert menu.screen.body.label == "S01"


def vars_of(walk):
    staff = walk.state.visit.staff
    return staff.number, staff.pin, staff.label, repr(walk.state)


def test_going_back_from_the_door_forgets_everything(door):
    door.send(CARD, StaffTyped("pin", PIN), CardRemoved(), Back())
    assert (door.page, door.state.visit.staff.number) == (Page.IDLE, "")


def test_the_pages_close_when_nobody_touches_them_and_the_log_says_so(menu):
    menu.send(Tick(menu.state.now + 119), OpenStaffPage("devices"), Tick(menu.state.now + 200))
    assert menu.page is Page.DEVICE_BOARD
    menu.send(Tick(menu.state.now + 239))
    assert menu.page is Page.IDLE
    assert notes(menu)[-1] == ("ui.staff.ended", {"staff": "S01", "disposition": "idle"})
    assert effects.Wipe() in menu.done


def test_the_door_closes_too(door):
    door.send(CARD, CardRemoved(), StaffTyped("pin", PIN), Tick(door.state.now + 121))
    assert door.page is Page.IDLE


def test_a_device_is_opened_anew(menu):
    menu.send(OpenStaffPage("devices"), StaffAct("reset", "printer"))
    assert wanted(menu, staff_effects.ResetDevice) == [staff_effects.ResetDevice("printer")]
    facts = {"staff": "S01", "state": "reset", "device": "printer", "disposition": "done"}
    assert notes(menu)[-1] == ("ui.staff.acted", facts)


def test_out_of_service_lasts_until_it_is_taken_back(menu):
    menu.send(StaffAct("withdraw"))
    assert wanted(menu, staff_effects.Withdraw) == [staff_effects.Withdraw(True, "other")]
    menu.send(StaffActed("withdraw"), Continue())
    assert (menu.page, menu.screen.body.reason) == (Page.OUT_OF_SERVICE, "withdrawn")
    menu.send(Touched())
    assert menu.page is Page.OUT_OF_SERVICE
    menu.send(OpenBoard(), CARD, StaffTyped("pin", PIN), Continue(), StaffAnswered("admitted", "S01"))
    assert menu.screen.body.withdrawn
    menu.send(CardRemoved(), StaffAct("restore"), StaffActed("restore"), Continue())
    assert menu.page is Page.IDLE


@pytest.mark.parametrize(
    ("reason", "key"),
    [
        ("device", "withdrawn.device"),
        ("paper", "withdrawn.paper"),
        ("other", "withdrawn"),
        ("x", "withdrawn"),
    ],
)
def test_why_it_is_out_of_service_is_chosen_and_read_by_everybody(menu, reason, key):
    menu.send(OpenStaffPage("withdraw"), StaffAct("withdraw", reason=reason))
    (asked,) = wanted(menu, staff_effects.Withdraw)
    menu.send(StaffActed("withdraw", reason=asked.reason))
    note = wanted(menu, effects.Note)[-1]
    facts = {"staff": "S01", "state": "withdraw", "device": None, "disposition": "done"}
    assert note == effects.Note("ui.staff.acted", {**facts, "reason": asked.reason})
    assert menu.page is Page.STAFF_MENU and menu.screen.body.withdrawn
    menu.send(Continue())
    assert (menu.page, menu.screen.body.reason) == (Page.OUT_OF_SERVICE, key)
    menu.send(OpenBoard(), CARD, StaffTyped("pin", PIN), Continue(), StaffAnswered("admitted", "S01"))
    menu.send(CardRemoved(), StaffAct("restore"), StaffActed("restore"), Continue())
    assert menu.page is Page.IDLE


def test_a_disk_that_refuses_the_reason_is_said_on_its_page(menu):
    menu.send(OpenStaffPage("withdraw"), StaffAct("withdraw", reason="paper"), StaffActed("withdraw", "disk"))
    note = wanted(menu, effects.Note)[-1]
    assert (note.facts["disposition"], note.facts["reason"]) == ("failed", "disk")
    assert menu.page is Page.STAFF_WITHDRAW
    assert menu.screen.body.said == say("staff.failed", code="disk")


def test_a_disk_that_refuses_leaves_the_terminal_as_it_is_and_says_so(menu):
    menu.send(StaffAct("withdraw"), StaffActed("withdraw", "disk"))
    assert not menu.screen.body.withdrawn
    assert (menu.screen.body.said, menu.screen.body.well) == (say("staff.failed", code="disk"), False)


@pytest.mark.parametrize(("fault", "key"), [(None, "staff.acted.test-print"), ("paperOut", "staff.failed")])
def test_a_test_slip_is_printed_and_what_became_of_it_is_said(menu, fault, key):
    menu.send(StaffAct("test-print"))
    slip = wanted(menu, effects.Print)[-1].slip
    assert slip.language == "zh-CN" and len(slip.blocks) > 5
    menu.send(PrintFinished(fault))
    assert menu.screen.body.said.key == key
    assert menu.state.visit.busy is None


def test_without_a_printer_no_test_is_printed(menu):
    menu.send(DeviceChanged("printer", "paperOut"), StaffAct("test-print"))
    assert wanted(menu, effects.Print) == []


def test_the_screens_can_be_started_anew(menu):
    menu.send(StaffAct("restart"))
    assert wanted(menu, staff_effects.Restart) == [staff_effects.Restart()]


def test_another_card_on_the_reader_is_nobodys_visit(menu):
    menu.send(CardRead({"number": "000000199203050018"}, "proof"))
    assert menu.page is Page.STAFF_MENU
    assert menu.state.visit.citizen is None


def standing(walk, page, **facts):
    agent = AgentFacts(**facts)
    walk.send(AgentStatus(True, False, 1, agent=agent), OpenStaffPage(page))
    return {row.id: row.standing for row in walk.screen.body.rows}


def test_network_and_clock_are_told_in_words(menu):
    last = NOON - timedelta(hours=1)
    rows = standing(menu, "network", terminal_id="zd-1", last_sync=last, clock_offset_ms=-90_000)
    assert (rows["network"].state.key, rows["network"].well) == ("staff.network.ok", True)
    assert (rows["clock"].state.key, rows["clock"].well) == ("staff.clock.wrong", False)
    offset = rows["clock"].facts[0]
    assert (offset.key, offset.values["seconds"]) == ("staff.clock.ahead", "90")


def test_a_clock_that_was_never_compared_is_not_called_right(menu):
    assert not standing(menu, "network")["clock"].well


def test_settings_that_are_not_in_force_name_their_keys(menu):
    site: Site = menu.world.site
    menu.world = replace(menu.world, site=replace(site, settings_refused=("screen.width_px",)))
    row = standing(menu, "versions")["settings"]
    assert (row.state.key, row.well) == ("staff.settings.wrong", False)
    assert row.facts[-1].values == {"name": "screen.width_px"}
