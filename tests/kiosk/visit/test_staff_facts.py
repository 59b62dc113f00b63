"""The staff's pages of figures: what they ask, what they show, what can be done on them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from visit_walk import NOON, Walk

from devices.status import DeviceStatus, Mender, Status
from kiosk.doctor.checks import Finding, Verdict
from kiosk.platform.agent_releases import AgentReleaseState
from kiosk.platform.agent_staff import NetworkFound, OutboxList, SealedItem
from kiosk.platform.client import OutboxState, SyncState
from kiosk.platform.errors import PlatformUnreachable
from kiosk.terminal.settings_shown import AllSettings
from kiosk.terminal.system_slots import SystemSlots
from kiosk.visit import effects
from kiosk.visit.facts import Readiness, SystemFacts
from kiosk.visit.facts_effects import AskFacts, LookForGuides, LookForRelease, PutSetting, SendNow
from kiosk.visit.facts_work import SILENT, FactsWork
from kiosk.visit.messages import (
    AgentStatus,
    Back,
    CardRead,
    Continue,
    DeviceChanged,
    OpenBoard,
    PrintFinished,
    Tick,
    Touched,
)
from kiosk.visit.messages.set_up import AgentFacts
from kiosk.visit.messages.staff import OpenStaffPage, StaffAct, StaffActed, StaffAnswered, StaffTyped
from kiosk.visit.messages.staff_facts import FactsTold, GuidesWanted, SettingPut
from kiosk.visit.pages import Page
from kiosk.visit.staff_facts import FRESH_S, PAGES

CARD = CardRead({"number": "000000198001010013", "name": "李示例"}, "proof")
READER = DeviceChanged("id_card", None, status=Status(DeviceStatus.ONLINE))
PRINTER = DeviceChanged("printer", None, status=Status(DeviceStatus.ONLINE))
WAITING = SealedItem("0A2B4C6D8", "SEALED", NOON, NOON, 1_800_000, 0, 2, NOON, "upstream-unavailable")
LIST = OutboxList((WAITING,), 3)
REACHED = NetworkFound(
    "platform.example", 443, ("address", "name", "line", "trust", "answer"), "", "192.0.2.17", "192.0.2.80",
    "TLSv1.3", datetime(2027, 3, 1, tzinfo=UTC), 84, 2000, "timesyncd", NOON,
)  # fmt: skip
FIT = Readiness((Finding("settings", Verdict.OK),))
UNFIT = Readiness(
    (
        Finding("settings", Verdict.OK),
        Finding(
            "disk", Verdict.WARNING, "diskLow", Mender.MAINTENANCE, "doctor.diskLow.what",
            "doctor.diskLow.how", {"folder": "outbox", "free": 10, "needed": 512},
        ),
    )
)  # fmt: skip


@pytest.fixture
def menu():
    walk = Walk()
    walk.send(READER, PRINTER, Touched(), OpenBoard(), CARD, StaffTyped("pin", "481516"), Continue())
    walk.send(StaffAnswered("admitted", "S01"))
    assert walk.page is Page.STAFF_MENU
    return walk


def wanted(walk, kind):
    return [one for one in walk.done if isinstance(one, kind)]


def rows(walk):
    return {row.id: row.standing for row in walk.screen.body.rows}


def agent(**facts):
    outbox = OutboxState(1, 0, NOON - timedelta(hours=1), False)
    return AgentStatus(True, False, 1, outbox=outbox, agent=AgentFacts(**facts))


def opened(menu, page, told, *messages):
    menu.send(agent(), OpenStaffPage(page), FactsTold(page, told), *messages)
    return menu


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_for_what_it_shows_and_leads_back(menu, name):
    menu.send(OpenStaffPage(name))
    assert menu.state.visit.at == PAGES[name]
    assert wanted(menu, AskFacts) == [AskFacts(name)]
    menu.send(Back())
    assert menu.page is Page.STAFF_MENU
    menu.send(OpenStaffPage(name), Continue())
    assert menu.page is Page.STAFF_MENU


@pytest.mark.parametrize("name", PAGES)
def test_an_agent_that_is_silent_is_told(menu, name):
    menu.send(OpenStaffPage(name), FactsTold(name, None))
    assert (menu.screen.body.said.key, menu.screen.body.tone) == ("staff.facts.silent", "error")


def test_an_answer_to_another_page_is_not_shown(menu):
    menu.send(OpenStaffPage("network"), FactsTold("outbox", LIST))
    assert "item:0A2B4C6D8" not in rows(menu)
    menu.send(Continue(), FactsTold("network", REACHED))
    assert menu.state.visit.staff.facts.told is None


def test_what_waits_stands_under_its_number_and_nothing_of_a_person(menu):
    row = rows(opened(menu, "outbox", LIST))["item:0A2B4C6D8"]
    assert (row.state.key, row.tone) == ("staff.item.state.sealed", "warn")
    keys = [fact.key for fact in row.facts]
    assert keys == ["staff.item.sealed", "staff.item.tries", "staff.item.next", "staff.item.problem"]
    assert rows(menu)["more"].well


def test_the_outbox_is_looked_at_again_while_it_is_open(menu):
    opened(menu, "outbox", LIST)
    begun = menu.state.now
    menu.send(Tick(begun + FRESH_S - 1))
    assert len(wanted(menu, AskFacts)) == 1
    menu.send(Tick(begun + FRESH_S), Tick(begun + FRESH_S + 9))
    assert len(wanted(menu, AskFacts)) == 2
    menu.send(FactsTold("outbox", LIST), Continue(), Tick(begun + 40))
    assert len(wanted(menu, AskFacts)) == 2


def test_sending_now_is_asked_for_once_logged_and_looked_at(menu):
    opened(menu, "outbox", LIST, StaffAct("send-now"), StaffAct("send-now"))
    assert wanted(menu, SendNow) == [SendNow()]
    menu.send(StaffActed("send-now"))
    assert menu.screen.body.said.key == "staff.acted.send-now"
    assert len(wanted(menu, AskFacts)) == 2
    noted = [one.facts["state"] for one in wanted(menu, effects.Note) if one.event == "ui.staff.acted"]
    assert noted == ["send-now", "send-now"]


def test_what_the_agent_does_not_take_is_said(menu):
    opened(menu, "outbox", LIST, StaffAct("send-now"), StaffActed("send-now", SILENT))
    assert (menu.screen.body.said.values, menu.screen.body.tone) == ({"code": SILENT}, "error")
    menu.send(StaffAct("look-guides"), GuidesWanted(None))
    assert menu.screen.body.tone == "error"


@pytest.mark.parametrize(
    ("outcome", "tone"),
    [("installed", "ok"), ("patched", "ok"), ("unchanged", "ok"), ("failed", "error"), ("refused", "error")],
)
def test_looking_for_guides_shows_how_it_goes_and_how_it_ends(menu, outcome, tone):
    opened(menu, "outbox", LIST, StaffAct("look-guides"))
    assert wanted(menu, LookForGuides) == [LookForGuides()]
    menu.send(GuidesWanted(4), agent(sync=SyncState(4, "unchanged")))
    assert menu.screen.body.said.key == "staff.sync.going"
    assert dict(menu.screen.body.acts)["look-guides"] is False
    menu.send(agent(sync=SyncState(4, "unchanged"), received=50, total=200))
    assert menu.screen.body.said.values == {"share": "25"}
    menu.send(agent(sync=SyncState(5, outcome, "platform")))
    assert (menu.screen.body.said.key, menu.screen.body.tone) == (f"staff.sync.{outcome}", tone)
    assert dict(menu.screen.body.acts)["look-guides"] is True


def test_every_step_to_the_platform_stands_by_itself(menu):
    found = rows(opened(menu, "network", REACHED))
    assert all(found[f"step:{step}"].well for step in ("address", "name", "line", "trust", "answer"))
    assert [fact.key for fact in found["clock"].facts] == [
        "staff.clock.behind", "staff.clock.source.timesyncd", "staff.clock.in_step",
    ]  # fmt: skip


def test_the_step_that_fails_says_what_how_and_who_and_those_behind_it_wait(menu):
    broken = replace(REACHED, done=("address", "name"), code="networkRefused", milliseconds=None)
    found = rows(opened(menu, "network", broken))
    assert [fact.key for fact in found["step:line"].facts] == [
        "fault.networkRefused.what", "fault.networkRefused.how", "mender.maintenance",
    ]  # fmt: skip
    assert found["step:line"].state.key == "staff.step.failed"
    assert found["step:trust"].state.key == "staff.step.waiting"


def test_the_way_is_gone_again_when_it_is_wanted(menu):
    opened(menu, "network", REACHED, StaffAct("check-again"))
    assert wanted(menu, AskFacts) == [AskFacts("network")] * 2
    assert menu.screen.body.said.key == "staff.facts.checking"


def test_three_versions_each_with_what_lies_ready_and_what_was_before(menu):
    menu.world = replace(menu.world, site=replace(menu.world.site, software="1.4.0"))
    release = AgentReleaseState("1.4.0", "1.4.0", "1.5.0", None, 0, 0, "1.3.2")
    system = SystemFacts("yiciban-os 2026.10", SystemSlots("A", "2026.11", True))
    menu.send(agent(release=release), OpenStaffPage("versions"), FactsTold("versions", system))
    keys = {id: [fact.key for fact in one.facts] for id, one in rows(menu).items()}
    assert keys["application"] == ["staff.versions.running", "staff.versions.ready", "staff.versions.before"]
    assert keys["system"] == ["staff.versions.running", "staff.versions.slot", "staff.versions.other"]
    assert "device_board.guides.edition" in keys["guides"]


def test_guides_that_wait_for_the_visit_to_end_are_ready(menu):
    menu.send(replace(agent(), guide_version=99), OpenStaffPage("versions"))
    ready = [fact for fact in rows(menu)["guides"].facts if fact.key == "staff.versions.ready"]
    assert [fact.values for fact in ready] == [{"version": "99"}]


def test_a_release_that_was_refused_is_told_with_its_code(menu):
    refused = AgentReleaseState("1.4.0", "1.4.0", None, "ManifestRefused", 0, 0)
    menu.send(agent(release=refused), OpenStaffPage("versions"), StaffAct("look-release"))
    assert wanted(menu, LookForRelease) == [LookForRelease()]
    assert not rows(menu)["application"].well


def test_what_is_wrong_stands_before_what_is_well(menu):
    opened(menu, "readiness", UNFIT)
    assert [one.well for one in rows(menu).values()] == [False, True]
    assert (menu.screen.body.said.values, menu.screen.body.tone) == ({"count": "1"}, "error")


def test_the_report_is_printed_and_what_became_of_it_is_said(menu):
    opened(menu, "readiness", FIT, StaffAct("print-readiness"))
    assert len(wanted(menu, effects.Print)) == 1
    menu.send(PrintFinished(None))
    assert menu.screen.body.said.key == "staff.acted.print-readiness"
    menu.send(StaffAct("print-readiness"), PrintFinished("paperOut"))
    assert menu.screen.body.said.values == {"code": "paperOut"}


@pytest.mark.parametrize("told", [None, FIT])
def test_nothing_is_printed_before_the_checks_are_made_or_without_a_printer(menu, told):
    if told is not None:
        menu.send(DeviceChanged("printer", "paperOut"))
    menu.send(OpenStaffPage("readiness"), *([FactsTold("readiness", told)] if told else []))
    menu.send(StaffAct("print-readiness"))
    assert wanted(menu, effects.Print) == []
    assert menu.state.visit.busy is None


class Agent:
    def __init__(self, error=None):
        self._error = error

    def _answer(self, value):
        if self._error is not None:
            raise self._error
        return value

    def outbox(self):
        return self._answer(LIST)

    def send_now(self):
        self._answer(None)

    def look_for_guides(self):
        return self._answer(4)

    def put_setting(self, key, value):
        self._answer(None)

    def check_network(self):
        return self._answer(REACHED)


SYSTEM = SystemFacts("debian 12", SystemSlots())
EVERY = AllSettings((), "/etc/yiciban/site.toml")


def work(agent):
    return FactsWork(agent, agent.send_now, lambda: SYSTEM, lambda: FIT.findings, lambda: EVERY)


@pytest.mark.parametrize(
    ("effect", "answer"),
    [
        (AskFacts("outbox"), FactsTold("outbox", LIST)),
        (AskFacts("network"), FactsTold("network", REACHED)),
        (AskFacts("versions"), FactsTold("versions", SYSTEM)),
        (AskFacts("readiness"), FactsTold("readiness", FIT)),
        (AskFacts("settings"), FactsTold("settings", EVERY)),
        (LookForGuides(), GuidesWanted(4)),
        (SendNow(), StaffActed("send-now")),
        (LookForRelease(), StaffActed("look-release")),
        (PutSetting("timeouts.done", "60"), SettingPut("timeouts.done", "60")),
    ],
)
def test_each_wish_is_carried_out(effect, answer):
    assert work(Agent()).do(effect) == answer


@pytest.mark.parametrize(
    ("effect", "answer"),
    [
        (AskFacts("outbox"), FactsTold("outbox", None)),
        (AskFacts("network"), FactsTold("network", None)),
        (LookForGuides(), GuidesWanted(None)),
        (SendNow(), StaffActed("send-now", SILENT)),
        (LookForRelease(), StaffActed("look-release", SILENT)),
        (PutSetting("timeouts.done", "60"), SettingPut("timeouts.done", "60", SILENT)),
    ],
)
def test_an_agent_that_does_not_answer_ends_no_work(effect, answer):
    assert work(Agent(PlatformUnreachable("connection_refused"))).do(effect) == answer


@pytest.mark.parametrize(
    ("drift", "key", "seconds"),
    [(0, "steady", None), (-499, "steady", None), (4_300, "loses", "4.3"), (-900, "gains", "0.9")],
)
def test_a_clock_that_goes_wrong_says_how_fast(menu, drift, key, seconds):
    menu.send(agent(clock_offset_ms=0, clock_drift_ms_a_day=drift), OpenStaffPage("network"))
    facts = {fact.key: fact.values for fact in rows(menu)["clock"].facts}
    assert "staff.clock.level" in facts
    assert facts[f"staff.clock.{key}"].get("seconds") == seconds


@pytest.mark.parametrize(("before", "key"), [(0, "none"), (6, "guides_before")])
def test_the_guides_before_are_told_where_they_are_kept(menu, before, key):
    opened(menu, "versions", SystemFacts("debian 12", SystemSlots(), before))
    assert f"staff.versions.{key}" in {fact.key for fact in rows(menu)["guides"].facts}
