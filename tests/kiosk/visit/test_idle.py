"""Time (ux.md §6 after WCAG 2.2.1): limits, warnings, any number of extensions, and what ends by itself."""

import pytest
from visit_walk import Walk

from kiosk.visit import effects
from kiosk.visit.messages import (
    CardReading,
    CardRemoved,
    CloseOverlay,
    Continue,
    Failed,
    MatSeen,
    OpenReport,
    SetAid,
    StillHere,
    Touched,
)
from kiosk.visit.pages import Page
from kiosk.visit.state import Visit


def on_home() -> Walk:
    return Walk().follow((Touched(), "home"))


def on_identity() -> Walk:
    return Walk().open("tj-p-01").follow((Continue(), "notice"), (Continue(), "identity"))


def on_field() -> Walk:
    return Walk().to_plan().agree_plan().fetch_nothing()


def on_large_text() -> Walk:
    walk = on_field()
    walk.send(SetAid("text_size", "large"))
    return walk


def on_error() -> Walk:
    walk = Walk().to_plan()
    walk.send(Continue(), Failed("plan", "upstream-unavailable", retryable=True))
    assert walk.page is Page.ERROR
    return walk


def on_report() -> Walk:
    walk = on_error()
    walk.send(OpenReport())
    assert walk.page is Page.REPORT
    return walk


@pytest.mark.parametrize(
    ("start", "limit"),
    [
        (on_field, 60),
        (on_large_text, 180),
        (on_identity, 180),
        (lambda: Walk().to_scan(), 180),
        (lambda: Walk().to_signature(), 180),
        (on_error, 60),
        (on_report, 60),
        (lambda: Walk().to_done(), 45),
    ],
)
def test_silence_brings_a_warning_and_then_the_end(start, limit):
    walk = start()
    page = walk.page
    walk.send(Touched())
    walk.pass_time(limit - 1)
    assert walk.screen.frame.overlay is None
    walk.pass_time(1)
    overlay = walk.screen.frame.overlay
    assert overlay.kind == "idle"
    assert overlay.seconds >= 20
    walk.pass_time(overlay.seconds - 1)
    assert walk.page is page
    assert walk.screen.frame.overlay.seconds == 1
    walk.pass_time(1)
    assert walk.page in (Page.GOODBYE, Page.IDLE)
    walk.send(CardRemoved())
    walk.pass_time(11)
    assert walk.page is Page.IDLE
    assert walk.state.visit == Visit(
        last_activity=walk.state.visit.last_activity, page_since=walk.state.visit.page_since
    )


def test_before_anything_is_entered_it_goes_back_without_a_warning():
    walk = on_home()
    walk.pass_time(119)
    assert walk.page is Page.HOME
    walk.pass_time(1)
    assert walk.page is Page.IDLE
    assert walk.wanted(effects.Note)[-1].facts == {"disposition": "idle"}


def test_any_touch_gives_more_time_as_often_as_it_is_needed():
    walk = on_field()
    at = walk.at
    for _ in range(12):
        walk.pass_time(60 + 29)
        assert walk.screen.frame.overlay.kind == "idle"
        walk.send(CloseOverlay())
        assert walk.screen.frame.overlay is None
    assert walk.at == at


def test_a_touch_of_the_page_itself_closes_the_warning():
    walk = on_field()
    walk.pass_time(70)
    walk.send(Touched())
    assert walk.screen.frame.overlay is None
    walk.pass_time(59)
    assert walk.screen.frame.overlay is None


def test_nobody_is_idle_while_the_terminal_works():
    walk = Walk().to_plan()
    walk.send(Continue())
    walk.pass_time(600, every=10)
    assert walk.screen.frame.overlay is None
    assert walk.page is Page.PLAN
    submitting = Walk().to_submitting()
    submitting.pass_time(600, every=10)
    assert submitting.page is Page.SUBMITTING


def test_after_work_the_time_starts_anew():
    walk = Walk().to_plan()
    walk.send(Continue())
    walk.pass_time(200, every=10)
    walk.send(Failed("plan", "upstream-unavailable", retryable=True))
    walk.pass_time(59)
    assert walk.screen.frame.overlay is None


def test_the_done_page_goes_by_itself_after_its_countdown():
    walk = Walk().to_done()
    walk.send(CardRemoved())
    walk.pass_time(45)
    assert walk.screen.frame.overlay.seconds == 20
    walk.pass_time(20)
    assert walk.page is Page.GOODBYE
    wanted = walk.pass_time(11)
    assert effects.Wipe() in wanted
    assert walk.page is Page.IDLE


def test_a_card_left_behind_alarms_every_five_seconds_until_it_is_taken():
    walk = Walk().to_done().follow((Continue(), "rating"), (Continue(), "goodbye"))
    walk.send(MatSeen(False), MatSeen(False))
    wanted = walk.pass_time(62)
    assert wanted.count(effects.CardLeftAlarm()) == 12
    assert walk.page is Page.GOODBYE
    walk.send(CardRemoved())
    assert walk.page is Page.IDLE
    assert effects.CardLeftAlarm() not in walk.pass_time(30)


def test_goodbye_waits_a_moment_where_no_card_lies():
    walk = Walk().to_done()
    walk.send(CardRemoved())
    walk.follow((Continue(), "rating"), (Continue(), "goodbye"))
    walk.pass_time(9)
    assert walk.page is Page.GOODBYE
    walk.pass_time(2)
    assert walk.page is Page.IDLE


def test_a_card_that_comes_back_during_goodbye_is_not_forgotten():
    walk = Walk().to_done()
    walk.send(CardRemoved())
    walk.follow((Continue(), "rating"), (Continue(), "goodbye"), (CardReading(), "goodbye"))
    walk.pass_time(30)
    assert walk.page is Page.GOODBYE


def test_whoever_touches_the_glass_for_whatever_is_not_asked():
    walk = on_field()
    for _ in range(10):
        walk.pass_time(59)
        walk.send(StillHere())
        assert walk.screen.frame.overlay is None
    walk.pass_time(60)
    assert walk.screen.frame.overlay.kind == "idle"
    walk.send(StillHere())
    assert walk.screen.frame.overlay is None


def test_a_touch_alone_wakes_nothing():
    walk = Walk()
    walk.send(StillHere())
    assert walk.page is Page.IDLE
    assert walk.done == []


def test_the_idle_page_waits_for_ever():
    walk = Walk()
    walk.pass_time(3600, every=60)
    assert walk.page is Page.IDLE
    assert walk.done == []
