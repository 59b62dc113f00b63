"""A terminal that knows nothing but its platform: set up on its own screen, then looked after there.

Agent and screens are processes of their own, on a real X display; whoever ends them starts them again, as
systemd does.
"""

import json
import math
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.platform.client import PlatformClient
from kiosk.terminal.settings import CARD_MM, MM_PER_INCH, SiteProfile, load
from kiosk.terminal.settings_file import keep, places
from kiosk.terminal.starter import starter
from sandbox.processes import Programs, program
from sandbox.robot.window import Sight, Window
from sandbox.stand import Stand

SITE = {
    "siteName": "示例社区服务站",
    "machineLabel": "B2-07",
    "areaCode": "120116",
    "languages": ["zh-CN", "en"],
    "homeBundles": ["tj-p-01"],
    "screen": {"diagonalInch": 23.8, "screenBottomMm": 780},
}
NUMBER, PIN = "9081726354", "481516"
"""A staff card's number: no digit twice in a row, since a second tap at one place has to wait."""


class Place:
    """One terminal with its processes."""

    def __init__(self, folder: Path, stand: Stand, programs: Programs) -> None:
        self.folder, self._stand, self._programs = folder, stand, programs
        self.profile = folder / "site.toml"
        text = starter(self.profile, stand.platform["url"], Path(stand.platform["ca"]))
        # No devices: they belong to the other journeys. Everything of it stands in its own folder.
        without = text.partition("# auto:")[0] + "[paths]" + text.partition("[paths]")[2]
        for there, here in (("/var/lib/yiciban/", ""), ("/run/yiciban/", "run/"), ("/run/yiciban", "run")):
            without = without.replace(there, here)
        self.profile.write_text(without, encoding="utf-8")
        self.display = self._start_display()
        self.screens: subprocess.Popen[str] | None = None
        self.window: Window | None = None
        self.agent = PlatformClient(folder / "run" / "agent.sock")

    def wait_for(self, holds: Callable[[], bool]) -> None:
        self._programs.until(holds, "what the agent does")

    def _start_display(self) -> str:
        reading, writing = os.pipe()
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1080x1920x24", "-nolisten", "tcp"]
        self._programs.start("xvfb", command, files=(writing,))
        os.close(writing)
        with os.fdopen(reading) as answer:
            return f":{answer.readline().strip()}"

    def start_agent(self) -> None:
        command = [program("kiosk"), "agent", "--profile", str(self.profile)]
        self._programs.start("agent", command)
        self._programs.until((self.folder / "run" / "agent.sock").exists, "the agent")

    def start_screens(self) -> Window:
        if self.window is not None:
            self.window.close()
        robot = self.folder / "robot.sock"
        robot.unlink(missing_ok=True)
        command = [program("kiosk-ui"), "--profile", str(self.profile), "--robot-socket", str(robot)]
        environment = {"DISPLAY": self.display, "SDL_VIDEODRIVER": "x11", "LIBGL_ALWAYS_SOFTWARE": "1"}
        self.screens = self._programs.start("screens", command, environment)
        self._programs.until(robot.exists, "the window")
        self.window = Window(robot, self.display)
        return self.window

    def ended(self) -> int:
        """Wait until the screens end by themselves; whoever keeps them running starts them again."""
        assert self.screens is not None
        code = self.screens.wait(60)
        self._programs.end("screens")
        return code

    def code(self, site: dict[str, Any]) -> str:
        told = self.folder / "order.json"
        told.write_text(json.dumps(site), encoding="utf-8")
        state = str(self._stand.folder / "platform")
        command = [program("kiosk-platform"), "enrolment-code", "--state", state, "--site", str(told)]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def close(self) -> None:
        self.agent.close()
        if self.window is not None:
            self.window.close()


@pytest.fixture
def place(_stand: tuple[Stand, Programs], tmp_path: Path) -> Iterator[Place]:
    with Programs(tmp_path / "logs") as programs:
        made = Place(tmp_path, _stand[0], programs)
        yield made
        made.close()


def told_px(profile: SiteProfile) -> float:
    """Return how wide a bank card is by the diagonal alone."""
    screen = profile.screen
    return CARD_MM * math.hypot(screen.width_px, screen.height_px) / (screen.diagonal_inch * MM_PER_INCH)


def on(page: str) -> Callable[[Sight], bool]:
    return lambda sight: sight.name == page


