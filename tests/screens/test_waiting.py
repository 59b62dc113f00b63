"""A frame comes in time, and at once for a finger."""

import os

import pytest

from screens.pace import FPS, RESTING_FPS
from screens.waiting import LEAST_S, Waiting


class Hands:
    """Time that passes by waiting, and input that comes at known seconds. Nobody looks at a real clock."""

    fileno = 7

    def __init__(self) -> None:
        self.seconds = 100.0
        self.comes: list[float] = []

    def now(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds

    def input_waits(self) -> bool:
        return bool(self.comes) and self.comes[0] <= self.seconds

    def ready(self, fileno: int, seconds: float) -> bool:
        assert fileno == self.fileno
        came = bool(self.comes) and self.comes[0] <= self.seconds + seconds
        self.seconds = max(self.seconds, self.comes[0]) if came else self.seconds + seconds
        return came


@pytest.fixture
def hands():
    return Hands()


@pytest.fixture
def waiting(hands):
    waiting = Waiting(hands, hands.now, hands.ready, hands.sleep)
    waiting.wait()
    return waiting


def test_frames_come_in_their_time_while_nothing_happens(hands, waiting):
    began = hands.seconds
    for _ in range(6):
        waiting.wait()
    assert hands.seconds - began == pytest.approx(6 / FPS)
    waiting.draw_at_most(RESTING_FPS)
    waiting.wait()
    assert hands.seconds - began == pytest.approx(6 / FPS + 1 / RESTING_FPS)


def test_input_ends_the_wait_and_its_frame_follows_at_once(hands, waiting):
    waiting.draw_at_most(RESTING_FPS)
    touched = hands.seconds + 0.02
    hands.comes = [touched]
    waiting.wait()
    assert hands.seconds == touched
    hands.comes = []
    waiting.wait()
    assert hands.seconds == touched


def test_input_that_lies_there_is_not_waited_for(hands, waiting):
    hands.comes = [hands.seconds]
    began = hands.seconds
    waiting.wait()
    assert hands.seconds == began


def test_a_finger_that_moves_all_the_time_leaves_time_between_frames(hands, waiting):
    began = hands.seconds
    frames = 0
    while hands.seconds < began + 1:
        waiting.hurry()
        waiting.wait()
        frames += 1
    assert frames == pytest.approx(1 / LEAST_S, abs=2)


def test_input_that_nobody_takes_does_not_stop_the_frames(hands, waiting):
    hands.comes = [hands.seconds]
    began = hands.seconds
    for _ in range(120):
        waiting.wait()
    assert hands.seconds - began == pytest.approx(60 * LEAST_S, abs=2 * LEAST_S)


def test_without_a_source_it_waits_for_the_time_alone(hands):
    waiting = Waiting(None, hands.now, hands.ready, hands.sleep)
    waiting.wait()
    began = hands.seconds
    waiting.wait()
    assert hands.seconds - began == pytest.approx(1 / FPS)


def test_a_real_pipe_ends_a_real_wait(hands):
    reading, writing = os.pipe()
    try:
        hands.fileno = reading
        waiting = Waiting(hands)
        waiting.draw_at_most(0.01)
        waiting.wait()
        os.write(writing, b"x")
        waiting.wait()  # would last 100 s
    finally:
        os.close(reading)
        os.close(writing)


def test_the_clock_of_the_window_waits_like_this(hands, waiting):
    class Clock:
        ticks = 0

        def idle(self) -> float:
            self.ticks += 1
            return hands.seconds

    clock = Clock()
    waiting.steer(clock)
    began = hands.seconds
    assert clock.idle() == pytest.approx(began + 1 / FPS)
    assert clock.ticks == 1


def test_a_clock_that_does_not_wait_is_no_clock_for_it(waiting):
    with pytest.raises(AttributeError):
        waiting.steer(object())
