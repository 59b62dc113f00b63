"""A whole terminal on a display that is larger than its window, and the hands that try to get out of it."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

from sandbox.processes import Programs, program
from sandbox.robot.window import Lost, Window
from sandbox.robot.x11 import LEFT, Display
from sandbox.stand import FIRST, Stand, device_environment

SIZE = (1080, 1920)
OUTSIDE = (1280, 2000)
FRAMES = 6
"""One look a frame: so many later, all that had come before has been taken and its answer drawn."""
TAKEN_S = 90.0
CLOCK_PX = 200
"""The top, where the clock runs."""
MODIFIERS = ("Control_L", "Alt_L", "Shift_L", "Super_L")
THUMBS = ("ISO_Level3_Shift", "Control_R", "Shift_R", "Super_R", "Menu")
INSPECTOR = "[kivy]\nexit_on_escape = 1\nkeyboard_mode = dock\n[modules]\ninspector =\nmonitor =\nscreen =\n"


def display(programs: Programs, _folder: Path) -> str:
    """Start a display and return its name."""
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
        standing = self.standing()
        # What is spoken of the date says the minute, too.
        nodes = [node for node in self.window.look().nodes if node["y"] >= CLOCK_PX]
        return *standing, nodes, self._pixels()

    def standing(self) -> tuple[Any, ...]:
        self.take_all()
        for _ in range(FRAMES):
            sight = self.window.look()
        what = [(node["id"], node["name"], node["value"], node["enabled"]) for node in sight.nodes]
        taken = [self.glass.selection_taken(name) for name in ("PRIMARY", "SECONDARY", "CLIPBOARD")]
        return self.process.poll(), self.glass.windows(), taken, sight.page, sight.dialog, what

    def take_all(self) -> None:
        """Wait until the window has taken what was sent; 20000 keys at once are much to take."""
        end = time.monotonic() + TAKEN_S
        while True:
            try:
                self.window.look()
                return
            except Lost:
                if time.monotonic() > end:
                    raise

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
def started(
    stand: Stand, folder: Path, show: Callable[[Programs, Path], str] = display, *, devices: bool = False
) -> Iterator[Terminal]:
    """A terminal whose environment tells Kivy to be something else.

    show: starts a display and returns its name. devices: those of the stand, which then must have no other
    terminal.
    """
    with Programs(folder / "logs") as programs:
        yield from _on(programs, show(programs, folder), stand, folder, devices)


def _on(programs: Programs, name: str, stand: Stand, folder: Path, devices: bool) -> Iterator[Terminal]:
    head, _, rest = stand.profile.read_text(encoding="utf-8").partition("[[devices]]")
    listed, _, paths = rest.partition("[paths]")
    profile = stand.folder / "escape.toml"
    timeouts = "[timeouts]\nhome_idle = 900\nsession_idle = 900\n\n"
    profile.write_text(head + (f"[[devices]]{listed}" if devices else "") + timeouts + "[paths]" + paths)
    (folder / "config.ini").write_text(INSPECTOR)
    (folder / "mods").mkdir()
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
        **(device_environment(stand) if devices else {}),
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