def type_in(window: Window, text: str) -> None:
    for letter in text:
        window.touch(f"key-{letter}")


def test_the_code_of_the_work_order_gives_identity_place_and_panel(place: Place) -> None:
    place.start_agent()
    window = place.start_screens()
    window.wait_for(on("set_up_code"), "the set-up page")

    type_in(window, "AAAABBBB2222")
    window.touch("primary")
    window.wait_for(lambda sight: sight.find("problem") is not None, "why the code is not good")
    type_in(window, place.code(SITE).replace("-", ""))
    window.touch("primary")
    # The panel is another one than the starter said: the screens start anew.
    assert place.ended() == 0
    profile = load(place.profile)
    assert (profile.terminal.machine_label, profile.screen.diagonal_inch) == ("B2-07", 23.8)


def test_after_that_start_it_goes_on_with_devices_and_panel_until_it_is_through(
    place: Place,
) -> None:
    place.start_agent()
    place.agent.set_up.enrol(place.code(SITE), setting_up=True)
    place.wait_for(lambda: place.agent.agent_status().site_profile == "written")
    window = place.start_screens()
    window.wait_for(on("set_up_devices"), "the devices")
    window.touch("primary")
    window.wait_for(on("set_up_screen"), "the card")
    window.touch("step:1")
    window.touch("primary")
    assert place.ended() == 0
    profile = load(place.profile)
    assert profile.screen.card_px is not None
    assert abs(profile.screen.card_px - 1 - told_px(profile)) < 1
    assert not place.agent.agent_status().set_up_open


def test_the_staff_come_in_by_gesture_number_and_pin_and_take_it_out_of_service(place: Place) -> None:
    given = f"{NUMBER}\n{PIN}\n"
    command = [program("kiosk"), "staff", "set-pin", "S01", "--stdin", "--profile", str(place.profile)]
    subprocess.run(command, check=True, input=given, text=True, capture_output=True)
    command = [program("kiosk"), "enrol", place.code({}), "--profile", str(place.profile)]
    subprocess.run(command, check=True, capture_output=True)
    place.start_agent()
    window = place.start_screens()
    window.wait_for(lambda sight: sight.name == "idle" and sight.find("help"), "the attract page")

    # Longer than five seconds by what a busy window may be late in taking the finger's coming.
    hold = ["xdotool", "mousemove", "10", "10", "mousedown", "1", "sleep", "8", "mouseup", "1"]
    there = {"DISPLAY": place.display, "PATH": "/usr/bin:/bin"}
    subprocess.run([*hold, "mousemove", "1070", "10", "click", "1"], check=True, env=there)
    window.wait_for(on("staff_door"), "the door")
    type_in(window, NUMBER)
    window.touch("primary")
    window.wait_for(lambda sight: sight.page == "staff_door:pin", "the PIN")
    type_in(window, "481517")
    window.touch("primary")
    window.wait_for(lambda sight: sight.find("problem") is not None, "the refusal")
    window.settle()
    type_in(window, PIN)
    window.touch("primary")
    window.wait_for(on("staff_menu"), "the menu")
    window.touch("withdraw")
    window.wait_for(on("staff_withdraw"), "the question why")
    window.touch("other")
    window.wait_for(lambda sight: sight.find("restore") is not None, "that it is out")
    window.touch("restart")
    assert place.ended() == 0

    window = place.start_screens()
    window.wait_for(on("out_of_service"), "that it serves nobody")
    lines = (place.folder / "logs" / "screens.log").read_text(encoding="utf-8")
    assert NUMBER not in lines and PIN not in lines


def test_a_typo_in_the_file_leaves_the_terminal_at_work(place: Place) -> None:
    text = place.profile.read_text(encoding="utf-8")
    for program_name in ("agent", "ui"):
        keep(text, places(place.profile, program_name, {}))
    place.profile.write_text(text.replace("screen_bottom_mm = 800", "screen_bottom_mm = 8o0"))
    place.start_agent()
    window = place.start_screens()
    window.wait_for(on("set_up_code"), "the set-up page")
    for name in ("agent", "screens"):
        log = (place.folder / "logs" / f"{name}.log").read_text(encoding="utf-8")
        refused = next(json.loads(line) for line in log.splitlines() if "settings.refused" in line)
        assert refused["reason"] == "file"
