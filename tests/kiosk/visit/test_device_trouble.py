"""Devices that fail, and what the citizen sees of it."""

from datetime import date

import pytest
from visit_photos import GOOD
from visit_walk import CARD, SEALED, Walk, accepted

from devices.document_camera.values import Advice
from kiosk.catalogue.models import MaterialSource
from kiosk.receipts.document import Paragraph
from kiosk.text import Texts
from kiosk.visit import effects
from kiosk.visit.messages import (
    Back,
    CardFailed,
    CardRead,
    CardReading,
    CardRemoved,
    ChooseSource,
    Continue,
    DeviceChanged,
    PhotoRejected,
    PrintAgain,
    PrintFinished,
    PrintGuide,
    SlipCameOut,
    TakePhoto,
)
from kiosk.visit.pages import Page


def on_identity() -> Walk:
    return Walk().open("tj-p-01").follow((Continue(), "notice"), (Continue(), "identity"))


def notices(walk: Walk) -> list[str]:
    return [notice.key for notice in walk.screen.frame.notices]


def test_card_lifted_during_read_asks_to_place_it_again():
    walk = on_identity()
    walk.follow((CardReading(), "identity"), (CardRemoved(), "identity"))
    assert (walk.screen.body.state, walk.screen.body.advice.key) == ("failed", "card.advice.moved")
    walk.follow((CardReading(), "identity"))
    assert walk.screen.body.state == "reading"
    walk.send(CardRead(CARD, "proof"))
    assert walk.screen.body.state == "checking"
    assert effects.StopCard() not in walk.done


@pytest.mark.parametrize("code", ["moved", "damaged", "wrong_card", "expired", "unreadable", "reader"])
def test_each_fault_of_a_card_has_its_advice(code):
    walk = on_identity()
    walk.send(CardReading(), CardFailed(code))
    view = walk.screen.body
    assert (view.state, view.attempts) == ("failed", 1)
    for language in ("zh-CN", "en"):
        assert Texts(language)(view.advice.key) != view.advice.key
    assert not walk.wanted(effects.OpenSession)


def test_an_expired_card_is_not_taken():
    walk = on_identity()
    walk.send(CardRead({**CARD, "valid_until": date(2026, 11, 20)}, "proof"))
    assert walk.screen.body.advice.key == "card.advice.expired"
    assert not walk.wanted(effects.OpenSession)
    assert walk.state.visit.citizen is None
    walk.send(CardRead({**CARD, "valid_until": date(2026, 11, 21)}, "proof"))
    assert walk.wanted(effects.OpenSession)


def test_a_card_lifted_after_it_was_read_is_as_it_should_be():
    walk = Walk().to_plan().follow((CardRemoved(), "plan"))
    assert walk.state.visit.citizen is not None
    assert not walk.state.visit.card_here


def test_a_card_is_read_only_where_it_is_asked_for():
    walk = Walk().open("tj-p-01")
    walk.send(CardReading(), CardRead(CARD, "proof"))
    assert walk.state.visit.citizen is None
    assert not walk.wanted(effects.OpenSession)


def test_a_card_that_lies_on_the_idle_terminal_wakes_nothing():
    walk = Walk()
    before = walk.state
    walk.send(CardReading(), CardRead(CARD, "proof"), CardFailed("moved"), CardRemoved())
    assert walk.state.visit == before.visit
    assert walk.done == []


def test_the_camera_that_goes_away_is_announced_and_comes_back_by_itself():
    walk = Walk().to_scan("tj-e-01")
    assert isinstance(walk.done[-1], effects.OpenCamera)
    walk.send(TakePhoto(), DeviceChanged("document_camera", "gone"))
    assert notices(walk) == ["notice_band.camera"]
    assert walk.screen.body.state == "placing"
    assert walk.send(TakePhoto()) == ()
    walk.send(DeviceChanged("document_camera", None))
    assert notices(walk) == []
    assert walk.send(TakePhoto()) == (effects.Photograph(),)
    walk.send(GOOD)
    assert walk.screen.body.state == "taken"


def test_without_the_camera_another_way_is_offered():
    walk = Walk().to_plan("tj-e-01").agree_plan().fetch_nothing().fill()
    walk.send(ChooseSource("articles-of-association", MaterialSource.SCAN), Continue())
    while walk.at.key != "articles-of-association":
        walk.send(TakePhoto(), GOOD, Continue())
    walk.send(DeviceChanged("document_camera", "gone"))
    assert walk.screen.body.alternatives == (MaterialSource.COMMITMENT,)
    walk.send(ChooseSource("articles-of-association", MaterialSource.COMMITMENT))
    assert str(walk.at) == "commitment:articles-of-association"


@pytest.mark.parametrize("advice", [one.value for one in Advice])
def test_a_photograph_that_is_not_good_says_what_to_do(advice):
    walk = Walk().to_scan()
    walk.send(TakePhoto(), PhotoRejected(advice))
    view = walk.screen.body
    assert view.state == "rejected"
    for language in ("zh-CN", "en"):
        assert Texts(language)(view.advice.key) != view.advice.key
    assert walk.state.visit.sheets == {}
    walk.send(TakePhoto(), GOOD)
    assert walk.screen.body.state == "taken"


def test_two_taps_on_the_shutter_take_one_picture():
    walk = Walk().to_scan()
    walk.send(TakePhoto(), TakePhoto())
    assert len(walk.wanted(effects.Photograph)) == 1


