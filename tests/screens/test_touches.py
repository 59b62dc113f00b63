"""What is no touch of one finger does nothing; many fingers are that many touches, each by itself."""

import ctypes
from functools import partial
from pathlib import Path

import pytest

from screens.components import Action, Button, Column, Dialog, Label, Shell, SignaturePad
from screens.window import keep_open, take_each_touch_where_it_is

FINGER_DOWN, FINGER_UP, FINGER_MOTION = 0x700, 0x701, 0x702
"""SDL_events.h"""


class FingerEvent(ctypes.Structure):
    """SDL_TouchFingerEvent, as long as the union of all events."""

    _fields_ = [
        ("type", ctypes.c_uint32),
        ("timestamp", ctypes.c_uint32),
        ("touch", ctypes.c_int64),
        ("finger", ctypes.c_int64),
        *((name, ctypes.c_float) for name in ("x", "y", "dx", "dy", "pressure")),
        ("window", ctypes.c_uint32),
        ("rest", ctypes.c_uint8 * 8),
    ]


@pytest.fixture
def acted():
    return []


@pytest.fixture
def page(stage, theme, acted):
    """Five buttons and the bar; the stage shows it."""
    buttons = [Button(theme, text=f"第{n}个", on_act=partial(acted.append, n), id=f"b{n}") for n in range(5)]
    bar = {name: Action(name, partial(acted.append, name)) for name in ("back", "help", "primary", "leave")}
    body = [Column(theme, buttons), Label(theme, "很长的一段话" * 40)]
    stage.show(Shell(theme, page_id="page", title="标题", body=body, **bar))
    return stage


def pressed(stage):
    return [node.id for node in stage.focus.nodes() if "pressed" in node.state]


@pytest.mark.parametrize("button", ["right", "middle", "mouse4", "scrollup", "scrolldown", "scrollleft"])
def test_other_buttons_and_the_wheel_are_no_touch(page, acted, button, profile):
    from kivy.tests.common import UnitTestTouch

    for node in page.focus.nodes():
        x, y = centre(node)
        touch = UnitTestTouch(x, profile.height_px - y)
        touch.button = button
        touch.touch_down()
        assert pressed(page) == []
        touch.touch_up()
    assert acted == []


def test_the_first_button_of_a_pointer_is_a_touch(page, acted, profile):
    from kivy.tests.common import UnitTestTouch

    x, y = centre(page.focus.find(id="b3"))
    touch = UnitTestTouch(x, profile.height_px - y)
    touch.button = "left"
    touch.touch_down()
    touch.touch_up()
    assert acted == [3]


def centre(node):
    x, y, w, h = node.bounds
    return x + w / 2, y + h / 2


def test_five_fingers_are_five_touches_and_leave_nothing_pressed(page, finger, acted):
    touches = [finger.press(page.focus.find(id=f"b{n}")) for n in range(5)]
    assert pressed(page) == [f"b{n}" for n in range(5)]
    touches[0].touch_move(0, 0)
    for touch in touches:
        touch.touch_up()
    assert acted == [1, 2, 3, 4]
    assert pressed(page) == []


def test_five_fingers_that_sweep_over_the_page_act_on_nothing(page, finger, acted):
    targets = [node for node in page.focus.nodes() if node.interactive]
    for node in targets:
        touches = [finger.press((node.bounds[0] + 40, node.bounds[1] + 10 + 3 * n)) for n in range(5)]
        for n, touch in enumerate(touches):
            touch.touch_move(20 + 30 * n, 1900)
            touch.touch_up()
    assert acted == []
    assert pressed(page) == []


def test_a_hand_laid_on_one_target_acts_once(page, finger, acted):
    node = page.focus.find(id="b2")
    x, y, _, _ = node.bounds
    touches = [finger.press((x + 30 + 4 * n, y + 30)) for n in range(5)]
    for touch in touches:
        touch.touch_up()
    assert acted == [2]


def test_a_long_press_is_a_press(page, finger, acted, hand_clock):
    touch = finger.press(page.focus.find(id="b1"))
    hand_clock.pass_s(30)
    assert acted == []
    assert page.dialog_id == ""
    touch.touch_up()
    assert acted == [1]


def test_a_finger_that_rests_while_something_else_is_shown_acts_on_nothing(page, finger, acted, theme):
    below = page.page
    first, target = Dialog(theme, page_id="first", title="甲"), page.focus.find(id="b1")
    for change in (
        lambda: page.open(first),
        lambda: page.close(first),
        lambda: page.show(below),
    ):
        touch = finger.press(target)
        change()
        assert pressed(page) == []
        touch.touch_move(3, 3)
        touch.touch_up()
    assert acted == []
    finger.tap(target)
    assert acted == [1]


def test_a_stroke_that_something_else_interrupts_was_never_drawn(stage, finger, theme):
    told = []
    pad = SignaturePad(theme, on_change=lambda: told.append(1))
    stage.show(Shell(theme, page_id="page", title="标题", body=[pad]))
    touch = finger.press(stage.focus.find(id="signature"))
    touch.touch_move(500, 900)
    stage.open(Dialog(theme, page_id="first", title="甲"))
    touch.touch_up()
    assert (pad.strokes, told) == ((), [])


def test_raw_fingers_of_the_panel_are_left_to_the_one_provider(page, acted, frames):
    """X tells of each finger twice, as itself and as a pointer: only the pointer counts."""
    from kivy.core.window import Window

    maps = (line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines())
    sdl = ctypes.CDLL(next(path for path in maps if "/libSDL2-2" in path))
    for kind in (FINGER_DOWN, FINGER_MOTION, FINGER_UP):
        for n in range(5):
            event = FingerEvent(type=kind, finger=n, x=0.5, y=0.2 + n / 10)
            assert sdl.SDL_PushEvent(ctypes.byref(event)) == 1
        Window.mainloop()
        frames()
        assert pressed(page) == []
    assert acted == []


class Recorder:
    """Stands for a window: what is bound to it."""

    def __init__(self):
        self.bound = {}

    def fbind(self, name, function):
        self.bound[name] = function


def test_a_window_that_is_asked_to_close_says_no():
    window = Recorder()
    keep_open(window)
    assert window.bound["on_request_close"](window, source="keyboard") is True


def test_each_touch_is_taken_when_it_comes_and_left_to_the_others_too():
    window, taken = Recorder(), []
    take_each_touch_where_it_is(window, lambda: taken.append(1))
    assert [window.bound[name](window, 1, 2) for name in window.bound] == [None] * 3
    assert len(taken) == 3
