"""The hall's staff are called once for what lies here or is stuck; it is told from afar until it is over."""

import pytest
from visit_walk import SEALED, Walk

from devices.status import DeviceStatus, Fault, MediaStatus, Mender, PaperStatus, Status
from kiosk.visit import effects
from kiosk.visit.attention import CARD, JAM, PAPERS, SLIP
from kiosk.visit.hardware import device_changed
from kiosk.visit.messages import CardRemoved, Continue, LeaveConfirmed, MatSeen, OpenBoard, Touched
from kiosk.visit.pages import Page

FINE = Status(DeviceStatus.ONLINE, paper=PaperStatus.FULL, media=MediaStatus.NOT_PRESENT)
STUCK = Status(
    DeviceStatus.HARDWARE_ERROR,
    Fault("paperJam", "paper jammed", Mender.CLEAR),
    PaperStatus.JAMMED,
    MediaStatus.JAMMED,
)
HELD = Status(DeviceStatus.ONLINE, paper=PaperStatus.FULL, media=MediaStatus.PRESENT)


def printer(status):
    return device_changed("printer", status)


def calls(walk):
    return [(call.code, call.device) for call in walk.state.health.calls]


def notes(walk, event):
    return [
        (note.facts["state"], note.facts["device"])
        for note in walk.wanted(effects.Note)
        if note.event == event
    ]


def leaving(walk):
    """To the last page, the card still there."""
    walk.send(LeaveConfirmed())
    assert walk.page is Page.GOODBYE
    return walk


def test_a_jam_rings_once_and_is_over_when_it_is_cleared():
    walk = Walk()
    walk.send(printer(FINE), printer(STUCK))
    walk.pass_time(30)
    walk.send(printer(STUCK))
    assert calls(walk) == [(JAM, "printer")]
    assert len(walk.wanted(effects.Ring)) == 1
    walk.send(printer(FINE))
    assert calls(walk) == []
    assert notes(walk, "attention.wanted") == notes(walk, "attention.ended") == [(JAM, "printer")]
    walk.send(printer(STUCK))
    assert len(walk.wanted(effects.Ring)) == 2


def test_a_jam_while_the_staff_stand_here_does_not_ring():
    walk = Walk()
    walk.send(printer(FINE), OpenBoard())
    assert walk.page is Page.STAFF_DOOR
    walk.send(printer(STUCK))
    assert calls(walk) == [(JAM, "printer")]
    assert not walk.wanted(effects.Ring)


def test_a_card_that_stays_is_told_after_a_moment_and_until_it_is_taken():
    walk = leaving(Walk().open("tj-p-01").identify())
    walk.pass_time(4)
    assert calls(walk) == []
    walk.pass_time(20)
    assert calls(walk) == [(CARD, "id_card")]
    # It has an alarm of its own, which does not end before the card is taken.
    assert walk.wanted(effects.CardLeftAlarm)
    assert not walk.wanted(effects.Ring)
    walk.send(CardRemoved())
    assert walk.page is Page.IDLE
    assert calls(walk) == []


def with_papers(walk=None):
    walk = (walk or Walk()).to_scan()
    walk.send(CardRemoved())
    walk.pass_time(1)
    done = walk.send(LeaveConfirmed())
    assert walk.page is Page.GOODBYE
    # The camera looks once more, and takes nothing.
    (opened,) = [one for one in done if isinstance(one, effects.OpenCamera | effects.CloseCamera)]
    assert not opened.wanted.automatic
    assert not opened.wanted.read
    return walk


def test_papers_under_the_camera_are_said_to_who_may_still_be_near_then_to_the_staff():
    walk = with_papers()
    assert any(isinstance(one, effects.LookAtMat) for one in walk.pass_time(1))
    walk.send(MatSeen(None))
    assert not walk.screen.body.papers_here
    walk.send(MatSeen(True))
    assert walk.screen.body.papers_here
    walk.pass_time(20)
    assert walk.page is Page.GOODBYE
    assert calls(walk) == [(PAPERS, "document_camera")]
    assert len(walk.wanted(effects.Ring)) == 1
    walk.send(MatSeen(False))
    assert calls(walk) == []
    walk.pass_time(1)
    assert walk.page is Page.IDLE
    assert not walk.state.health.papers_left


def test_papers_that_nobody_takes_stay_told_until_the_next_one_comes_and_the_visit_is_wiped_all_the_same():
    walk = with_papers()
    walk.send(MatSeen(True))
    walk.pass_time(70)
    assert walk.page is Page.IDLE
    assert walk.wanted(effects.Wipe)
    assert walk.state.visit.citizen is None
    assert calls(walk) == [(PAPERS, "document_camera")]
    assert len(walk.wanted(effects.Ring)) == 1
    walk.send(Touched())
    assert calls(walk) == []
    walk.send(LeaveConfirmed())
    walk.pass_time(20)
    assert walk.page is Page.IDLE
    assert calls(walk) == []


def test_an_empty_mat_switches_the_camera_off_and_holds_nobody_up():
    walk = with_papers()
    walk.done.clear()
    walk.send(MatSeen(False))
    assert walk.done == [], "its first frames may be black"
    walk.send(MatSeen(False))
    assert [type(one) for one in walk.done] == [effects.CloseCamera]
    walk.send(Continue())
    assert walk.page is Page.IDLE


@pytest.mark.parametrize("seen", [[MatSeen(False), MatSeen(False)], [MatSeen(None)] * 6])
def test_who_takes_the_card_waits_no_longer_than_the_camera_needs(seen):
    walk = Walk().to_scan()
    walk.send(LeaveConfirmed(), CardRemoved())
    assert walk.page is Page.GOODBYE
    for one in seen:
        walk.send(one)
        walk.pass_time(1)
    assert walk.page is Page.IDLE
    assert not walk.state.health.papers_left


def test_who_takes_the_card_and_leaves_the_papers_is_told():
    walk = Walk().to_scan()
    walk.send(LeaveConfirmed(), CardRemoved(), MatSeen(True))
    walk.pass_time(8)
    assert walk.screen.body.papers_here
    assert calls(walk) == [(PAPERS, "document_camera")]


def test_the_camera_is_not_opened_at_the_end_of_a_visit_without_papers():
    walk = Walk().open("tj-p-01").identify()
    walk.send(CardRemoved(), LeaveConfirmed())
    walk.pass_time(3)
    assert walk.page is Page.GOODBYE
    assert not walk.wanted(effects.OpenCamera)
    assert not walk.wanted(effects.LookAtMat)


def test_a_slip_that_nobody_took_is_told_once_its_citizen_has_gone():
    walk = Walk().to_submitting()
    walk.send(SEALED, printer(HELD))
    assert calls(walk) == []
    walk.state = walk.state.fresh()
    walk.pass_time(2)
    assert calls(walk) == [(SLIP, "printer")]
    walk.send(printer(FINE))
    assert calls(walk) == []
