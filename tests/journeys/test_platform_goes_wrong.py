"""The platform goes wrong while it is asked: a page in plain words, nothing lost, and the way on."""

import time

import pytest
from conductor import STROKES
from journey_ways import photograph, to_check, to_plan, to_scan, values

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
from kiosk.visit.pages import Destination, Page
from kiosk.visit.steps import planned
from kiosk.visit.submit import make_package
from sandbox.platform.enrolling import revoke
from sandbox.platform.tables import Terminal

# ---- the platform ------------------------------------------------------------------------------------

SPOILT = {
    "503": {"kind": "problem", "problem": "upstream-unavailable"},
    "not JSON": {"kind": "not-json"},
    "dropped": {"kind": "drop"},
}


@pytest.mark.parametrize("spoilt", SPOILT)
@pytest.mark.parametrize(
    ("path", "page"), [("/plans", Page.PLAN), ("/consents", Page.CONSENT), ("/drafts", Page.SUBMITTING)]
)
def test_a_platform_that_stays_away_has_its_page_and_the_retry_goes_on(
    terminal, bench, platform, number, spoilt, path, page
):
    if page is Page.SUBMITTING:
        to_check(terminal, bench, number)
    else:
        to_plan(terminal, bench)
    if page is Page.CONSENT:
        terminal.send(Continue())
        terminal.on(Page.CONSENT)
    platform.fault(path=path, times=1000, **SPOILT[spoilt])
    if page is Page.SUBMITTING:
        terminal.declare_and_submit()
    else:
        terminal.send(DecideConsent(True) if page is Page.CONSENT else Continue())
    terminal.on(Page.ERROR)
    expected = {"503": "upstream-unavailable", "not JSON": "not-json", "dropped": "unreachable"}
    assert terminal.body.name == expected[spoilt]
    answers = dict(terminal.state.visit.answers)
    platform.clear()
    terminal.clock.wait(11)
    terminal.send(Retry())
    terminal.until(
        lambda: terminal.page not in (page, Page.ERROR, Page.PLAN) or terminal.page is Page.DONE, "going on"
    )
    assert dict(terminal.state.visit.answers) == answers
    if page is Page.SUBMITTING:
        assert terminal.page is Page.DONE


def test_one_answer_that_is_lost_is_asked_for_again_without_a_word(terminal, bench, platform, number):
    to_check(terminal, bench, number)
    for path in ("/drafts", "/submissions"):
        platform.fault("drop", path, method="POST", after=True)
    before = len(platform.submissions())
    terminal.declare_and_submit().on(Page.DONE)
    assert len(platform.submissions()) == before + 1


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


def test_a_platform_that_is_killed_and_comes_back_loses_nothing(terminal, bench, platform, number):
    to_scan(terminal, bench, number)
    photograph(terminal, bench)
    terminal.send(Continue())
    photograph(terminal, bench)
    terminal.send(Continue())
    platform.fault("slow", "/uploads", seconds=1.0)
    terminal.declare_and_submit()
    terminal.until(lambda: terminal.body.step == "upload" or terminal.page is not Page.SUBMITTING, "upload")
    platform.kill()
    try:
        terminal.on(Page.ERROR, 40)
        assert terminal.body.name in ("unreachable", "upstream-unavailable")
        terminal.until(lambda: not terminal.state.health.reachable, "word of it")
    finally:
        platform.start()
    terminal.clock.wait(11)
    terminal.send(Retry())
    terminal.on(Page.DONE)
    held = platform.held(terminal.body.submission_no)
    assert held["content"]["answers"]["applicant.phone"] == values(number)["applicant.phone"]
    assert [one["via"] for one in held["content"]["materials"]] == ["SCAN", "SCAN"]
    terminal.until(lambda: terminal.state.health.reachable, "word of it")


def test_an_upload_goes_on_after_every_kind_of_failure(terminal, bench, platform, number):
    to_scan(terminal, bench, number)
    for _ in range(2):
        photograph(terminal, bench)
        terminal.send(Continue())
    failures = {"503": "upstream-unavailable", "dropped": "unreachable", "not JSON": "not-json"}
    go_on = terminal.declare_and_submit
    for spoilt, name in failures.items():
        platform.fault(path="/uploads*", times=1000, **SPOILT[spoilt])
        go_on()
        terminal.on(Page.ERROR)
        assert terminal.body.name == name
        platform.clear()
        terminal.clock.wait(11)
        go_on = lambda: terminal.send(Retry())  # noqa: E731
    go_on()
    terminal.on(Page.DONE)
    held = platform.held(terminal.body.submission_no)
    assert [one["page"]["size"] > 10_000 for one in held["content"]["materials"]] == [True, True]
    first, *others = (effect.package for effect in terminal.wanted(effects.Submit))
    assert len(others) == 3
    assert all(other is first for other in others)


@pytest.mark.parametrize("kind", ["drop", "not-json"])
def test_an_answer_lost_after_the_submission_was_taken_in_gives_the_same_number_once(
    terminal, bench, platform, number, kind
):
    to_check(terminal, bench, number)
    before = set(platform.submissions())
    platform.fault(kind, "/submissions", times=1000, method="POST", after=True)
    terminal.declare_and_submit().on(Page.ERROR)
    (taken,) = set(platform.submissions()) - before
    assert not terminal.screen.frame.can_back
    terminal.send(Back(), GoTo(Destination(Page.FIELD, "applicant.phone")))
    assert terminal.page is Page.ERROR
    platform.clear()
    terminal.clock.wait(11)
    terminal.send(Retry())
    terminal.on(Page.DONE)
    assert terminal.body.submission_no == taken
    assert set(platform.submissions()) - before == {taken}


def test_an_answer_lost_together_with_the_session_gives_the_same_number_once(
    terminal, bench, platform, number
):
    to_check(terminal, bench, number)
    before = set(platform.submissions())
    platform.fault("drop", "/submissions", times=5, method="POST", after=True)
    terminal.declare_and_submit().on(Page.ERROR)
    platform.clear()
    platform.fault("problem", "/submissions", method="POST", problem="session-expired")
    terminal.clock.wait(11)
    terminal.send(Retry())
    terminal.until(lambda: terminal.page is Page.ERROR and terminal.body.name == "session-expired", "the end")
    terminal.send(Retry())
    terminal.on(Page.DECLARE)
    terminal.send(Continue())
    terminal.on(Page.DONE)
    assert set(platform.submissions()) - before == {terminal.body.submission_no}


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
