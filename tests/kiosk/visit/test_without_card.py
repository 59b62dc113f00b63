"""Visits of people without their card: a code that is scanned, their phone, name and number typed."""

import pytest
from visit_identity import APP, NUMBER, OTHER, SCANNER, on_identity, sign_and_submit
from visit_walk import CARD, SEALED, STROKES, Walk, accepted, session

from devices.code_reader.codes import Code, Refused
from devices.code_reader.zone import Mrz
from kiosk.application.application import ValueSource
from kiosk.platform.models import CodeStart, LinkStart, TypedStart
from kiosk.visit import effects
from kiosk.visit.hardware import code_emitter
from kiosk.visit.messages import (
    Back,
    CardRead,
    CodeRefused,
    CodeShown,
    Continue,
    DeviceChanged,
    Failed,
    LinkOffered,
    LinkSeen,
    OpenDoor,
    Retry,
    Sign,
    TickDeclaration,
    TypeIdentity,
)
from kiosk.visit.pages import Page

# ---- doors -------------------------------------------------------------------------------------------


def test_the_identity_page_offers_the_card_first_and_the_doors_beside_it():
    view = on_identity().screen.body
    assert (view.state, view.scan, view.doors, view.reader_out) == (
        "waiting",
        True,
        ("phone", "typed"),
        False,
    )


def test_without_a_code_reader_nobody_is_told_to_scan():
    walk = Walk().open("tj-p-01").follow((Continue(), "notice"), (Continue(), "identity"))
    assert not walk.screen.body.scan
    walk.send(SCANNER)
    assert walk.screen.body.scan
    walk.send(DeviceChanged("code_reader", "gone"))
    assert not walk.screen.body.scan


def test_a_card_reader_that_is_out_is_said_and_the_doors_stay():
    walk = Walk()
    walk.send(DeviceChanged("id_card", "gone"))
    walk.open("tj-p-01").follow((Continue(), "notice"), (Continue(), "identity"))
    assert walk.screen.body.reader_out
    assert "notice_band.id_card" in [notice.key for notice in walk.screen.frame.notices]
    walk.follow((OpenDoor("typed"), "typed:name"))


def test_codes_are_taken_only_while_the_identity_page_waits():
    walk = on_identity()
    assert walk.done[-1] == effects.StartCodes()
    walk.send(CodeShown("token"))
    assert walk.done[-1] == effects.StopCodes()
    walk.send(APP)
    switched = [type(e) for e in walk.done if isinstance(e, effects.StartCodes | effects.StopCodes)]
    assert switched == [effects.StartCodes, effects.StopCodes]


# ---- codes -------------------------------------------------------------------------------------------


def test_a_code_goes_to_the_platform_as_it_came_and_fills_what_a_card_would():
    walk = on_identity()
    token = "  9|示例令牌|opaque==  "
    assert effects.OpenSession(CodeStart(code=token)) in walk.send(CodeShown(token))
    walk.follow((APP, "situation:birth-place"))
    citizen = walk.state.visit.citizen
    assert (citizen.assurance, citizen.number, citizen.declared) == ("APP", NUMBER, False)
    sources = {value.source for value in walk.state.visit.application.values.values()}
    assert sources == {ValueSource.ACCOUNT}
    walk.answer_all().agree_plan()
    assert walk.page is Page.CONSENT
    walk.fetch_nothing().fill().bring_papers()
    walk.follow((Continue(), "declare"))
    sign_and_submit(walk)


def test_a_code_that_is_over_can_be_shown_again():
    walk = on_identity()
    walk.send(CodeShown("old"))
    walk.follow((Failed("session", "validation"), "identity"))
    view = walk.screen.body
    assert (view.state, view.advice.key) == ("failed", "card.advice.code_over")
    assert walk.state.visit.citizen is None
    assert effects.OpenSession(CodeStart(code="new")) in walk.send(CodeShown("new"))


def test_what_is_no_code_is_said_and_asked_of_nobody():
    walk = on_identity()
    walk.send(CodeRefused("controlCharacter"))
    assert walk.screen.body.advice.key == "card.advice.code"
    assert not walk.wanted(effects.OpenSession)


def test_a_code_is_not_taken_twice_nor_where_nobody_asked():
    walk = Walk().open("tj-p-01")
    walk.send(SCANNER, CodeShown("early"))
    assert not walk.wanted(effects.OpenSession)
    walk = on_identity()
    walk.send(CodeShown("one"), CodeShown("two"))
    assert len(walk.wanted(effects.OpenSession)) == 1


def test_the_code_reader_s_words_become_the_visit_s():
    told = []
    emit = code_emitter(told.append)
    emit(Code("token"))
    emit(Refused("tooLong"))
    assert told == [CodeShown("token"), CodeRefused("tooLong")]
    assert Mrz is not Code


def test_no_message_and_no_effect_shows_a_code_or_a_number():
    shown = [
        CodeShown("geheim"), CodeStart(code="geheim"), effects.OpenSession(CodeStart(code="geheim")),
        LinkOffered("geheim", "geheim"), LinkSeen("geheim", "PENDING"), TypeIdentity("number", "geheim"),
        TypedStart(name="geheim", cert_no="geheim"), LinkStart(link_code="geheim"),
    ]  # fmt: skip
    assert not any("geheim" in repr(one) for one in shown)


# ---- phone -------------------------------------------------------------------------------------------


