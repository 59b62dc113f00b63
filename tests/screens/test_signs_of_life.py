"""A touch is a sign of life, told some time after what it means, and not over and over."""

from collections.abc import Callable
from types import SimpleNamespace

from screens.signs_of_life import AFTER_S, EVERY_S, SignsOfLife


class Glass:
    def __init__(self) -> None:
        self.now = 100.0
        self.told: list[float] = []
        self.later: list[tuple[Callable[[], None], float]] = []
        self.signs = SignsOfLife(
            lambda: self.now,
            lambda work, seconds: self.later.append((work, seconds)),
            lambda: self.told.append(self.now),
        )

    def touch(self) -> None:
        self.signs.up(None, SimpleNamespace())


def test_a_touch_is_told_after_what_it_means() -> None:
    glass = Glass()
    glass.touch()
    assert glass.told == []
    [(work, seconds)] = glass.later
    assert seconds == AFTER_S > 0
    work()
    assert glass.told == [100.0]


def test_many_touches_are_told_once_and_again_after_a_while() -> None:
    glass = Glass()
    for _ in range(40):
        glass.touch()
        glass.now += EVERY_S / 100
    assert len(glass.later) == 1
    glass.now = 100.0 + EVERY_S
    glass.touch()
    assert len(glass.later) == 2


def test_it_follows_the_window_as_long_as_that_stands() -> None:
    bound = {}
    Glass().signs.attach(SimpleNamespace(fbind=bound.__setitem__))
    assert bound["on_touch_up"](None, SimpleNamespace()) is None
