"""What is sealed and not answered yet: said in words, sent without anybody waiting, never said to be more."""

from dataclasses import replace

import pytest
from visit_walk import CARD, SEALED, STROKES, Walk, accepted, session

from kiosk.platform.models import IdCardStart
from kiosk.receipts.document import BigCode, Paragraph
from kiosk.text import Texts
from kiosk.visit import effects
from kiosk.visit.messages import (
    AgentStatus,
    Back,
    CardRead,
    CardReading,
    CardRemoved,
    Continue,
    DecideConsent,
    DeviceChanged,
    Failed,
    FieldError,
    GoTo,
    Leave,
    OpenReport,
    OutboxSeen,
    PrintAgain,
    PrintFinished,
    Sign,
    SlipCameOut,
    StopWaiting,
    TickDeclaration,
)
from kiosk.visit.pages import Destination, Page
from kiosk.visit.state import Visit


def online(reachable: bool = True, sealing: str | None = None) -> AgentStatus:
    return AgentStatus(reachable, False, 1, sealing=sealing)


GONE = online(reachable=False)


def seen(sent: int, total: int = 100) -> OutboxSeen:
    return OutboxSeen(SEALED.package_id, sent, total)


def slips(walk: Walk) -> list:
    return [effect.slip for effect in walk.wanted(effects.Print)]


def lines(slip) -> list[str]:
    return [block.text for block in slip.blocks if isinstance(block, Paragraph)]


# ---- waiting ------------------------------------------------------------------------------------------


def test_nothing_is_said_before_it_is_durable():
    walk = Walk().to_submitting()
    walk.pass_time(300, every=10)
    assert walk.page is Page.SUBMITTING
    assert not walk.screen.body.sealed
    walk.follow((StopWaiting(), "submitting"), (accepted(walk), "submitting"), (Back(), "submitting"))
    assert slips(walk) == []


def test_what_is_sealed_is_asked_after_until_the_platform_answers():
    walk = Walk().to_submitting()
    assert walk.send(SEALED) == (effects.AskOutbox(SEALED.package_id),)
    assert walk.screen.body.sealed
    assert walk.send(seen(10)) == (effects.AskOutbox(SEALED.package_id),)
    assert (walk.screen.body.step, walk.screen.body.done) == ("send", 10)
    assert walk.send(seen(10)) == ()
    assert walk.pass_time(1) == [effects.AskOutbox(SEALED.package_id)]
    walk.send(seen(100))
    assert walk.screen.body.step == "confirm"
    walk.follow((accepted(walk), "done"))
    assert walk.pass_time(3) == []


def test_patience_is_thirty_seconds_without_anything_moving():
    walk = Walk().to_submitting()
    walk.send(SEALED)
    for sent in range(1, 6):
        walk.pass_time(29)
        walk.send(seen(sent))
        assert walk.page is Page.SUBMITTING
    walk.pass_time(30)
    assert walk.page is Page.SEALED


def test_an_agent_that_does_not_answer_is_asked_again_and_waited_for_no_longer():
    walk = Walk().to_submitting()
    walk.send(SEALED)
    for _ in range(29):
        walk.send(Failed("outbox", "unreachable", retryable=True))
        assert walk.page is Page.SUBMITTING
        assert effects.AskOutbox(SEALED.package_id) in walk.pass_time(1)
    walk.pass_time(1)
    assert walk.page is Page.SEALED


def test_a_platform_that_goes_out_of_reach_is_waited_for_a_moment():
    walk = Walk().to_submitting()
    walk.send(SEALED, GONE)
    walk.pass_time(4)
    assert walk.page is Page.SUBMITTING
    walk.pass_time(1)
    assert walk.page is Page.SEALED


def test_without_the_platform_it_is_said_at_once_when_it_is_sealed():
    walk = Walk().to_signature()
    walk.follow((GONE, "declare"), (Continue(), "submitting"), (SEALED, "sealed"))
    assert effects.AskOutbox(SEALED.package_id) in walk.done


def test_whoever_does_not_want_to_wait_need_not():
    walk = Walk().to_submitting().follow((SEALED, "submitting"), (StopWaiting(), "sealed"))
    assert walk.wanted(effects.Note)[-1].event == "visit.sealed"


# ---- said ---------------------------------------------------------------------------------------------


def test_the_page_and_the_slip_say_that_nothing_is_received_and_what_comes_next():
    walk = Walk().to_submitting().follow((SEALED, "submitting"), (StopWaiting(), "sealed"))
    body = walk.screen.body
    assert (body.claim_code, body.slip, body.item_count) == (SEALED.claim_code, "printing", 5)
    (slip,) = slips(walk)
    texts = Texts("zh-CN")
    assert "已封存，尚未受理" in lines(slip)
    for key in ("sent", "time", "official", "ask"):
        assert any(texts(f"slip.sealed.{key}") in line for line in lines(slip))
    assert [block.code for block in slip.blocks if isinstance(block, BigCode)] == ["000 000 007"]
    whole = repr(slip)
    for secret in (CARD["number"], CARD["name"], "SN-1", "已提交", "受理编号"):
        assert secret not in whole


