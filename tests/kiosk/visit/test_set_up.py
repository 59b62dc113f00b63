"""The first start: from the enrolment code to the attract page, and a door at every error."""

from dataclasses import replace

import pytest
from visit_walk import Walk

from devices.status import DeviceStatus, Status
from kiosk.agent.enrolment_desk import PROBLEMS
from kiosk.text import LANGUAGES, Texts
from kiosk.visit import effects, pages, staff_effects
from kiosk.visit.messages import (
    AgentStatus,
    Back,
    CodeShown,
    Continue,
    DeviceChanged,
    OpenBoard,
    Tick,
    Touched,
)
from kiosk.visit.messages.set_up import AgentFacts, SetUpAnswered, SetUpCode, SizeCard
from kiosk.visit.pages import Page

CODE = "AAAABBBBCCCC"
NEW = AgentFacts("not-enrolled")
GOING = AgentFacts("in-progress", set_up_open=True)
ENROLLED = AgentFacts("enrolled", set_up_open=True)


def told(agent, guides=None, reachable=True):
    return AgentStatus(reachable, False, guides, agent=agent)


@pytest.fixture
def new():
    walk = Walk()
    walk.send(told(NEW))
    assert walk.state.visit.at == pages.SET_UP_CODE
    return walk


def wanted(walk, kind):
    return [one for one in walk.done if isinstance(one, kind)]


@pytest.fixture
def going(new):
    new.send(SetUpCode(CODE), Continue(), SetUpAnswered("code"))
    assert new.state.visit.at == pages.SET_UP_PROGRESS
    return new


@pytest.fixture
def devices(going):
    going.send(told(replace(ENROLLED, site="unchanged"), guides=1))
    assert going.state.visit.at == pages.SET_UP_DEVICES
    return going


def test_a_terminal_with_an_identity_is_never_set_up():
    walk = Walk()
    walk.send(told(AgentFacts("enrolled"), guides=1))
    assert walk.page is Page.IDLE


def test_an_agent_that_enrols_by_itself_leads_to_no_set_up_page():
    walk = Walk()
    walk.send(told(AgentFacts("in-progress")))
    assert walk.page is Page.OUT_OF_SERVICE


def test_the_code_goes_to_the_agent_in_one_spelling(new):
    new.send(SetUpCode("aaaa-bbbb cccc"), Continue(), Continue())
    assert wanted(new, staff_effects.Enrol) == [staff_effects.Enrol(CODE)]


def test_what_is_no_code_is_not_sent(new):
    new.send(SetUpCode("AB"), Continue())
    assert new.screen.body.problem.key == "set_up.problem.form"
    assert wanted(new, staff_effects.Enrol) == []
    new.send(SetUpCode("ABC"))
    assert new.screen.body.problem is None


def test_the_qr_of_the_work_order_is_taken_and_no_other(new):
    assert effects.StartCodes() in new.done
    new.send(CodeShown("https://platform.example/"), CodeShown(CODE))
    assert wanted(new, staff_effects.Enrol) == []
    new.send(CodeShown(f"yiciban-enrol:{CODE}"))
    assert wanted(new, staff_effects.Enrol) == [staff_effects.Enrol(CODE)]


def test_an_agent_that_does_not_take_it_is_told(new):
    new.send(SetUpCode(CODE), Continue(), SetUpAnswered("code", "agent"))
    assert (new.page, new.screen.body.problem.key) == (Page.SET_UP_CODE, "set_up.problem.agent")


@pytest.mark.parametrize("problem", PROBLEMS)
def test_every_refusal_leads_back_to_the_code_with_its_reason(going, problem):
    going.send(told(AgentFacts("refused", problem, set_up_open=True)))
    assert going.page is Page.SET_UP_CODE
    key = going.screen.body.problem.key
    assert key == f"set_up.problem.{problem}"
    assert all(Texts(language).has(key) for language in LANGUAGES)
    going.send(SetUpCode(CODE), Continue())
    assert len(wanted(going, staff_effects.Enrol)) == 2


