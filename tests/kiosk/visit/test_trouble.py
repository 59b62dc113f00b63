"""When the platform does not do what was asked: a page for each problem, nothing lost, the same again."""

import pytest
from visit_starts import STARTS, during_plan, during_session, during_submit
from visit_walk import CARD, OTHER_CARD, SEALED, SampleGuides, Walk, accepted, session

from kiosk.platform.models import ProblemType
from kiosk.text import Texts
from kiosk.visit import effects
from kiosk.visit.messages import (
    AgentStatus,
    Back,
    CardRead,
    Continue,
    DataFetched,
    Failed,
    FieldError,
    GoTo,
    GuidesChanged,
    OpenReport,
    PlanAgreed,
    Retry,
    Touched,
)
from kiosk.visit.pages import Destination, Page
from kiosk.visit.state import Visit

NETWORK_GONE = ("unreachable", "timeout", "not-json")
NOT_SEALED = ("not-sealed", "disk-full", "in-doubt", "sealed-unreadable")
LOCAL = (*NETWORK_GONE, *NOT_SEALED, "unknown")
PROBLEMS = [*(kind.value for kind in ProblemType), *LOCAL]
ELSEWHERE = ("terminal-not-authorised",)
ENTERED = (
    "answers",
    "ticked",
    "application",
    "drafts",
    "sheets",
    "agreed",
    "consent",
    "citizen",
    "strokes",
    "declared",
    "bundle_id",
)


def entered(walk: Walk) -> dict:
    return {name: getattr(walk.state.visit, name) for name in ENTERED}


@pytest.mark.parametrize(
    ("during", "problem"),
    [
        (during, problem)
        for during in STARTS
        for problem in PROBLEMS
        if problem not in ELSEWHERE and (during == "submit" or problem not in NETWORK_GONE)
    ],
)
def test_each_problem_has_a_page_with_words_a_door_and_everything_entered(during, problem):
    walk = STARTS[during]()
    before = entered(walk)
    walk.send(Failed(during, problem, "示例说明", trace_id="0123456789abcdef0123"))
    assert walk.page is Page.ERROR
    assert entered(walk) == before
    for language in ("zh-CN", "en"):
        texts = Texts(language)
        for part in ("what", "do"):
            assert texts(f"error.{walk.screen.body.name}.{part}") != f"error.{walk.screen.body.name}.{part}"
    assert walk.screen.frame.can_leave
    walk.follow((OpenReport(), "report"), (Back(), "error"))
    assert walk.screen.body.name == problem
    assert entered(walk) == before
    assert walk.wanted(effects.Note)[-1].facts["problem"] == problem


@pytest.mark.parametrize("during", STARTS)
def test_a_terminal_that_is_not_authorised_goes_out_of_service(during):
    walk = STARTS[during]()
    wanted = walk.send(Failed(during, "terminal-not-authorised"))
    assert walk.page is Page.OUT_OF_SERVICE
    assert walk.screen.body.reason == "revoked"
    assert effects.Wipe() in wanted
    assert effects.EndSession() in wanted
    walk.follow((Touched(), "out_of_service"), (Back(), "out_of_service"), (Continue(), "out_of_service"))
    walk.send(AgentStatus(True, False, walk.world.guides.version))
    assert walk.page is Page.IDLE


@pytest.mark.parametrize(("during", "kind"), [("plan", effects.AskPlan), ("fetch", effects.FetchData)])
def test_retry_asks_for_the_same_again(during, kind):
    walk = STARTS[during]()
    where = walk.at
    walk.send(Failed(during, "upstream-unavailable", retryable=True), Retry())
    assert walk.at == where
    assert walk.screen.frame.busy is not None
    first, second = walk.wanted(kind)
    assert first == second
    walk.send(PlanAgreed("p", first.ticked) if during == "plan" else DataFetched(("c",), (), ()))
    assert walk.at != where


def test_retry_after_a_failed_log_in_reads_the_card_that_lies_there_again():
    walk = during_session()
    walk.send(Failed("session", "upstream-unavailable", retryable=True))
    assert effects.StartCard() in walk.send(Retry())
    assert walk.page is Page.IDENTITY
    assert walk.screen.body.state == "waiting"
    walk.send(CardRead(CARD, "proof-2"), session())
    assert walk.page is Page.SITUATION


@pytest.mark.parametrize("problem", ["in-doubt", "not-sealed", "disk-full", "unknown"])
def test_what_was_not_sealed_is_tried_again_as_it_is(problem):
    walk = Walk().to_submitting()
    walk.send(Failed("submit", problem, retryable=True))
    assert walk.page is Page.ERROR
    walk.follow((Retry(), "submitting"))
    first, second = (effect.package for effect in walk.wanted(effects.Submit))
    assert first is second
    walk.follow((SEALED, "submitting"), (accepted(walk), "done"))


def test_nothing_is_changed_while_it_is_not_known_whether_it_was_sealed():
    walk = Walk().to_submitting()
    walk.send(Failed("submit", "in-doubt", retryable=True))
    assert not walk.screen.frame.can_back
    walk.follow((Back(), "error"), (GoTo(Destination(Page.FIELD, "child.name")), "error"))
    walk.send(Retry(), Failed("submit", "in-doubt", retryable=True))
    assert not walk.screen.frame.can_back
    walk.follow((Retry(), "submitting"), (SEALED, "submitting"))


