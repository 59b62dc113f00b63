"""The platform goes wrong while it is asked: a page in plain words, nothing lost, and the way on."""

import time

import pytest
from conductor import STROKES
from journey_ways import to_check, to_plan

from kiosk.visit import effects
from kiosk.visit.messages import (
    Back,
    Continue,
    DecideConsent,
    GoTo,
    OpenReport,
    Retry,
    SendReport,
    SetAid,
    SetField,
    Sign,
    TickDeclaration,
    Touched,
)
from kiosk.visit.pages import Page
from kiosk.visit.steps import planned
from kiosk.visit.submit import make_package
from sandbox.platform.enrolling import revoke
from sandbox.platform.tables import Terminal

# ---- the platform ------------------------------------------------------------------------------------

SPOILT = {"not JSON": {"kind": "not-json"}, "dropped": {"kind": "drop"}}


@pytest.mark.parametrize(("path", "page"), [("/plans", Page.PLAN), ("/consents", Page.CONSENT)])
def test_a_platform_that_says_it_is_out_has_its_page_and_the_retry_goes_on(
    terminal, bench, platform, path, page
):
    to_page(terminal, bench, page)
    platform.fault("problem", path, times=1000, problem="upstream-unavailable")
    terminal.send(DecideConsent(True) if page is Page.CONSENT else Continue())
    terminal.on(Page.ERROR)
    assert terminal.body.name == "upstream-unavailable"
    answers = dict(terminal.state.visit.answers)
    platform.clear()
    terminal.clock.wait(11)
    terminal.send(Retry())
    terminal.until(lambda: terminal.page not in (page, Page.ERROR, Page.PLAN), "going on")
    assert dict(terminal.state.visit.answers) == answers


@pytest.mark.parametrize("spoilt", SPOILT)
@pytest.mark.parametrize(("path", "page"), [("/plans", Page.PLAN), ("/consents", Page.CONSENT)])
def test_a_platform_that_cannot_be_reached_is_gone_on_without(terminal, bench, platform, spoilt, path, page):
    to_page(terminal, bench, page)
    platform.fault(path=path, times=1000, **SPOILT[spoilt])
    terminal.send(DecideConsent(True) if page is Page.CONSENT else Continue())
    terminal.on(Page.REVIEW)
    assert terminal.state.visit.consent_ids == ()


def to_page(terminal, bench, page: Page) -> None:
    to_plan(terminal, bench)
    if page is Page.CONSENT:
        terminal.send(Continue())
        terminal.on(Page.CONSENT)


def test_a_slow_platform_is_waited_for(terminal, bench, platform):
    to_plan(terminal, bench)
    platform.fault("slow", "/plans", seconds=1.5)
    terminal.send(Continue())
    assert terminal.screen.frame.busy.key == "plan"
    terminal.on(Page.CONSENT)


def test_an_answer_that_comes_after_one_went_back_changes_nothing(terminal, bench, platform):
    to_plan(terminal, bench)
    platform.fault("slow", "/plans", seconds=0.5)
    terminal.send(Continue(), Back())
    where = terminal.at
    terminal.idle_work()
    end = time.monotonic() + 1.2
    terminal.until(lambda: time.monotonic() > end, "the late answer")
    assert terminal.at == where
    terminal.send(Continue(), Continue())
    terminal.on(Page.CONSENT)


def test_a_double_tap_on_submit_makes_one_submission(terminal, bench, platform, number):
    to_check(terminal, bench, number)
    before = len(platform.submissions())
    terminal.declare_and_submit().send(Continue(), Continue(), Touched())
    terminal.on(Page.DONE)
    assert len(platform.submissions()) == before + 1
    assert len(terminal.wanted(effects.Submit)) == 1


@pytest.mark.parametrize(("path", "back_at"), [("/plans", Page.PLAN), ("/consents", Page.CONSENT)])
def test_an_expired_session_asks_for_the_card_and_goes_on_where_it_was(
    terminal, bench, platform, path, back_at
):
    to_plan(terminal, bench)
    if back_at is Page.CONSENT:
        terminal.send(Continue())
        terminal.on(Page.CONSENT)
    platform.fault("problem", path, problem="session-expired")
    terminal.send(DecideConsent(True) if back_at is Page.CONSENT else Continue())
    terminal.on(Page.ERROR).send(Retry())
    assert terminal.page is Page.IDENTITY
    terminal.on(back_at)
    terminal.send(Continue())
    terminal.on(Page.CONSENT if back_at is Page.PLAN else Page.REVIEW)


