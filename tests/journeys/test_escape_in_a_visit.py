"""A whole visit with all devices, its pages attacked as they go by; and the staff's door.

On every page every key and combination and every other button; a citizen goes on as if nothing had been.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attacked import Terminal, press_all_keys, started

from kiosk.catalogue.content import compose
from sandbox import content
from sandbox.processes import Programs, program
from sandbox.robot.citizen import Citizen
from sandbox.robot.window import Sight, Window
from sandbox.robot.x11 import MIDDLE, RIGHT, WHEEL
from sandbox.stand import Stand, build

pytestmark = [pytest.mark.long, pytest.mark.timeout(1500)]

BUNDLE = "tj-p-01"
OTHERS = (RIGHT, MIDDLE, *WHEEL, 8, 9)
GO_ON = {"submitting": ("submitting", "done"), "goodbye": ("goodbye", "idle")}
"""Pages that change and end by themselves, and where that may lead."""
KINDS = {"idle", "home", "field", "scan", "declare", "done"}
NUMBER, PIN = "9081726354", "481516"


@pytest.fixture(scope="module")
def stand(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """One whose devices no other terminal has."""
    cache = request.config.rootpath / "build" / "simulators"
    cache.mkdir(parents=True, exist_ok=True)
    folder = tmp_path_factory.mktemp("visit")
    with Programs(folder / "logs") as programs:
        yield build(programs, folder / "s", cache)


@pytest.fixture
def terminal(request: pytest.FixtureRequest, stand: Stand, tmp_path: Path) -> Iterator[Terminal]:
    with started(stand, tmp_path, devices=request.param) as one:
        yield one


class Attacked(Window):
    """The robot's window, whose pages are attacked where a picture would be taken of them."""

    def __init__(self, terminal: Terminal) -> None:
        # The same eyes and the same line: the terminal answers one robot at a time.
        self.__dict__.update(vars(terminal.window))
        self._terminal = terminal
        self.attacked: list[str] = []

    def picture(self, path: Path) -> None:
        self.attack()

    def attack(self) -> None:
        """Do all that must do nothing to the page that stands there."""
        terminal, page = self._terminal, self.look()
        before = shape(terminal, page)
        press_all_keys(terminal.glass)
        terminal.take_all()
        for node in page.nodes:
            if node["visible"]:
                for number in OTHERS:
                    terminal.glass.click(*node.centre, number)
        terminal.glass.sync()
        terminal.take_all()
        self.settle()
        now = self.look()
        if page.name in GO_ON:
            assert now.name in GO_ON[page.name]
            assert shape(terminal, now)[:3] == before[:3]
        else:
            assert shape(terminal, now) == before
        self.attacked.append(page.name)


def shape(terminal: Terminal, sight: Sight) -> tuple[Any, ...]:
    """Return what must stay: process, windows, selections, page, what can be done there, what was typed.

    What a page tells meanwhile of devices, or of what the camera sees, may change.
    """
    process, windows, taken, *_ = terminal.standing()
    typed = [(node["id"], node["value"]) for node in sight.nodes if node["role"] == "textbox"]
    doors = [node["id"] for node in sight.nodes if node["interactive"]]
    return process, windows, taken, sight.page, sight.dialog, typed, doors


@pytest.mark.parametrize("terminal", [True], indirect=True, ids=["devices"])
def test_a_visit_goes_its_way_whatever_hands_do_on_each_page(
    terminal: Terminal, stand: Stand, tmp_path: Path
) -> None:
    bundle = next(one for one in compose(content.documents()).bundles if one.id == BUNDLE)
    card = next(one for one in content.people() if one["key"] == "li")["card"]
    window = Attacked(terminal)
    citizen = Citizen(
        window,
        stand.bench["url"],
        bundle,
        "li",
        card,
        content.papers(),
        tmp_path / "unused",
    )
    citizen.visit()
    assert window.attacked[0] == "idle" and window.attacked[-1] == "goodbye"
    assert set(window.attacked) >= KINDS


@pytest.mark.parametrize("terminal", [False], indirect=True, ids=["number"])
def test_the_door_of_the_staff_stays_the_door(terminal: Terminal, stand: Stand) -> None:
    profile = str(stand.folder / "escape.toml")
    command = [program("kiosk"), "staff", "set-pin", "S01", "--stdin", "--profile", profile]
    subprocess.run(command, check=True, input=f"{NUMBER}\n{PIN}\n", text=True, capture_output=True)
    window = Attacked(terminal)
    window.attack()
    # Longer than five seconds by what a busy window may be late in taking the finger's coming.
    window._xdotool("mousemove", "10", "10", "mousedown", "1", "sleep", "8", "mouseup", "1")
    window.tap(1070, 10)
    window.wait_for(lambda sight: sight.name == "staff_door", "the door")
    window.attack()
    for letter in NUMBER:
        window.touch(f"key-{letter}")
    window.touch("primary")
    window.wait_for(lambda sight: sight.page == "staff_door:pin", "the PIN")
    window.touch(f"key-{PIN[0]}")
    window.settle()
    window.attack()
    assert window.attacked == ["idle", "staff_door", "staff_door"]