def test_what_was_surely_not_sealed_leaves_the_way_back_open():
    walk = Walk().to_submitting()
    walk.send(Failed("submit", "disk-full", retryable=True))
    assert walk.screen.frame.can_back
    walk.follow((Back(), "declare"), (Back(), "check"))


def test_a_definite_no_closes_the_letter_once_the_citizen_has_seen_it():
    walk = during_submit()
    wanted = walk.send(Failed("submit", "validation", errors=(FieldError("child.name", "改"),)))
    assert effects.CloseRejected(SEALED.package_id) in wanted
    assert walk.screen.frame.can_back
    walk.follow((Back(), "declare"))


def test_a_definite_no_makes_a_new_package_after_something_was_changed():
    walk = during_submit()
    walk.send(
        Failed("submit", "validation", errors=(FieldError("applicant.phone", "号码不对"),)),
        GoTo(Destination(Page.FIELD, "applicant.phone")),
    )
    assert str(walk.at) == "field:applicant.phone"
    assert walk.screen.body.platform_words == "号码不对"
    walk.say("13800000002").follow((Continue(), "check"))
    assert walk.screen.body.problems == ()
    walk.follow((Continue(), "declare"), (Continue(), "submitting"))
    first, second = (effect.package for effect in walk.wanted(effects.Submit))
    assert first.answers["applicant.phone"] != second.answers["applicant.phone"] == "13800000002"


def test_every_error_of_the_platform_leads_to_its_place():
    walk = during_submit()
    errors = (
        FieldError("child.name", "一"),
        FieldError("household-booklet", "二"),
        FieldError("birth-place", "三"),
        FieldError("child-insurance", "四"),
        FieldError("", "五"),
    )
    walk.send(Failed("submit", "validation", errors=errors))
    problems = walk.screen.body.problems
    assert [problem.words for problem in problems] == ["一", "二", "三", "四", "五"]
    places = [str(problem.change) for problem in problems]
    assert places == ["field:child.name", "scan:household-booklet", "situation:birth-place", "plan", "check"]
    before = walk.state
    for place in problems:
        walk.state = before
        walk.send(GoTo(place.change))
        assert walk.at == place.change


def test_a_refused_photograph_is_taken_again_sheet_by_sheet():
    walk = during_submit()
    walk.send(Failed("submit", "validation", errors=(FieldError("household-booklet", "看不清"),)))
    walk.follow(
        (GoTo(Destination(Page.SCAN, "household-booklet")), "scan:household-booklet"),
        (Continue(), "scan:household-booklet:1"),
        (Continue(), "check"),
    )


def test_an_expired_session_asks_for_the_same_card_and_goes_on_where_it_was():
    for during, where in (("plan", "plan"), ("fetch", "consent"), ("submit", "declare")):
        walk = STARTS[during]()
        before = entered(walk)
        walk.send(Failed(during, "session-expired"))
        assert effects.StartCard() in walk.send(Retry())
        assert walk.page is Page.IDENTITY
        assert walk.screen.body.same_person
        walk.send(CardRead(CARD, "proof-2"))
        walk.follow((session(), where))
        after = entered(walk)
        assert {**after, "citizen": None} == {**before, "citizen": None}


def test_another_person_s_card_ends_the_visit_and_wipes_it():
    walk = during_submit()
    walk.send(Failed("submit", "session-expired"), Retry())
    wanted = walk.send(CardRead(OTHER_CARD, "proof-3"))
    assert effects.Wipe() in wanted
    assert not [effect for effect in wanted if isinstance(effect, effects.OpenSession)]
    assert walk.page is Page.IDLE
    assert walk.state.visit == Visit()


def test_an_outdated_guide_is_fetched_and_the_plan_made_again_with_all_answers():
    for during in ("plan", "submit"):
        walk = STARTS[during]()
        before = entered(walk)
        walk.send(Failed(during, "guide-outdated"))
        assert effects.SyncGuides() in walk.send(Retry())
        walk.follow((GuidesChanged(walk.world.guides.version + 1), "plan"))
        assert entered(walk) == before
        (asked,) = walk.send(Continue())
        assert isinstance(asked, effects.AskPlan)


def test_a_guide_that_is_gone_after_the_update_leads_home(monkeypatch):
    walk = during_plan()
    walk.send(Failed("plan", "guide-outdated"), Retry())

    def gone(_self: SampleGuides, bundle_id: str):
        raise KeyError(bundle_id)

    with monkeypatch.context() as patched:
        patched.setattr(SampleGuides, "bundle", gone)
        patched.setattr(type(walk.world), "plan", lambda *_: None)
        walk.follow((GuidesChanged(2), "home"))


def test_guides_that_nobody_waits_for_change_nothing():
    walk = Walk().to_check()
    before = walk.state.visit
    walk.send(GuidesChanged(9))
    assert walk.state.visit == before