def test_the_phone_approves_and_the_visit_goes_on():
    walk = on_identity()
    assert effects.OpenLink() in walk.send(OpenDoor("phone"))
    assert walk.screen.body.state == "asking"
    assert walk.send(LinkOffered("L1", "https://platform.example/l/L1")) == (effects.AskLink("L1"),)
    assert (walk.screen.body.state, walk.screen.body.qr_text) == ("shown", "https://platform.example/l/L1")
    assert walk.pass_time(3) == []
    assert walk.send(LinkSeen("L1", "PENDING")) == ()
    assert walk.pass_time(1) == [effects.AskLink("L1")]
    assert walk.send(LinkSeen("L1", "SCANNED")) == ()
    assert walk.screen.body.state == "scanned"
    assert walk.pass_time(1) == [effects.AskLink("L1")]
    assert walk.send(LinkSeen("L1", "APPROVED")) == (effects.OpenSession(LinkStart(link_code="L1")),)
    assert walk.screen.body.state == "checking"
    walk.follow((APP, "situation:birth-place"))
    assert walk.state.visit.link is None


@pytest.mark.parametrize(("status", "state"), [("DENIED", "denied"), ("EXPIRED", "over")])
def test_a_phone_that_does_not_approve_leads_to_another_code(status, state):
    walk = on_identity()
    walk.send(OpenDoor("phone"), LinkOffered("L1", "q"), LinkSeen("L1", status))
    assert walk.screen.body.state == state
    assert walk.send(LinkSeen("L1", "APPROVED")) == ()
    assert walk.send(Continue()) == (effects.OpenLink(),)
    walk.send(LinkOffered("L2", "q2"))
    assert walk.screen.body.qr_text == "q2"
    assert walk.send(LinkSeen("L1", "APPROVED")) == ()


def test_a_platform_that_does_not_answer_about_a_code_leaves_the_page_and_the_other_ways():
    walk = on_identity()
    walk.send(OpenDoor("phone"))
    walk.follow((Failed("link", "unreachable", retryable=True), "phone"))
    assert walk.screen.body.state == "failed"
    walk.follow((Back(), "identity"), (OpenDoor("typed"), "typed:name"))
    walk.follow((Failed("link", "timeout"), "typed:name"))


def test_who_goes_back_from_the_phone_is_not_logged_in_by_it():
    walk = on_identity()
    walk.send(OpenDoor("phone"), LinkOffered("L1", "q"))
    walk.follow((Back(), "identity"), (LinkSeen("L1", "APPROVED"), "identity"))
    assert not walk.wanted(effects.OpenSession)


def test_a_session_that_comes_after_one_went_back_is_nobody_s():
    walk = on_identity()
    walk.send(OpenDoor("phone"), LinkOffered("L1", "q"), LinkSeen("L1", "APPROVED"))
    serial = walk.state.serial
    walk.follow((Back(), "identity"))
    assert walk.state.serial == serial + 1
    walk.follow((APP, "identity"))


# ---- what the platform wants -------------------------------------------------------------------------


def test_an_act_that_needs_more_asks_for_one_of_the_methods_that_are_enough():
    walk = on_identity()
    walk.send(CodeShown("t"), APP)
    walk.answer_all().agree_plan().fetch_nothing().fill().bring_papers()
    walk.follow((Continue(), "declare"))
    for declaration in walk.screen.body.declarations:
        walk.send(TickDeclaration(declaration.id, True))
    walk.follow((Sign(STROKES), "declare"), (Continue(), "submitting"))
    walk.follow((Failed("submit", "assurance-too-low", methods=("ID_CARD",)), "error"))
    assert walk.screen.body.can_retry
    walk.follow((Retry(), "identity"))
    assert (walk.screen.body.doors, walk.screen.body.scan) == ((), False)
    walk.send(CodeShown("again"))
    assert walk.page is Page.IDENTITY
    walk.follow((CardRead(CARD, "proof"), "identity"), (session(), "declare"))
    walk.follow((Continue(), "submitting"), (SEALED, "submitting"), (accepted(walk), "done"))


def test_what_was_fetched_is_not_shown_to_whoever_knows_the_number():
    walk = on_identity()
    walk.send(CodeShown("t"), APP)
    walk.answer_all().send(Continue())
    walk.follow((Failed("plan", "session-expired"), "error"), (Retry(), "identity"))
    assert (walk.screen.body.same_person, walk.screen.body.doors) == (True, ("phone",))
    walk.follow((OpenDoor("typed"), "identity"), (CodeShown("again"), "identity"), (APP, "plan"))


def test_somebody_else_s_code_ends_the_visit_of_who_had_proved_it():
    walk = on_identity()
    walk.send(CodeShown("t"), APP)
    walk.answer_all().send(Continue())
    walk.follow((Failed("plan", "session-expired"), "error"), (Retry(), "identity"))
    walk.send(CodeShown("other"))
    assert effects.EndSession() in walk.send(OTHER)
    assert walk.page is Page.IDLE


def test_a_method_that_the_platform_does_not_offer_leaves_the_others():
    walk = on_identity()
    walk.send(CodeShown("t"))
    walk.follow((Failed("session", "assurance-too-low", methods=("ID_CARD", "LINK_CODE")), "error"))
    walk.follow((Retry(), "identity"))
    assert (walk.screen.body.doors, walk.screen.body.scan) == (("phone",), False)