def test_a_picture_that_nobody_asked_for_is_not_kept():
    walk = Walk().to_scan()
    walk.send(GOOD)
    walk.send(TakePhoto(), Back(), Continue(), GOOD)
    assert walk.state.visit.sheets == {}


def test_the_camera_is_open_only_while_a_sheet_is_asked_for():
    walk = Walk().to_done()
    switched = [type(e) for e in walk.done if isinstance(e, effects.OpenCamera | effects.CloseCamera)]
    assert switched == [effects.OpenCamera, effects.CloseCamera] * 6


@pytest.mark.parametrize(
    "change", [DeviceChanged("printer", "paperOut", "out"), DeviceChanged("printer", "gone")]
)
def test_a_printer_that_is_out_is_said_before_and_is_no_wall(change):
    walk = Walk().open("tj-p-01")
    walk.send(change)
    assert notices(walk) == ["notice_band.printer"]
    assert walk.screen.body.can_start
    walk = Walk().to_signature()
    walk.send(change)
    assert notices(walk) == ["notice_band.printer"]
    walk.follow((Continue(), "submitting"), (SEALED, "submitting"))
    walk.follow((accepted(walk), "done"))
    assert not walk.wanted(effects.Print)
    assert walk.screen.body.slip == "failed"
    assert walk.screen.body.submission_no == "SN-1"
    assert walk.screen.body.qr_text.endswith(walk.screen.body.short_code)


def test_paper_that_ends_while_printing_leaves_the_number_and_can_be_asked_for_again():
    walk = Walk().to_done()
    walk.send(PrintFinished("paperOut"))
    assert (walk.screen.body.slip, walk.screen.body.slip_fault) == ("failed", "paperOut")
    assert walk.screen.body.submission_no == "SN-1"
    walk.send(DeviceChanged("printer", "paperOut", "out"), DeviceChanged("printer", None, "full"))
    assert len(walk.wanted(effects.Print)) == 1
    walk.send(PrintAgain(), PrintFinished())
    assert walk.screen.body.slip == "printed"
    assert len(walk.wanted(effects.Print)) == 2
    assert not _marked(walk, 1), "nothing of the first was on paper"


def _marked(walk: Walk, number: int) -> bool:
    """Whether the last slip says 补打 and its number."""
    mark = Texts("zh-CN")("slip.reprint", number=number)
    blocks = walk.wanted(effects.Print)[-1].slip.blocks
    return mark in [block.text for block in blocks if isinstance(block, Paragraph)]


def test_where_nobody_knows_what_became_of_the_slip_the_citizen_is_asked():
    walk = Walk().to_done()
    walk.send(PrintFinished("noAnswer", unknown=True))
    assert (walk.screen.body.slip, walk.screen.body.slip_fault) == ("unknown", "noAnswer")
    walk.send(SlipCameOut(True))
    assert walk.screen.body.slip == "printed"
    assert len(walk.wanted(effects.Print)) == 1


def test_a_slip_that_did_not_come_out_is_printed_again_and_numbered():
    walk = Walk().to_done()
    for number in (1, 2):
        walk.send(PrintFinished("printerStalled", unknown=True), SlipCameOut(False))
        assert walk.screen.body.slip == "printing"
        assert len(walk.wanted(effects.Print)) == number + 1
        assert _marked(walk, number)
    walk.send(PrintFinished())
    assert walk.screen.body.slip == "printed"


def test_a_slip_that_did_not_come_out_waits_for_a_printer_that_can():
    walk = Walk().to_done()
    walk.send(DeviceChanged("printer", "paperOut", "out"), PrintFinished("paperOut", unknown=True))
    assert not walk.screen.body.can_print
    walk.send(SlipCameOut(False), PrintAgain())
    assert (walk.screen.body.slip, walk.screen.body.slip_fault) == ("failed", "paperOut")
    assert len(walk.wanted(effects.Print)) == 1
    walk.send(DeviceChanged("printer", None, "full"))
    assert walk.screen.body.can_print
    walk.send(PrintAgain())
    assert _marked(walk, 1)


@pytest.mark.parametrize("came", [True, False])
def test_the_question_is_answered_only_when_it_was_asked(came):
    walk = Walk().to_done()
    before = walk.state
    assert walk.send(SlipCameOut(came)) == ()
    assert walk.state.visit.slip == before.visit.slip == "printing"


def test_a_printer_whose_driver_does_not_return_keeps_nobody_waiting():
    walk = Walk().to_done()
    walk.send(DeviceChanged("printer", "notResponding"))
    assert walk.screen.body.slip == "unknown"
    walk.send(PrintFinished())
    assert walk.screen.body.slip == "unknown", "a late word changes nothing that a person was asked"


def test_without_paper_no_guide_is_offered_on_paper():
    walk = Walk().open("tj-p-01")
    assert walk.screen.body.can_print
    walk.send(DeviceChanged("printer", "paperOut", "out"))
    assert not walk.screen.body.can_print
    assert walk.send(PrintGuide()) == ()
    walk.send(DeviceChanged("printer", None, "low"))
    assert len(walk.send(PrintGuide())) == 1


def test_the_reader_follows_a_card_until_it_is_taken():
    walk = Walk().to_plan()
    assert effects.StopCard() not in walk.done
    walk.send(CardRemoved())
    assert walk.done[-1] == effects.StopCard()
    walk = Walk().to_done()
    assert effects.StopCard() not in walk.done
    assert walk.page is Page.DONE
