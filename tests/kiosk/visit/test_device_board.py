"""The staff's board: every device in words, who mends it and how; nothing personal; behind card and PIN."""

from dataclasses import replace
from datetime import timedelta

import pytest
from visit_walk import CARD, NOON, Walk

from devices.status import (
    NO_DEVICE,
    DeviceStatus,
    Fault,
    MediaStatus,
    Mender,
    PaperStatus,
    Status,
)
from kiosk.platform.client import OutboxState
from kiosk.text import LANGUAGES, Texts
from kiosk.visit.messages import (
    AgentStatus,
    CardRemoved,
    Continue,
    DeviceChanged,
    GuidesChanged,
    OpenBoard,
    Tick,
    Touched,
)
from kiosk.visit.messages.staff import OpenStaffPage, StaffAnswered, StaffTyped
from kiosk.visit.pages import Page
from kiosk.visit.state import Device
from kiosk.visit.views import StandingView

ONLINE = Status(DeviceStatus.ONLINE)
OUT = Status(DeviceStatus.USER_ERROR, Fault("paperOut", "roll at its end", Mender.CLEAR), PaperStatus.OUT)


LET_IN = (
    OpenBoard(),
    StaffTyped("number", "000000198001010013"),
    Continue(),
    StaffTyped("pin", "481516"),
    Continue(),
    StaffAnswered("admitted", "S01"),
)


def board(*messages: object) -> Walk:
    walk = Walk()
    walk.send(Touched(), *LET_IN, *messages, OpenStaffPage("devices"))
    assert walk.page is Page.DEVICE_BOARD
    return walk


def standings(*messages: object) -> dict[str, StandingView]:
    walk = Walk()
    walk.send(Touched(), *LET_IN, *messages, OpenStaffPage("outbox"))
    return {row.id: row.standing for row in walk.screen.body.rows}


def test_each_device_says_what_is_wrong_who_mends_it_and_how():
    row = board(DeviceChanged("printer", "paperOut", "out", OUT)).screen.body.rows[0]
    assert (row.kind, row.works, row.code) == ("printer", False, "paperOut")
    said = [words.key for words in (row.state, row.what, row.how, row.who, row.paper)]
    assert said == [
        "device.state.userError",
        "fault.paperOut.what",
        "fault.paperOut.how",
        "mender.clear",
        "device.paper.out",
    ]
    assert row.since == NOON


def test_a_device_that_works_says_that_and_no_more():
    row = board(DeviceChanged("id_card", None, status=ONLINE)).screen.body.rows[0]
    assert (row.works, row.state.key, row.what, row.who, row.how, row.code) == (
        True,
        "device.state.online",
        None,
        None,
        None,
        "",
    )


def test_what_is_out_stands_first():
    walk = board(
        DeviceChanged("id_card", None, status=ONLINE),
        DeviceChanged("printer", "paperOut", "out", OUT),
        DeviceChanged("document_camera", None, status=ONLINE),
    )
    assert [row.kind for row in walk.screen.body.rows] == ["printer", "id_card", "document_camera"]


def test_it_counts_how_often_a_device_came_back_and_since_when_it_stands_so():
    noon, later, last = NOON, NOON + timedelta(hours=1), NOON + timedelta(hours=2)
    device = Device(None, "starting", noon).after(ONLINE, None, noon)
    assert (device.reopened, device.since) == (0, noon)
    lying = Status(DeviceStatus.ONLINE, media=MediaStatus.PRESENT)
    device = device.after(lying, None, later)
    assert (device.status, device.since) == (lying, noon)
    device = device.after(NO_DEVICE, "noDevice", later)
    assert (device.reopened, device.since) == (0, later)
    device = device.after(ONLINE, None, last)
    assert (device.reopened, device.since) == (1, last)


def test_a_device_that_never_worked_has_not_come_back():
    device = Device(None, "starting", NOON).after(NO_DEVICE, "noDevice", NOON).after(ONLINE, None, NOON)
    assert device.reopened == 0