def test_the_slip_of_what_is_sealed_can_be_had_again_and_is_marked():
    walk = Walk().to_submitting().follow((SEALED, "submitting"), (StopWaiting(), "sealed"))
    walk.send(PrintFinished("paperOut", unknown=True))
    assert walk.screen.body.slip == "unknown"
    walk.send(SlipCameOut(False), PrintFinished(), PrintAgain(), PrintFinished())
    assert [any("补打" in line for line in lines(slip)) for slip in slips(walk)] == [False, True, True]


def test_a_printer_that_is_out_is_no_wall():
    walk = Walk().to_submitting()
    walk.send(DeviceChanged("printer", "paperOut", "out"), SEALED, StopWaiting())
    assert walk.page is Page.SEALED
    assert (walk.screen.body.slip, slips(walk)) == ("failed", [])


def test_the_page_ends_by_itself_and_everything_is_wiped():
    walk = Walk().to_submitting().follow((SEALED, "submitting"), (StopWaiting(), "sealed"))
    walk.send(PrintFinished(), CardRemoved())
    walk.pass_time(60 + 20)
    assert walk.page is Page.GOODBYE
    walk.pass_time(11)
    assert walk.page is Page.IDLE
    assert replace(walk.state.visit, last_activity=0.0, page_since=0.0) == Visit()
    assert effects.Wipe() in walk.done
    late = walk.state
    walk.send(accepted(walk), seen(100))
    assert walk.state == late


def test_leaving_after_it_is_sealed_asks_nothing():
    walk = Walk().to_submitting().follow((SEALED, "submitting"), (StopWaiting(), "sealed"))
    walk.follow((Leave(), "goodbye"))


def test_there_is_no_way_back_from_what_is_sealed():
    walk = Walk().to_submitting().follow((SEALED, "submitting"), (StopWaiting(), "sealed"))
    walk.follow((Back(), "sealed"), (GoTo(Destination(Page.FIELD, "child.name")), "sealed"))
    walk.follow((Continue(), "goodbye"))


def test_a_report_in_between_does_not_end_the_asking():
    walk = Walk().to_submitting().follow((SEALED, "submitting"), (StopWaiting(), "sealed"))
    walk.follow((OpenReport(), "report"), (accepted(walk), "report"), (Back(), "sealed"))
    assert effects.AskOutbox(SEALED.package_id) in walk.pass_time(1)


# ---- answered late -----------------------------------------------------------------------------------


def test_an_answer_while_the_page_stands_there_is_said_after_the_slip_is_out():
    walk = Walk().to_submitting().follow((SEALED, "submitting"), (StopWaiting(), "sealed"))
    walk.follow((accepted(walk), "sealed"), (PrintFinished(), "done"))
    assert walk.screen.body.submission_no == "SN-1"
    assert len(slips(walk)) == 2
    walk.send(PrintFinished())
    assert walk.screen.body.slip == "printed"


def test_an_answer_after_the_slip_is_out_is_said_at_once():
    walk = Walk().to_submitting().follow((SEALED, "submitting"), (StopWaiting(), "sealed"))
    walk.follow((PrintFinished(), "sealed"), (accepted(walk), "done"))


def test_a_refusal_while_the_page_stands_there_can_be_mended():
    walk = Walk().to_submitting().follow((SEALED, "submitting"), (StopWaiting(), "sealed"))
    errors = (FieldError("applicant.phone", "号码不对"),)
    walk.follow((Failed("submit", "validation", errors=errors), "error"))
    walk.follow((GoTo(Destination(Page.FIELD, "applicant.phone")), "field:applicant.phone"))
    walk.say("13800000002").follow((Continue(), "check"), (Continue(), "declare"), (Continue(), "submitting"))
    first, second = (effect.package for effect in walk.wanted(effects.Submit))
    assert first.answers["applicant.phone"] != second.answers["applicant.phone"]
    assert walk.wanted(effects.CloseRejected) == [effects.CloseRejected(SEALED.package_id)]


# ---- without the platform from the start -------------------------------------------------------------


def offline_to_review(bundle: str = "tj-p-01") -> Walk:
    walk = Walk()
    walk.send(GONE)
    walk.open(bundle)
    assert [one.key for one in walk.screen.frame.notices] == ["notice_band.platform"]
    assert walk.screen.body.can_start
    walk.follow((Continue(), "notice"), (Continue(), "identity"))
    assert (walk.screen.body.doors, walk.screen.body.scan) == ((), False)
    walk.send(CardReading(), CardRead(CARD, "proof"))
    walk.answer_all()
    walk.follow((Continue(), "review"))
    return walk


def sign(walk: Walk) -> Walk:
    walk.send(Continue())
    for declaration in walk.screen.body.declarations:
        walk.send(TickDeclaration(declaration.id, True))
    walk.send(Sign(STROKES), Continue())
    assert walk.page is Page.SUBMITTING, walk.at
    return walk


