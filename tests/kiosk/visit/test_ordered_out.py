"""Out of service by order: nobody who has begun is interrupted, and nobody new is served."""

from visit_walk import Walk

from kiosk.visit import messages as m
from kiosk.visit.pages import Page


def test_an_idle_terminal_goes_out_of_service_and_comes_back():
    walk = Walk()
    walk.send(m.ServiceOrdered("paper"))
    assert walk.page is Page.OUT_OF_SERVICE
    assert walk.screen.body.reason == "ordered"
    walk.send(m.Touched())
    assert walk.page is Page.OUT_OF_SERVICE
    walk.send(m.ServiceOrdered(None))
    assert walk.page is Page.IDLE


def test_a_visit_under_way_goes_on_to_its_end():
    walk = Walk().open("tj-p-01").identify()
    page = walk.page
    walk.send(m.ServiceOrdered("maintenance"))
    assert walk.page is page
    walk.send(m.Leave(), m.LeaveConfirmed(), m.CardRemoved())
    walk.pass_time(60)
    assert walk.page is Page.OUT_OF_SERVICE


def test_a_release_that_wants_in_is_given_as_the_reason():
    walk = Walk()
    walk.send(m.ServiceOrdered("update"))
    assert walk.screen.body.reason == "update"
