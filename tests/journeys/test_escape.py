"""Nobody gets out of the terminal: every key, every button, and what the start is told by its environment.

A whole terminal on a real X display. The display is larger than the window, so that there is an outside.
"""

import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from attacked import (
    OUTSIDE,
    SIZE,
    Terminal,
    display,
    on_the_guide,
    press_all_keys,
    started,
    typing_a_search,
    typing_who_one_is,
)

from sandbox.processes import Programs
from sandbox.robot.x11 import LEFT, MIDDLE, RIGHT, WHEEL, Display, Place
from sandbox.stand import Stand

KEYSYMS = [
    *range(0xFD01, 0xFD20),
    *range(0xFE01, 0xFE40),
    *range(0xFF08, 0x10000),
    *range(0x1008FF01, 0x1008FFC0),
]
"""Keys of terminals, of keyboards, and of browsers and players (keysymdef.h, XF86keysym.h)."""
BARE = """
import os
os.environ.update(KIVY_NO_ARGS="1", KIVY_NO_CONFIG="1", KIVY_WINDOW="sdl2", KIVY_LOG_MODE="PYTHON")
from kivy.base import runTouchApp
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.uix.label import Label
Window.bind(on_flip=lambda *_: Clock.schedule_once(lambda _: print("ready", flush=True)))
runTouchApp(Label(text="1"))
"""


@pytest.fixture(scope="module")
def terminal(_stand: tuple[Stand, Programs], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    with started(_stand[0], tmp_path_factory.mktemp("escape")) as one:
        yield one


PAGES = (on_the_guide, typing_a_search, typing_who_one_is)


@pytest.fixture(scope="module", params=PAGES, ids=lambda go: go.__name__)
def there(request: pytest.FixtureRequest, terminal: Terminal) -> Terminal:
    request.param(terminal.window)
    terminal.window.settle()
    return terminal


def test_every_key_and_combination_does_nothing_also_while_a_finger_rests(there: Terminal) -> None:
    before = there.everything()
    press_all_keys(there.glass)
    assert there.everything() == before
    there.glass.move(SIZE[0] // 2, 20)
    there.glass.button(LEFT, True)
    press_all_keys(there.glass)
    there.glass.button(LEFT, False)
    there.glass.sync()
    assert there.everything() == before


def test_no_other_button_does_anything_wherever_it_is_pressed(there: Terminal) -> None:
    before = there.everything()
    for node in there.window.look().nodes:
        if node["visible"]:
            for number in (RIGHT, MIDDLE, *WHEEL, 8, 9):
                there.glass.click(*node.centre, number)
    there.glass.sync()
    assert there.everything() == before


def test_what_begins_outside_or_at_an_edge_opens_nothing_and_sliding_out_lets_go(there: Terminal) -> None:
    before = there.standing()
    wide, high = SIZE
    middle = (wide // 2, high // 2)
    primary = there.window.look().find("primary")
    assert primary is not None
    for edge in ((0, high // 2), (wide - 1, high // 2), (wide // 2, 0), (wide // 2, high - 1)):
        there.drag(edge, (edge[0], edge[1] + 40), (20, 20))
    for beyond in ((OUTSIDE[0] - 1, 900), (500, OUTSIDE[1] - 1)):
        there.drag(beyond, middle, primary.centre)
        there.drag(primary.centre, beyond)
        there.drag(primary.centre, middle)
    assert there.standing() == before


def test_a_program_that_asks_the_window_to_close_asks_in_vain(there: Terminal) -> None:
    before = there.everything()
    for place in there.glass.windows():
        there.glass.ask_to_close(place.window)
    there.glass.sync()
    assert there.everything() == before


def test_keys_that_only_other_keyboards_have_do_nothing(terminal: Terminal) -> None:
    before = terminal.everything()
    glass, count = terminal.glass, len(terminal.glass.keycodes())
    for first in range(0, len(KEYSYMS), count):
        for code in glass.relabel(KEYSYMS[first : first + count]):
            glass.chord(code)
    assert terminal.everything() == before


def test_it_ends_all_the_same_when_it_is_told_to(_stand: tuple[Stand, Programs], tmp_path: Path) -> None:
    with started(_stand[0], tmp_path) as one:
        one.glass.ask_to_close(one.glass.windows()[-1].window)
        one.glass.click(*OUTSIDE, RIGHT)
        one.process.send_signal(signal.SIGTERM)
        assert one.process.wait(100) == 0


def _escape(glass: Display, place: Place) -> None:
    glass.chord(glass.keycode("Escape"))


def _close(glass: Display, place: Place) -> None:
    glass.ask_to_close(place.window)


@pytest.mark.parametrize("attack", [_escape, _close])
def test_the_same_hands_get_out_of_a_window_that_is_not_guarded(
    attack: Callable[[Display, Place], None], tmp_path: Path
) -> None:
    with Programs(tmp_path) as programs:
        name = display(programs, tmp_path)
        own = {"DISPLAY": name, "SDL_VIDEODRIVER": "x11", "LIBGL_ALWAYS_SOFTWARE": "1"}
        process = programs.start("bare", [sys.executable, "-c", BARE], own)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        glass = Display(name)
        attack(glass, glass.windows()[-1])
        glass.sync()
        assert process.wait(100) == 0
        glass.close()
