"""Visits of people without their card: a code that is scanned, their phone, name and number typed."""

import pickle
from datetime import date

import pytest
from visit_walk import CARD, NOON, OTHER_CARD, SEALED, STROKES, Walk, accepted, session

from devices.code_reader.codes import Code, Refused
from devices.code_reader.zone import Mrz
from kiosk.application.application import ValueSource
from kiosk.platform.models import CodeStart, IdCardStart, LinkStart, TypedStart
from kiosk.text import Texts
from kiosk.visit import effects
from kiosk.visit.hardware import code_emitter
from kiosk.visit.messages import (
    Back,
    CardRead,
    CardReading,
    CodeRefused,
    CodeShown,
    Continue,
    DeviceChanged,
    Failed,
    LeaveConfirmed,
    LinkOffered,
    LinkSeen,
    OpenDoor,
    PrintFinished,
    PrintGuide,
    Retry,
    SessionOpened,
    Sign,
    TickDeclaration,
    TypeIdentity,
)
from kiosk.visit.pages import Page
from kiosk.visit.state import Visit

NAME, NUMBER = "李示例", "000000199203050018"
HOLDER = {
    "name": NAME,
    "number": NUMBER,
    "sex": "1",
    "ethnicity": "汉",
    "birth_date": date(1992, 3, 5),
    "address": "示例市示例区示例路1号",
}
DECLARED = SessionOpened("session-t", "李*", "0****************8", "DECLARED")
APP = SessionOpened("session-a", "李*", "0****************8", "APP", HOLDER)
OTHER = SessionOpened(
    "session-o", "王*", "0****************7", "APP", {**HOLDER, "number": "000000199307160027"}
)
SCANNER = DeviceChanged("code_reader", None)


def on_identity(bundle: str = "tj-p-01") -> Walk:
    walk = Walk()
    walk.send(SCANNER)
    return walk.open(bundle).follow((Continue(), "notice"), (Continue(), "identity"))


def typed(bundle: str = "tj-p-01") -> Walk:
    walk = on_identity(bundle)
    return walk.follow(
        (OpenDoor("typed"), "typed:name"),
        (TypeIdentity("name", NAME), "typed:name"),
        (Continue(), "typed:number"),
        (TypeIdentity("number", NUMBER), "typed:number"),
        (Continue(), "typed:number"),
        (DECLARED, "situation:birth-place") if bundle == "tj-p-01" else (DECLARED, str(walk.at)),
    )


def typed_to_check() -> Walk:
    walk = typed().answer_all().agree_plan()
    assert walk.page is Page.REVIEW
    walk.send(Continue())
    walk.fill().bring_papers()
    assert walk.page is Page.CHECK
    return walk


def to_proof() -> Walk:
    return typed_to_check().follow((Continue(), "identity"))


def sign_and_submit(walk: Walk) -> Walk:
    assert walk.page is Page.DECLARE, walk.at
    for declaration in walk.screen.body.declarations:
        walk.send(TickDeclaration(declaration.id, True))
    walk.follow((Sign(STROKES), "declare"), (Continue(), "submitting"))
    return walk.follow((SEALED, "submitting"), (accepted(walk), "done"))


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


# ---- typed -------------------------------------------------------------------------------------------


def test_who_typed_fills_everything_and_proves_it_before_signing():
    walk = to_proof()
    assert not walk.wanted(effects.FetchData)
    view = walk.screen.body
    assert (view.proof_wanted, view.doors, view.scan) == (True, ("phone",), True)
    answers = {name: held.value for name, held in walk.state.visit.application.values.items()}
    walk.follow((CardReading(), "identity"), (CardRead(CARD, "proof"), "identity"), (session(), "declare"))
    after = {name: held.value for name, held in walk.state.visit.application.values.items()}
    assert answers.items() <= after.items()
    sign_and_submit(walk)
    package = walk.wanted(effects.Submit)[-1].package
    assert package.consents == ()


def test_a_code_or_the_phone_proves_it_too():
    for sent in (
        [CodeShown("t"), APP],
        [OpenDoor("phone"), LinkOffered("L", "q"), LinkSeen("L", "APPROVED"), APP],
    ):
        walk = to_proof()
        walk.send(*sent)
        assert walk.page is Page.DECLARE, walk.at
        sign_and_submit(walk)


def test_the_name_on_the_card_takes_the_place_of_the_typed_one_and_is_checked_again():
    walk = to_proof()
    walk.send(CardRead({**CARD, "name": "李示列"}, "proof"))
    walk.follow((session(), "check"))
    names = [v.value for v in walk.state.visit.application.values.values() if v.source is ValueSource.CARD]
    assert "李示列" in names and NAME not in names
    walk.follow((Continue(), "declare"))


def test_another_s_card_does_not_go_on_with_it_and_nothing_is_lost():
    walk = to_proof()
    before = walk.state.visit.application
    logins = len(walk.wanted(effects.OpenSession))
    walk.follow((CardRead(OTHER_CARD, "proof"), "identity"))
    assert walk.screen.body.advice.key == "card.advice.other_person"
    assert len(walk.wanted(effects.OpenSession)) == logins
    walk.send(CodeShown("other"))
    assert effects.EndSession() in walk.send(OTHER)
    assert (walk.page, walk.screen.body.advice.key) == (Page.IDENTITY, "card.advice.other_person")
    assert walk.state.visit.application == before
    walk.follow((CardRead(CARD, "proof"), "identity"), (session(), "declare"))


