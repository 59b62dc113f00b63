"""Nobody gets out of the terminal: every key, every button, and what the start is told by its environment.

A whole terminal on a real X display. The display is larger than the window, so that there is an outside.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest

from sandbox.processes import Programs, program
from sandbox.robot.window import Window
from sandbox.robot.x11 import LEFT, MIDDLE, RIGHT, WHEEL, Display, Place
from sandbox.stand import FIRST, Stand

SIZE = (1080, 1920)
OUTSIDE = (1280, 2000)
FRAMES = 6
"""One look a frame: so many later, all that had come before has been taken and its answer drawn."""
CLOCK_PX = 200
"""The top, where the clock runs."""
MODIFIERS = ("Control_L", "Alt_L", "Shift_L", "Super_L")
THUMBS = ("ISO_Level3_Shift", "Control_R", "Shift_R", "Super_R", "Menu")
KEYSYMS = [
    *range(0xFD01, 0xFD20),
    *range(0xFE01, 0xFE40),
    *range(0xFF08, 0x10000),
    *range(0x1008FF01, 0x1008FFC0),
]
"""Keys of terminals, of keyboards, and of browsers and players (keysymdef.h, XF86keysym.h)."""
INSPECTOR = "[kivy]\nexit_on_escape = 1\nkeyboard_mode = dock\n[modules]\ninspector =\nmonitor =\nscreen =\n"
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


def display(programs: Programs) -> str:
    reading, writing = os.pipe()
    size = f"{OUTSIDE[0]}x{OUTSIDE[1]}x24"
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp"]
    programs.start("xvfb", command, files=(writing,))
    os.close(writing)
    with os.fdopen(reading) as answer:
        return f":{answer.readline().strip()}"


def chords(glass: Display) -> list[tuple[int, ...]]:
    """Every key alone, with each modifier, and with each pair of them; and with what else a hand can hold."""
    held: list[Sequence[str]] = [(), *((one,) for one in (*MODIFIERS, *THUMBS)), *combinations(MODIFIERS, 2)]
    held.append(("Control_L", "Alt_L", "Shift_L"))
    return [(*map(glass.keycode, names), code) for names in held for code in glass.keycodes()]


def press_all_keys(glass: Display) -> None:
    for keys in chords(glass):
        glass.chord(*keys)
    glass.sync()


@dataclass
class Terminal:
    """The terminal seen and attacked from outside."""

    window: Window
    glass: Display
    process: "subprocess.Popen[str]"

    def everything(self) -> tuple[Any, ...]:
        """What a person or another program could see of it: windows, page, state, pixels, selections."""
        return *self.standing(), self.window.look().nodes, self._pixels()

    def standing(self) -> tuple[Any, ...]:
        for _ in range(FRAMES):
            sight = self.window.look()
        what = [(node["id"], node["name"], node["value"], node["enabled"]) for node in sight.nodes]
        taken = [self.glass.selection_taken(name) for name in ("PRIMARY", "SECONDARY", "CLIPBOARD")]
        return self.process.poll(), self.glass.windows(), taken, sight.page, sight.dialog, what

    def _pixels(self) -> bytes:
        return self.glass.pixels(0, CLOCK_PX, SIZE[0], SIZE[1] - CLOCK_PX)

    def drag(self, *points: tuple[int, int]) -> None:
        self.glass.move(*points[0])
        self.glass.button(LEFT, True)
        for (ax, ay), (bx, by) in pairwise(points):
            for step in range(1, 9):
                self.glass.move(ax + (bx - ax) * step // 8, ay + (by - ay) * step // 8)
        self.glass.button(LEFT, False)
        self.glass.sync()


@contextmanager
def started(stand: Stand, folder: Path) -> Iterator[Terminal]:
    """A terminal whose environment tells Kivy to be something else."""
    whole = stand.profile.read_text(encoding="utf-8")
    # Without devices: they belong to the other journeys of this process.
    profile = stand.folder / "escape.toml"
    timeouts = "[timeouts]\nhome_idle = 900\nsession_idle = 900\n\n"
    profile.write_text(
        whole.partition("[[devices]]")[0] + timeouts + "[paths]" + whole.partition("[paths]")[2]
    )
    (folder / "config.ini").write_text(INSPECTOR)
    (folder / "mods").mkdir()
    with Programs(folder / "logs") as programs:
        name = display(programs)
        environment = {
            "DISPLAY": name,
            "SDL_VIDEODRIVER": "x11",
            "LIBGL_ALWAYS_SOFTWARE": "1",
            "KIVY_HOME": str(folder),
            "KIVY_WINDOW": "x11",
            "KIVY_CLIPBOARD": "xclip,sdl2",
            "KIVY_MODULES_DIR": str(folder / "mods"),
            "KIVY_DATA_DIR": str(folder),
            "KIVY_EVENTLOOP": "trio",
            "KIVY_USE_DEFAULTCONFIG": "1",
            "KCFG_KIVY_EXIT_ON_ESCAPE": "1",
            "KCFG_KIVY_KEYBOARD_MODE": "dock",
            "KCFG_MODULES_INSPECTOR": "",
            "KCFG_INPUT_MOUSE": "mouse",
        }
        robot = folder / "robot.sock"
        command = [*FIRST, program("kiosk-ui"), "--profile", str(profile), "--robot-socket", str(robot)]
        process = programs.start("screens", command, environment)
        programs.until(robot.exists, "the window")
        window, glass = Window(robot, name), Display(name)
        # The first page of the start has no help yet.
        window.wait_for(lambda sight: sight.page == "idle" and sight.find("help"), "the idle page", 30)
        glass.focus(glass.windows()[-1].window)
        yield Terminal(window, glass, process)
        glass.close()
        window.close()


@pytest.fixture(scope="module")
def terminal(_stand: tuple[Stand, Programs], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    with started(_stand[0], tmp_path_factory.mktemp("escape")) as one:
        yield one


def home(window: Window) -> None:
    """Go to the first page of a visit, from any of the pages below."""
    while (sight := window.look()).name != "home":
        window.touch("anywhere", "back")
        page = sight.page
        window.wait_for(lambda now, page=page: now.page != page, "another page")  # type: ignore[misc]


def on_the_guide(window: Window) -> None:
    home(window)
    window.touch("bundle:tj-p-01")
    window.wait_for(lambda sight: sight.name == "guide", "guide")


def typing_a_search(window: Window) -> None:
    home(window)
    window.touch("search")
    window.wait_for(lambda sight: sight.name == "search", "search")


def typing_who_one_is(window: Window) -> None:
    home(window)
    window.touch("bundle:tj-p-01")
    for page in ("guide", "notice"):
        window.wait_for(lambda sight, page=page: sight.name == page, page)  # type: ignore[misc]
        window.touch("primary")
    window.touch("door-typed")
    window.wait_for(lambda sight: "typed" in sight.page, "typed")


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
        name = display(programs)
        own = {"DISPLAY": name, "SDL_VIDEODRIVER": "x11", "LIBGL_ALWAYS_SOFTWARE": "1"}
        process = programs.start("bare", [sys.executable, "-c", BARE], own)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        glass = Display(name)
        attack(glass, glass.windows()[-1])
        glass.sync()
        assert process.wait(100) == 0
        glass.close()
