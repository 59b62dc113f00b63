"""Double taps, late answers, reports, and what is left after any end."""

import pickle

import pytest
from visit_starts import STARTS, during_plan, during_submit
from visit_walk import CARD, OTHER_CARD, SEALED, STROKES, Walk, accepted

from kiosk.visit import effects
from kiosk.visit.messages import (
    Answer,
    Back,
    CardRead,
    Continue,
    DataFetched,
    DecideConsent,
    Failed,
    FieldError,
    GoTo,
    Leave,
    LeaveConfirmed,
    OpenReport,
    OutboxSeen,
    PlanAgreed,
    Reported,
    Retry,
    SendReport,
    SessionOpened,
    SetField,
    Sign,
    TickDeclaration,
)
from kiosk.visit.pages import Destination, Page
from kiosk.visit.route import reachable
from kiosk.visit.state import Visit
from kiosk.visit.steps import planned


def test_two_taps_on_submit_are_one_submission():
    walk = Walk().to_signature()
    walk.send(Continue(), Continue(), Continue())
    assert len(walk.wanted(effects.Submit)) == 1
    walk.follow((Continue(), "submitting"), (SEALED, "submitting"), (Continue(), "submitting"))
    walk.follow((accepted(walk), "done"))


@pytest.mark.parametrize(("start", "kind"), [("plan", effects.AskPlan), ("fetch", effects.FetchData)])
def test_two_taps_ask_the_platform_once(start, kind):
    walk = STARTS[start]()
    walk.send(Continue(), Continue(), DecideConsent(True))
    assert len(walk.wanted(kind)) == 1


def test_what_was_given_up_is_told_apart_by_its_serial():
    walk = during_plan()
    serial = walk.state.serial
    walk.follow((Back(), "situation:household-place"))
    assert walk.state.serial > serial
    assert walk.screen.frame.busy is None


@pytest.mark.parametrize(
    "late",
    [
        PlanAgreed("late", ("child-insurance",)),
        DataFetched(("late",), (), ()),
        SessionOpened("late", "别*", "0*0", "CARD"),
        Failed("plan", "timeout", retryable=True),
        Failed("report", "timeout", retryable=True),
        Failed("rating", "timeout", retryable=True),
        Failed("session", "session-expired"),
        Failed("fetch", "upstream-unavailable"),
        Failed("submit", "validation", errors=(FieldError("child.name", "晚"),)),
        SEALED,
        OutboxSeen(SEALED.package_id, 1, 1),
        Reported("IR-1", None),
    ],
)
def test_a_late_answer_changes_nothing(late):
    for walk in (Walk().to_check(), Walk().to_done(), Walk().open("tj-p-01")):
        before = walk.state
        walk.send(late)
        assert walk.state == before


def test_a_late_acceptance_does_not_reach_another_page():
    done = Walk().to_submitting()
    late = accepted(done)
    for walk in (Walk().to_check(), Walk().to_signature(), Walk()):
        before = walk.state
        assert walk.send(late) == ()
        assert walk.state == before


def test_the_report_goes_from_the_error_page_with_what_happened_and_where():
    walk = during_plan()
    walk.send(Failed("plan", "upstream-unavailable"))
    walk.follow((OpenReport(), "report"))
    (sent,) = walk.send(SendReport("13800000003"))
    assert sent == effects.Report("plan", "tj-p-01", 1, "upstream-unavailable", "13800000003")
    assert walk.screen.body.state == "sending"
    assert walk.send(SendReport("13800000003")) == ()
    walk.send(Failed("report", "unreachable", retryable=True))
    assert walk.screen.body.state == "failed"
    walk.send(Retry(), SendReport())
    walk.send(Reported("IR-1", "2026-11-28"))
    assert (walk.screen.body.state, walk.screen.body.issue_no) == ("sent", "IR-1")
    walk.follow((Back(), "error"), (Retry(), "plan"))


def test_the_report_goes_from_the_guide():
    walk = Walk().open("tj-p-01").follow((OpenReport(), "report"))
    (sent,) = walk.send(SendReport())
    assert sent == effects.Report("guide", "tj-p-01", 1, "", "")
    walk.send(Reported("IR-2", None))
    walk.follow((Back(), "guide"))


def test_the_report_gives_up_what_was_under_way():
    walk = during_plan()
    serial = walk.state.serial
    walk.follow((OpenReport(), "report"))
    assert walk.state.serial > serial
    walk.follow((PlanAgreed("late", ()), "report"), (Back(), "plan"))


def test_leaving_from_the_error_page_after_a_submission_says_goodbye_and_wipes():
    walk = during_submit()
    walk.send(Failed("submit", "timeout", retryable=True))
    walk.follow((Leave(), "error"), (LeaveConfirmed(), "goodbye"))
    walk.take_card()
    assert walk.page is Page.IDLE
    assert walk.state.visit == Visit(last_activity=walk.state.now, page_since=walk.state.now)


def test_the_page_one_stands_on_after_trouble_can_be_reached():
    for during, start in STARTS.items():
        walk = start()
        walk.send(Failed(during, "upstream-unavailable", retryable=True), Back())
        context = planned(walk.state, walk.world)
        assert reachable(walk.at, walk.state.visit, *context)


def test_nothing_of_a_person_is_left_in_the_state_after_any_end():
    secrets = (CARD["name"], CARD["number"], CARD["address"], "13800000004", "李小示例", "proof")
    for finish in ("leave", "idle", "another", "revoked", "done"):
        walk = Walk().to_check()
        walk.send(
            GoTo(Destination(Page.FIELD, "applicant.phone")),
            SetField("applicant.phone", "13800000004"),
            Continue(),
            GoTo(Destination(Page.FIELD, "child.name")),
            SetField("child.name", "李小示例"),
            Continue(),
        )
        assert b"13800000004" in pickle.dumps(walk.state)
        match finish:
            case "leave":
                walk.send(LeaveConfirmed())
                walk.take_card()
            case "idle":
                walk.pass_time(200)
                walk.take_card()
            case "another":
                walk.send(GoTo(Destination(Page.PLAN)), Continue(), Failed("plan", "session-expired"))
                walk.send(Retry(), CardRead(OTHER_CARD, "x"))
            case "revoked":
                walk.send(GoTo(Destination(Page.PLAN)), Continue())
                walk.send(Failed("plan", "terminal-not-authorised"))
            case "done":
                walk.follow((Continue(), "declare"))
                declare(walk)
                walk.send(SEALED, accepted(walk))
                walk.take_card()
                walk.pass_time(100)
        assert walk.page in (Page.IDLE, Page.OUT_OF_SERVICE), finish
        left = pickle.dumps(walk.state)
        assert not [secret for secret in secrets if secret.encode() in left], finish
        assert effects.Wipe() in walk.done
        assert effects.EndSession() in walk.done


def declare(walk: Walk) -> None:
    for declaration in walk.screen.body.declarations:
        walk.send(TickDeclaration(declaration.id, True))
    walk.send(Sign(STROKES), Continue())


def test_an_answer_to_a_question_of_another_page_is_not_taken():
    walk = Walk().to_check()
    before = walk.state.visit.answers
    walk.send(Answer("birth-place", "home"))
    assert walk.state.visit.answers == before
