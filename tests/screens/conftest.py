"""The real window, offscreen, one a process; a clock that stands still; a finger."""

import os
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from screens.focus.node import Node
from screens.theme.profile import ScreenProfile
from screens.window import configure

if TYPE_CHECKING:
    from kivy.tests.common import UnitTestTouch

    from screens.components import Part, Stage
    from screens.theme.theme import Theme

PROFILE = ScreenProfile()
os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
os.environ.setdefault("LIBGL_ALWAYS_SOFTWARE", "1")
configure(PROFILE)  # before any test module imports Kivy
sys.path.append(str(Path(__file__).parent))  # for sdl_hands, which pages are swept with, too

FONTS = Path(sys.prefix) / "share/yiciban/fonts"
MORNING = datetime(2026, 11, 21, 9, 42)


class HandClock:
    """Seconds that pass only when told."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds

    def pass_s(self, seconds: float) -> None:
        self.seconds += seconds


class Finger:
    """Touches the window at the places that the focus tree names (px from the top left)."""

    def __init__(self, clock: HandClock) -> None:
        self._clock = clock

    @staticmethod
    def _up(x: float, y: float) -> tuple[float, float]:
        return x, PROFILE.height_px - y

    def tap(self, target: Node | tuple[float, float], *, then_s: float = 1.0) -> None:
        self.drag([centre(target)], then_s=then_s)

    def drag(self, points: list[tuple[float, float]], *, then_s: float = 1.0) -> None:
        from kivy.tests.common import UnitTestTouch

        touch = UnitTestTouch(*self._up(*points[0]))
        touch.touch_down()
        for x, y in points[1:]:
            touch.touch_move(*self._up(x, y))
        touch.touch_up()
        self._clock.pass_s(then_s)

    def press(self, target: Node | tuple[float, float]) -> "UnitTestTouch":
        from kivy.tests.common import UnitTestTouch

        touch = UnitTestTouch(*self._up(*centre(target)))
        touch.touch_down()
        return touch


def centre(target: Node | tuple[float, float]) -> tuple[float, float]:
    if isinstance(target, Node):
        x, y, w, h = target.bounds
        return x + w / 2, y + h / 2
    return target


@pytest.fixture(autouse=True)
def patient_pinyin(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person waits eight seconds for the start of pinyin; a test on a busy machine waits longer."""
    monkeypatch.setattr("screens.input_methods.pinyin_keeper.START_S", 50.0)
    monkeypatch.setattr("screens.input_methods.pinyin_keeper.ANSWER_S", 30.0)


@pytest.fixture(scope="session")
def profile() -> ScreenProfile:
    return PROFILE


@pytest.fixture
def hand_clock() -> HandClock:
    return HandClock()


@pytest.fixture
def finger(hand_clock: HandClock) -> Finger:
    return Finger(hand_clock)


@pytest.fixture
def theme(hand_clock: HandClock) -> "Theme":
    from screens.theme.theme import Theme

    return Theme(PROFILE, FONTS, now=hand_clock, wall_clock=lambda: MORNING)


@pytest.fixture
def stage(theme: "Theme") -> "Iterator[Stage]":
    from kivy.base import EventLoop
    from kivy.core.window import Window
    from kivy.graphics.context import get_context

    from screens.components import Stage

    EventLoop.window = Window
    if EventLoop.status != "started":
        EventLoop.start()
    stage = Stage(theme)
    Window.add_widget(stage)
    yield stage
    EventLoop.touches.clear()  # a finger that a test has left resting is none of the next test's
    stage.clear()  # what ticks is remembered by the clock, with its page and all its pictures
    get_context().gl_dealloc()  # and pictures are given back by a tick of that clock
    for child in list(Window.children):
        Window.remove_widget(child)


@pytest.fixture
def hands(stage: "Stage") -> Iterator[None]:
    """Have what sdl_hands sends be taken as in a terminal; after it no touch is left."""
    from sdl_hands import plugged_in

    with plugged_in():
        yield


@pytest.fixture
def frames() -> Callable[[int], None]:
    """Let the window draw so many frames."""
    from kivy.base import EventLoop

    def draw(count: int = 1) -> None:
        for _ in range(count):
            EventLoop.idle()

    return draw


@pytest.fixture
def put(stage: "Stage") -> "Callable[[Part], Part]":
    """Show a part alone, 900 px wide, its top at 1600 px, within reach."""
    from screens.components import Part

    class Alone(Part):
        page_id = "alone"

        def _arrange(self) -> None:
            for part in self.parts:
                high = part.height_for(900)
                part.lay(90, 1600 - high, 900, high)

    def show(part: Part) -> Part:
        page = Alone(stage.theme)
        page.add(part)
        stage.show(page)
        return part

    return show