def test_who_has_no_proof_goes_back_to_what_they_filled_in():
    walk = to_proof().follow((Back(), "check"))
    assert walk.state.visit.citizen.declared
    walk.follow((Continue(), "identity"), (OpenDoor("typed"), "identity"))


def test_who_has_no_proof_takes_what_they_chose_to_the_counter():
    walk = to_proof()
    assert walk.screen.body.can_print
    (printing,) = walk.send(PrintGuide())
    assert isinstance(printing, effects.Print)
    assert NAME not in repr(printing.slip) and NUMBER not in repr(printing.slip)
    assert not walk.screen.body.can_print
    walk.send(PrintFinished())
    assert walk.screen.body.can_print
    assert not on_identity().send(PrintGuide())


def test_a_wrong_digit_is_said_at_once_and_a_short_number_only_when_one_goes_on():
    walk = on_identity()
    walk.send(OpenDoor("typed"), TypeIdentity("name", NAME), Continue())
    walk.send(TypeIdentity("number", NUMBER[:10]))
    assert walk.screen.body.problem is None
    walk.follow((Continue(), "typed:number"))
    assert walk.screen.body.problem.key == "form.id_number.form"
    walk.send(TypeIdentity("number", NUMBER[:-1] + "7"))
    assert walk.screen.body.problem.key == "form.id_number.check"
    walk.follow((Continue(), "typed:number"))
    assert not walk.wanted(effects.OpenSession)
    walk.send(TypeIdentity("number", NUMBER))
    assert walk.screen.body.problem is None
    assert walk.send(Continue()) == (effects.OpenSession(TypedStart(name=NAME, cert_no=NUMBER)),)


@pytest.mark.parametrize("name", ["", " ", "李", "李2例"])
def test_a_name_that_cannot_be_keeps_one_on_the_page(name):
    walk = on_identity()
    walk.send(OpenDoor("typed"))
    walk.follow((TypeIdentity("name", name), "typed:name"), (Continue(), "typed:name"))
    assert walk.screen.body.problem is not None
    for language in ("zh-CN", "en"):
        assert Texts(language).has(walk.screen.body.problem.key)


def test_a_platform_that_refuses_the_number_says_so_on_the_page_and_keeps_it():
    walk = on_identity()
    walk.send(
        OpenDoor("typed"), TypeIdentity("name", NAME), Continue(), TypeIdentity("number", NUMBER), Continue()
    )
    walk.follow((Failed("session", "validation"), "typed:number"))
    assert (walk.screen.body.value, walk.screen.body.problem.key) == (NUMBER, "typed.number.refused")
    assert walk.state.visit.citizen is None
    walk.follow((Back(), "typed:name"))
    assert walk.screen.body.value == NAME


def test_a_log_in_that_fails_keeps_what_was_typed():
    walk = on_identity()
    walk.send(
        OpenDoor("typed"), TypeIdentity("name", NAME), Continue(), TypeIdentity("number", NUMBER), Continue()
    )
    walk.follow((Failed("session", "unreachable", retryable=True), "error"), (Retry(), "typed:number"))
    assert walk.screen.body.value == NUMBER
    assert effects.OpenSession(TypedStart(name=NAME, cert_no=NUMBER)) in walk.send(Continue())


def test_a_card_laid_down_while_one_types_is_read():
    walk = on_identity()
    walk.send(OpenDoor("typed"), TypeIdentity("name", NAME))
    assert effects.StopCard() not in walk.done
    walk.follow((CardReading(), "typed:name"), (CardRead(CARD, "proof"), "identity"))
    assert walk.wanted(effects.OpenSession) == [effects.OpenSession(IdCardStart(card_proof="proof"))]
    walk.follow((session(), "situation:birth-place"))
    assert walk.state.visit.typed.name == ""


def test_nothing_typed_survives_the_visit():
    for end in (typed(), on_typed_number()):
        end.send(LeaveConfirmed())
        while end.page is not Page.IDLE:
            end.pass_time(30)
        visit = end.state.visit
        assert visit == Visit(last_activity=visit.last_activity, page_since=visit.page_since)
        held = pickle.dumps(end.state)
        assert NUMBER.encode() not in held and NAME.encode() not in held


def on_typed_number() -> Walk:
    walk = on_identity()
    walk.send(OpenDoor("typed"), TypeIdentity("name", NAME), Continue(), TypeIdentity("number", NUMBER))
    return walk


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


def test_the_clock_of_the_rules_is_the_terminal_s():
    walk = on_typed_number()
    tomorrow = NOON.date().replace(day=22).strftime("%Y%m%d")
    walk.send(TypeIdentity("number", f"000000{tomorrow}0018"))
    assert walk.screen.body.problem.key in ("form.id_number.future", "form.id_number.check")
