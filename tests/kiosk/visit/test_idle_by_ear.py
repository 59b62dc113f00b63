"""Time for who goes by speech or keypad (ux.md §6): 180 s wherever somebody stands in a visit."""

import pytest
from visit_walk import Walk

from kiosk.visit.messages import CardRemoved, Continue, SetAid, Touched
from kiosk.visit.pages import Page

BY_EAR = ("speech_on", "keypad_on")


def in_the_form() -> Walk:
    return Walk().to_plan().agree_plan().fetch_nothing()


@pytest.mark.parametrize("aid", BY_EAR)
@pytest.mark.parametrize(
    "start", [lambda: Walk().to_plan(), in_the_form, lambda: Walk().to_signature(), lambda: Walk().to_done()]
)
def test_the_limit_is_180_seconds_and_the_warning_at_least_20(start, aid):
    walk = start()
    walk.send(SetAid(aid, True))
    walk.pass_time(179)
    assert walk.screen.frame.overlay is None
    walk.pass_time(1)
    overlay = walk.screen.frame.overlay
    assert overlay.kind == "idle"
    assert overlay.seconds >= 20


@pytest.mark.parametrize("aid", BY_EAR)
def test_any_key_extends_more_than_ten_times(aid):
    walk = in_the_form()
    walk.send(SetAid(aid, True))
    at = walk.at
    for _ in range(12):
        walk.pass_time(190 + 19, every=19)
        assert walk.screen.frame.overlay.kind == "idle"
        walk.send(Touched())
        assert walk.screen.frame.overlay is None
    assert walk.at == at


@pytest.mark.parametrize("aid", BY_EAR)
def test_goodbye_lasts_until_what_is_to_be_taken_was_said(aid):
    walk = Walk().to_done()
    walk.send(SetAid(aid, True), CardRemoved())
    walk.follow((Continue(), "rating"), (Continue(), "goodbye"))
    walk.pass_time(29)
    assert walk.page is Page.GOODBYE
    assert walk.screen.body.seconds == 1
    walk.pass_time(1)
    assert walk.page is Page.IDLE