def test_a_whole_visit_without_the_platform_asks_it_for_nothing():
    walk = offline_to_review()
    walk.send(Continue())
    walk.fill().bring_papers()
    sign(walk)
    (sent,) = walk.wanted(effects.Submit)
    assert (sent.card_proof, sent.session_id) == ("proof", None)
    assert (sent.package.plan_id, sent.package.consents) == (None, ())
    assert {one.via for one in sent.package.materials} <= {"SCAN", "COMMITMENT", "WINDOW", "GENERATED_FORM"}
    walk.follow((SEALED, "sealed"), (Continue(), "goodbye"))
    walk.take_card()
    assert walk.page is Page.IDLE
    for kind in (effects.OpenSession, effects.AskPlan, effects.FetchData, effects.SendRating):
        assert walk.wanted(kind) == []


def test_the_network_that_comes_back_is_used_from_then_on():
    walk = offline_to_review()
    (opened,) = walk.send(online())
    assert opened == effects.OpenSession(IdCardStart(card_proof="proof"))
    where = walk.at
    walk.send(session())
    assert walk.at == where
    assert walk.screen.frame.busy is None
    walk.send(Continue())
    walk.fill().bring_papers()
    sign(walk)
    (sent,) = walk.wanted(effects.Submit)
    assert (sent.session_id, sent.card_proof) == ("session-1", None)
    walk.follow((SEALED, "submitting"), (accepted(walk), "done"))


def test_a_session_that_cannot_be_opened_in_the_background_disturbs_nobody():
    walk = offline_to_review()
    walk.send(online())
    before = walk.state.visit
    walk.send(Failed("session", "validation"))
    assert walk.state.visit == before


def test_the_network_that_is_back_before_the_plan_gives_the_consent_its_page():
    walk = Walk()
    walk.send(GONE)
    walk.open("tj-p-01").follow((Continue(), "notice"), (Continue(), "identity"))
    walk.send(CardReading(), CardRead(CARD, "proof"))
    walk.answer_all()
    walk.send(online(), session())
    walk.agree_plan()
    assert walk.page is Page.CONSENT


@pytest.mark.parametrize("problem", ["unreachable", "timeout", "not-json"])
def test_a_network_that_goes_in_the_middle_is_no_error(problem):
    walk = Walk().open("tj-p-01").follow((Continue(), "notice"), (Continue(), "identity"))
    walk.send(CardReading(), CardRead(CARD, "proof"), Failed("session", problem, retryable=True))
    assert walk.page is Page.SITUATION
    walk.answer_all().send(Continue(), Failed("plan", problem, retryable=True))
    assert walk.page is Page.REVIEW


@pytest.mark.parametrize("problem", ["unreachable", "timeout", "not-json"])
def test_sources_that_cannot_be_reached_are_questions(problem):
    walk = Walk().to_plan().agree_plan()
    walk.send(DecideConsent(True), Failed("fetch", problem, retryable=True))
    assert walk.page is Page.REVIEW
    assert "notice_band.sources_failed" in [one.key for one in walk.screen.frame.notices]
    walk.send(Continue())
    walk.fill().bring_papers()
    assert walk.page is Page.CHECK


def test_sources_are_not_asked_while_the_platform_is_out_of_reach():
    walk = Walk().to_plan().agree_plan()
    walk.send(GONE, DecideConsent(True))
    assert walk.page is Page.REVIEW
    assert walk.wanted(effects.FetchData) == []


def test_a_session_that_was_open_when_the_network_went_gives_way_to_the_card():
    walk = Walk().to_signature()
    walk.send(GONE, Continue())
    (sent,) = walk.wanted(effects.Submit)
    assert (sent.session_id, sent.card_proof) == (None, "proof")


# ---- at the door ---------------------------------------------------------------------------------------

OBSTACLES = ("disk-full", "read-only", "disk-failed", "database-broken", "not-durable", "busy",
             "clock-went-back", "no-key", "no-terminal")  # fmt: skip


@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_what_could_not_be_sealed_is_said_before_anybody_starts(obstacle):
    walk = Walk()
    walk.send(online(sealing=obstacle))
    walk.open("tj-p-01")
    body = walk.screen.body
    assert not body.can_start
    for language in ("zh-CN", "en"):
        words = Texts(language)(body.blocked.key)
        assert "12345" in words
        assert Texts(language).has(walk.screen.frame.notices[0].key)
    walk.follow((Continue(), "guide"), (Back(), "home"))
    greyed = {tile.greyed.key for tile in walk.screen.body.tiles if tile.greyed}
    assert greyed == {"greyed.seal"}
    walk.send(online())
    assert not [tile for tile in walk.screen.body.tiles if tile.greyed]


def test_who_has_begun_is_not_stopped_by_it():
    walk = Walk().to_signature()
    walk.follow((online(sealing="disk-full"), "declare"), (Continue(), "submitting"))