def test_it_follows_the_devices_while_it_is_looked_at():
    walk = board(DeviceChanged("printer", "paperOut", "out", OUT))
    walk.send(DeviceChanged("printer", None, "full", Status(DeviceStatus.ONLINE, paper=PaperStatus.FULL)))
    row = walk.screen.body.rows[0]
    assert (row.works, row.paper.key, row.reopened) == (True, "device.paper.full", 0)


def test_it_goes_away_by_itself():
    walk = board()
    start = walk.state.now
    walk.send(Tick(start + 119))
    assert walk.page is Page.DEVICE_BOARD
    walk.send(Tick(start + 120))
    assert walk.page is Page.IDLE


def test_it_can_be_closed():
    walk = board()
    walk.send(Continue())
    assert walk.page is Page.STAFF_MENU
    walk.send(Continue())
    assert walk.page is Page.IDLE


def test_it_is_not_opened_into_somebody_s_visit():
    walk = Walk().to_plan()
    walk.send(OpenBoard())
    assert walk.page is Page.PLAN


def test_it_opens_while_the_terminal_is_out_of_service_and_leads_back_there():
    walk = Walk()
    walk.state = walk.state.__class__(health=walk.state.health.__class__(guide_version=None))
    walk.send(Touched())
    assert walk.page is Page.OUT_OF_SERVICE
    walk.send(*LET_IN, OpenStaffPage("devices"))
    assert walk.page is Page.DEVICE_BOARD
    walk.send(GuidesChanged(0), Continue(), Continue())
    assert walk.page is Page.OUT_OF_SERVICE


def test_it_shows_nothing_of_a_person():
    walk = Walk().to_done()
    walk.send(CardRemoved())
    for _ in range(4):
        walk.send(Tick(walk.state.now + 600))
    assert walk.page is Page.IDLE
    walk.send(Touched(), *LET_IN, OpenStaffPage("devices"))
    shown = repr(walk.screen)
    assert not any(str(CARD[key]) in shown for key in ("name", "number", "address"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_paper_and_medium_has_words(language):
    texts = Texts(language)
    keys = [f"device.state.{word}" for word in DeviceStatus]
    keys += [f"device.paper.{word}" for word in PaperStatus]
    keys += [f"device.media.{word}" for word in MediaStatus if word is not MediaStatus.UNKNOWN]
    keys += [f"mender.{who}" for who in Mender] + [f"blocked.mend.{who}" for who in Mender]
    assert [key for key in keys if not texts.has(key)] == []


def told(**changes: object) -> AgentStatus:
    outbox = OutboxState(**{"waiting": 0, "rejected": 0, "oldest_at": None, "overdue": False, **changes})
    return AgentStatus(True, False, 1, outbox=outbox)


@pytest.mark.parametrize(
    ("status", "word", "well"),
    [
        (told(), "ok_word", True),
        (told(waiting=2, oldest_at=NOON), "ok_word", True),
        (told(waiting=2, oldest_at=NOON - timedelta(days=4), overdue=True), "overdue_word", False),
        (told(rejected=1), "refused_word", False),
        (replace(told(), sealing="disk-full"), "closed_word", False),
        (replace(told(), reachable=False), "offline_word", False),
        (AgentStatus(False, False, 1), "silent", False),
    ],
)
def test_the_outbox_says_how_much_waits_and_what_is_wrong(status, word, well):
    outbox = standings(status)["outbox"]
    assert (outbox.state.key, outbox.well) == (f"device_board.outbox.{word}", well)


def test_the_guides_say_their_edition_their_coverage_and_when_they_were_confirmed():
    guides = standings(told())["guides"]
    assert [fact.key.rpartition(".")[2] for fact in guides.facts] == ["edition", "coverage", "checked"]


def test_guides_that_were_refused_are_told_with_the_code():
    guides = standings(replace(told(), guide_problem="RollbackRefused"))["guides"]
    assert (guides.state.key, guides.well) == ("device_board.guides.refused_word", False)
    assert ("code", "RollbackRefused") in {item for fact in guides.facts for item in fact.values.items()}
