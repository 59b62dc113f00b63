"""窗口补签: who cannot sign on the glass declares here, submits, and signs by hand at the window."""

import pytest
from visit_walk import GUIDES, SEALED, STROKES, Walk, accepted

from kiosk.visit import effects
from kiosk.visit.messages import Continue, PrintFinished, Sign, SignAtWindow, StopWaiting, TickDeclaration
from kiosk.visit.pages import Page


@pytest.fixture
def declaring():
    walk = Walk().to_plan("tj-p-11").agree_plan().fetch_nothing().fill().bring_papers()
    walk.send(Continue(), *(TickDeclaration(one.id, True) for one in GUIDES.bundle("tj-p-11").declarations))
    assert walk.page is Page.DECLARE
    return walk


def test_without_a_signature_nothing_is_submitted(declaring):
    assert not declaring.screen.body.ready
    assert not declaring.send(Continue())


def test_declared_here_and_signed_at_the_window_is_submitted_without_strokes(declaring):
    declaring.send(SignAtWindow(True), Continue())
    (sent,) = declaring.wanted(effects.Submit)
    (declaration, *_) = sent.package.declarations
    assert declaration.text_digest
    assert (declaration.signature, declaration.ink) == (None, None)


def test_the_page_of_the_number_and_both_slips_say_that_it_is_to_be_signed(declaring):
    declaring.send(SignAtWindow(True), Continue(), SEALED)
    declaring.send(StopWaiting())
    assert declaring.screen.body.sign_at_window
    declaring.send(PrintFinished(), accepted(declaring))
    assert declaring.page is Page.DONE
    assert declaring.screen.body.sign_at_window
    slips = [one.slip for one in declaring.wanted(effects.Print)]
    assert len(slips) == 2
    assert all("窗口补签" in str(slip) for slip in slips)


def test_what_was_drawn_goes_and_drawing_after_all_takes_it_back(declaring):
    declaring.send(Sign(STROKES), SignAtWindow(True))
    assert declaring.state.visit.strokes == ()
    declaring.send(Sign(STROKES))
    assert not declaring.state.visit.sign_at_window
    assert declaring.screen.body.ready


def test_elsewhere_it_means_nothing():
    walk = Walk().to_plan("tj-p-11")
    before = walk.state.visit
    walk.send(SignAtWindow(True))
    assert walk.state.visit.sign_at_window is before.sign_at_window is False
