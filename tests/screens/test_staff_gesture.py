"""Five seconds on the top left corner, then the top right: nothing else opens the staff's board."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from screens.staff_gesture import CORNER_MM, HOLD_S, THEN_S, StaffGesture

SIZE = (268.0, 476.0)
LEFT, RIGHT = (0.02, 0.98), (0.98, 0.98)


@dataclass
class Spot:
    sx: float
    sy: float


class Hand:
    def __init__(self) -> None:
        self.now = 100.0
        self.opened = 0
        self.gesture = StaffGesture(SIZE, lambda: self.now, self._open)

    def _open(self) -> None:
        self.opened += 1

    def wait(self, seconds: float) -> None:
        self.now += seconds

    def touch(
        self, at: tuple[float, float], seconds: float = 0.1, to: tuple[float, float] | None = None
    ) -> None:
        self.gesture.down(None, Spot(*at))
        self.now += seconds
        self.gesture.up(None, Spot(*(to or at)))


@pytest.fixture
def hand() -> Hand:
    return Hand()


def test_holding_the_left_corner_and_touching_the_right_opens_it(hand: Hand) -> None:
    hand.touch(LEFT, HOLD_S)
    assert hand.opened == 0
    hand.now += 1
    hand.touch(RIGHT)
    assert hand.opened == 1
    hand.touch(RIGHT)
    assert hand.opened == 1


@pytest.mark.parametrize(
    "steps",
    [
        lambda hand: (hand.touch(LEFT, HOLD_S - 0.1), hand.touch(RIGHT)),
        lambda hand: (hand.touch(RIGHT, HOLD_S), hand.touch(LEFT)),
        lambda hand: (hand.touch(LEFT, HOLD_S), hand.touch((0.5, 0.5)), hand.touch(RIGHT)),
        lambda hand: (hand.touch(LEFT, HOLD_S), hand.touch((0.98, 0.5))),
        lambda hand: (hand.touch(LEFT, HOLD_S, to=(0.5, 0.98)), hand.touch(RIGHT)),
        lambda hand: (hand.touch((0.02, 0.5), HOLD_S), hand.touch(RIGHT)),
        lambda hand: (hand.touch(LEFT, HOLD_S), hand.wait(THEN_S + 0.1), hand.touch(RIGHT)),
    ],
    ids=[
        "too short",
        "wrong order",
        "another touch between",
        "not the corner",
        "slid away",
        "below",
        "too late",
    ],
)
def test_anything_else_opens_nothing(hand: Hand, steps: Callable[[Hand], object]) -> None:
    steps(hand)
    assert hand.opened == 0


def test_the_corners_are_a_hand_wide_and_above_what_citizens_touch(hand: Hand) -> None:
    edge = CORNER_MM / SIZE[0]
    hand.touch((edge - 0.001, 0.99), HOLD_S)
    hand.touch((1 - edge + 0.001, 0.99))
    assert hand.opened == 1
    hand.touch((edge + 0.001, 0.99), HOLD_S)
    hand.touch(RIGHT)
    assert hand.opened == 1


def test_it_hears_the_touches_of_the_real_window_though_nobody_else_holds_it(stage: Any, finger: Any) -> None:
    from kivy.core.window import Window

    now, opened = [100.0], []
    StaffGesture(SIZE, lambda: now[0], lambda: opened.append(1)).attach(Window)
    gc.collect()
    held = finger.press((10.0, 10.0))
    now[0] += HOLD_S
    held.touch_up()
    finger.tap((1070.0, 10.0))
    assert opened == [1]
