"""The pointer of the display is one finger, whatever keys are held and whatever other buttons do."""

from functools import partial

import pytest
from sdl_hands import ALT, BACK, CTRL, FORWARD, LEFT, MIDDLE, RIGHT, SHIFT, SUPER, button, motion, send, wheel
from sdl_hands import key as key_of

from screens.components import Action, Button, Column, Shell

OUTSIDE = (-400, -400)


@pytest.fixture
def acted():
    return []


@pytest.fixture
def page(stage, theme, acted, hands):
    """Three buttons and the bar; the stage shows it."""
    buttons = [Button(theme, text=f"第{n}个", on_act=partial(acted.append, n), id=f"b{n}") for n in range(3)]
    bar = {name: Action(name, partial(acted.append, name)) for name in ("back", "help", "primary", "leave")}
    stage.show(Shell(theme, page_id="page", title="标题", body=[Column(theme, buttons)], **bar))
    return stage


def centre(page, id):
    x, y, w, h = page.focus.find(id=id).bounds
    return x + w / 2, y + h / 2


def pressed(page):
    return [node.id for node in page.focus.nodes() if "pressed" in node.state]


def click(place, number=LEFT):
    send(motion(*place), button(number, True, *place), button(number, False, *place))


def test_the_first_button_is_a_touch(page, acted):
    click(centre(page, "b1"))
    assert acted == [1]


def test_it_acts_where_it_is_let_go_and_sliding_off_lets_go(page, acted):
    first, other = centre(page, "b0"), centre(page, "b2")
    send(button(LEFT, True, *first), motion(*other), button(LEFT, False, *other))
    send(button(LEFT, True, *first), button(LEFT, False, *other))
    send(button(LEFT, True, *first), motion(*OUTSIDE), button(LEFT, False, *OUTSIDE))
    assert (acted, pressed(page)) == ([], [])
    send(button(LEFT, True, *first), motion(*other), motion(*first))
    assert pressed(page) == ["b0"]
    send(button(LEFT, False, *first))
    assert acted == [0]


@pytest.mark.parametrize("number", [MIDDLE, RIGHT, BACK, FORWARD])
def test_other_buttons_are_none_also_while_the_first_is_held(page, acted, number):
    first, other = centre(page, "b0"), centre(page, "b2")
    click(other, number)
    send(button(LEFT, True, *first), button(number, True, *first), button(number, False, *first))
    assert (acted, pressed(page)) == ([], ["b0"])
    send(button(LEFT, False, *first))
    assert acted == [0]


def test_the_wheel_is_none(page, acted):
    send(motion(*centre(page, "b0")))
    for across, down in ((0, 1), (0, -1), (1, 0), (-1, 0)):
        send(wheel(across, down))
    assert (acted, pressed(page)) == ([], [])


@pytest.mark.parametrize("mod", [SHIFT, CTRL, ALT, SUPER, ALT | CTRL, ALT | SHIFT])
def test_with_any_key_held_it_is_one_finger_and_no_red_dot(page, acted, hand_clock, mod):
    from kivy.core.window import Window

    dots = len(Window.canvas.after.children)
    first, other = centre(page, "b0"), centre(page, "b2")
    send(key_of(0, True, mod), button(LEFT, True, *first), button(RIGHT, True, *other))
    assert pressed(page) == ["b0"]
    send(motion(*other), button(RIGHT, False, *other), key_of(0, False), button(LEFT, False, *other))
    assert (acted, pressed(page)) == ([], [])
    assert len(Window.canvas.after.children) == dots
    send(key_of(0, True, mod))
    click(first)
    send(key_of(0, False))
    assert acted == [0]


def test_a_finger_and_a_mouse_at_once_are_one_touch_that_ends(page, acted):
    """SDL tells of both as the first button of the same pointer."""
    finger, mouse = centre(page, "b0"), centre(page, "b2")
    send(button(LEFT, True, *finger), button(LEFT, True, *mouse))
    assert pressed(page) == ["b0"]
    send(button(LEFT, False, *mouse), button(LEFT, False, *finger))
    assert (acted, pressed(page)) == ([], [])
    click(finger)
    assert acted == [0]


def test_a_touch_whose_end_never_came_costs_one_tap(page, acted):
    first, other = centre(page, "b0"), centre(page, "b2")
    send(button(LEFT, True, *first))
    click(other)
    assert (acted, pressed(page)) == ([], [])
    click(other)
    assert acted == [2]
