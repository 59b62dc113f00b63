"""Visits of people who typed name and number: proven before they sign, and nothing of it stays."""

import pickle

import pytest
from visit_identity import (
    APP,
    NAME,
    NUMBER,
    OTHER,
    on_identity,
    sign_and_submit,
    to_proof,
    typed,
)
from visit_walk import CARD, NOON, OTHER_CARD, Walk, session

from kiosk.application.application import ValueSource
from kiosk.platform.models import IdCardStart, TypedStart
from kiosk.text import Texts
from kiosk.visit import effects
from kiosk.visit.messages import (
    Back,
    CardRead,
    CardReading,
    CodeShown,
    Continue,
    Failed,
    LeaveConfirmed,
    LinkOffered,
    LinkSeen,
    OpenDoor,
    PrintFinished,
    PrintGuide,
    Retry,
    TypeIdentity,
)
from kiosk.visit.pages import Page
from kiosk.visit.state import Visit

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


def test_the_clock_of_the_rules_is_the_terminal_s():
    walk = on_typed_number()
    tomorrow = NOON.date().replace(day=22).strftime("%Y%m%d")
    walk.send(TypeIdentity("number", f"000000{tomorrow}0018"))
    assert walk.screen.body.problem.key in ("form.id_number.future", "form.id_number.check")