def test_a_guide_that_was_changed_is_fetched_and_the_answers_stay(terminal, bench, platform):
    to_plan(terminal, bench)
    answers = dict(terminal.state.visit.answers)
    platform.fault("problem", "/plans", problem="guide-outdated")
    terminal.send(Continue())
    terminal.on(Page.ERROR)
    assert terminal.body.name == "guide-outdated"
    terminal.send(Retry())
    terminal.until(lambda: terminal.page is Page.PLAN and terminal.screen.frame.busy is None, "the guides")
    assert dict(terminal.state.visit.answers) == answers
    terminal.send(Continue())
    terminal.on(Page.CONSENT)


def test_a_value_that_the_platform_refuses_is_changed_and_submitted(terminal, bench, platform, number):
    to_check(terminal, bench, number)
    visit = terminal.state.visit
    held = visit.application.values["applicant.phone"]
    # A terminal whose rules are older than the platform's lets through what the platform refuses.
    wrong = {**visit.application.values, "applicant.phone": type(held)("1380000", held.source)}
    package_of = terminal.state.with_visit(application=type(visit.application)(wrong))
    terminal.send(Continue())
    terminal.state = terminal.state.with_visit(application=package_of.visit.application)
    _sign(terminal)
    package = _package(terminal)
    terminal.state = terminal.state.with_visit(application=visit.application, package=package)
    terminal.send(Continue())
    terminal.on(Page.ERROR)
    assert terminal.body.name == "validation"
    (problem,) = terminal.body.problems
    assert problem.words
    assert str(problem.change) == "field:applicant.phone"
    terminal.send(GoTo(problem.change))
    assert terminal.body.platform_words == problem.words
    terminal.send(SetField("applicant.phone", f"139{number:08d}"), Continue())
    assert terminal.page is Page.CHECK
    terminal.send(Continue(), Continue())
    terminal.on(Page.DONE)
    held_there = platform.held(terminal.body.submission_no)
    assert held_there["content"]["answers"]["applicant.phone"] == f"139{number:08d}"


def _sign(terminal) -> None:
    for declaration in terminal.body.declarations:
        terminal.send(TickDeclaration(declaration.id, True))
    terminal.send(Sign(STROKES))


def _package(terminal):
    return make_package(terminal.state.visit, terminal.world, *planned(terminal.state, terminal.world))


def test_a_visit_in_english_is_taken_in(terminal, bench, platform, number):
    to_check(terminal, bench, number).send(SetAid("language", "en"))
    terminal.declare_and_submit().on(Page.DONE)
    assert terminal.body.submission_no in platform.submissions()


def test_a_revoked_terminal_goes_out_of_service_and_comes_back(terminal, bench, platform):
    to_plan(terminal, bench)
    identity = terminal.client.agent_status().terminal_id
    assert revoke(platform.services, identity)
    try:
        terminal.send(Continue())
        terminal.on(Page.OUT_OF_SERVICE)
        assert terminal.body.reason == "revoked"
        assert terminal.state.visit.citizen is None
        terminal.send(Touched())
        terminal.until(lambda: terminal.client.agent_status().revoked, "the agent's word")
        assert terminal.page is Page.OUT_OF_SERVICE
    finally:
        with platform.services.database.transaction() as session:
            session.get(Terminal, identity).revoked_at = None
    terminal.client.capabilities()
    terminal.on(Page.IDLE)


def test_the_issue_report_gets_a_number(terminal, bench, platform):
    to_plan(terminal, bench)
    platform.fault("problem", "/plans", times=1000, problem="upstream-unavailable")
    terminal.send(Continue())
    terminal.on(Page.ERROR).send(OpenReport(), SendReport())
    terminal.until(lambda: terminal.body.state == "sent", "the number")
    assert terminal.body.issue_no