def test_a_platform_that_is_away_is_waited_for_and_another_code_can_be_given(going):
    going.send(told(replace(GOING, problem="unreachable"), reachable=False))
    assert (going.page, going.screen.body.problem.key) == (
        Page.SET_UP_PROGRESS,
        "set_up.problem.unreachable",
    )
    going.send(Back())
    assert going.page is Page.SET_UP_CODE
    going.send(told(GOING))
    assert going.page is Page.SET_UP_CODE


def test_what_is_done_and_what_is_under_way_is_shown(going):
    steps = dict(going.screen.body.steps)
    assert steps == {"identity": "doing", "site": "waiting", "guides": "waiting"}
    going.send(told(replace(ENROLLED, received=5, total=10)))
    assert dict(going.screen.body.steps) == {"identity": "done", "site": "doing", "guides": "doing"}
    assert (going.screen.body.received, going.screen.body.total) == (5, 10)
    assert not going.screen.body.can_go_on


def test_a_profile_that_was_written_starts_the_screens_anew_once(going):
    for _ in range(3):
        going.send(told(replace(ENROLLED, site="written"), guides=1))
    assert wanted(going, staff_effects.Restart) == [staff_effects.Restart()]


def test_after_that_start_the_set_up_goes_on_with_the_devices():
    walk = Walk()
    walk.send(told(replace(ENROLLED, site="written"), guides=1))
    assert walk.page is Page.SET_UP_DEVICES


def test_a_profile_that_could_not_be_written_is_told_and_one_can_go_on(going):
    going.send(told(replace(ENROLLED, site="refused")))
    assert (going.screen.body.problem.key, going.screen.body.can_go_on) == ("set_up.problem.site", True)
    going.send(Continue())
    assert going.page is Page.SET_UP_DEVICES


def test_devices_are_told_as_they_come(devices):
    devices.send(DeviceChanged("id_card", None, status=Status(DeviceStatus.ONLINE)))
    devices.send(DeviceChanged("printer", "noDevice"))
    assert [(one.row.kind, one.row.works) for one in devices.screen.body.named] == [
        ("printer", False),
        ("id_card", True),
    ]


def test_the_devices_that_have_said_nothing_are_counted(devices):
    site = replace(devices.world.site, devices=("id_card", "printer"))
    devices.world = replace(devices.world, site=site)
    devices.send(DeviceChanged("printer", "noDevice"))
    assert devices.screen.body.starting == 1


def test_the_set_up_ends_in_the_attract_page(devices):
    devices.send(Continue(), Continue())
    assert wanted(devices, staff_effects.FinishSetUp) == [staff_effects.FinishSetUp(None)]
    devices.send(SetUpAnswered("finish"))
    assert devices.page is Page.IDLE
    assert wanted(devices, staff_effects.Restart) == []
    devices.send(told(replace(ENROLLED, set_up_open=False), guides=1))
    assert devices.page is Page.IDLE


def test_a_card_that_was_fitted_is_written_and_the_screens_start_anew(devices):
    devices.send(Continue(), SizeCard(350.0), Continue())
    assert wanted(devices, staff_effects.FinishSetUp) == [staff_effects.FinishSetUp(350.0)]
    devices.send(SetUpAnswered("finish"))
    assert wanted(devices, staff_effects.Restart) == [staff_effects.Restart()]


@pytest.mark.parametrize("fault", ["size", "agent"])
def test_a_size_that_is_not_taken_is_told_and_can_be_fitted_again(devices, fault):
    devices.send(Continue(), SizeCard(900.0), Continue(), SetUpAnswered("size", fault))
    assert (devices.page, devices.screen.body.problem.key) == (
        Page.SET_UP_SCREEN,
        f"set_up.problem.{fault}",
    )
    devices.send(SizeCard(350.0))
    assert devices.screen.body.problem is None


def test_nobody_is_sent_away_from_it_by_time(devices):
    devices.send(Tick(devices.state.now + 10_000))
    assert devices.page is Page.SET_UP_DEVICES


def test_a_terminal_that_was_enrolled_from_elsewhere_leaves_the_code_page(new):
    new.send(told(AgentFacts("enrolled"), guides=1))
    assert new.page is Page.IDLE


def test_the_gesture_of_the_staff_opens_nothing_during_the_set_up(new):
    new.send(OpenBoard(), Touched())
    assert new.page is Page.SET_UP_CODE
