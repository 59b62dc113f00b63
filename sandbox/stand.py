"""A whole terminal on one machine: platform, bench, agent and screens, with the profile that ties them."""

import json
import os
import shutil
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devices.sound import PLAYER, SYNTHESISER
from sandbox.processes import Programs, program

PROFILE = """\
[terminal]
site_name = "示例政务服务中心"
machine_label = "一楼东侧 03 号机"
area_code = "120116"
home_bundles = ["tj-p-01", "tj-p-03", "tj-p-02", "tj-p-06", "tj-p-11", "tj-p-07", "tj-p-05", "tj-p-04",
  "tj-p-08", "tj-e-01", "tj-e-02"]
hall_phone = "022-00000000"

[screen]
diagonal_inch = 21.5
width_px = {width}
height_px = {height}
screen_bottom_mm = 800

[[devices]]
kind = "id_card"
driver = "sdt"
port = {id_card}
options = {{ baud = 115200 }}

[[devices]]
kind = "printer"
driver = "escpos"
port = {printer}

[[devices]]
kind = "document_camera"
driver = "v4l2"
port = {camera}

[[devices]]
kind = "code_reader"
driver = "serial"
port = {code_reader}
options = {{ profile = {make} }}

[paths]
state_dir = "agent"
agent_socket = "run/agent.sock"
guide_store = "guides"
calibration = "bench/calibration"

[platform]
base_url = {platform}
ca_file = {ca}
"""


A4 = """
[[devices]]
kind = "page_printer"
driver = "cups"
port = {queue}
options = {{ server = {server} }}
"""
UNSEEN = """
[[devices]]
kind = "keypad"
driver = "evdev"
port = {keypad}

[[devices]]
kind = "speech"
driver = "alsa"
port = {speaker}
options = {{ headphones = {headphones} }}
"""
CUPSD = Path("/usr/sbin/cupsd")


FIRST = ("nice", "-n", "-10") if os.geteuid() == 0 else ()
"""The screens go before everything else, as in systemd/; only root may say so."""
ASIDE = ("chrt", "--batch", "0", "nice", "-n", "10")


@dataclass(frozen=True)
class Stand:
    """What was started, by address."""

    folder: Path
    platform: dict[str, Any]
    bench: dict[str, Any]
    profile: Path

    @property
    def robot_socket(self) -> Path:
        """Where the screens let themselves be looked at."""
        return self.folder / "run" / "robot.sock"


def build(
    programs: Programs,
    folder: Path,
    cache: Path,
    size: tuple[int, int] = (1080, 1920),
    pages: bool = False,
    unseen: bool = False,
    way: Callable[[str], str] = str,
) -> Stand:
    """Start platform, bench and agent, and wait until the guides are on the terminal.

    `size` is that of the window in px; it shows a 21.5" panel however many they are. `pages`: with an A4
    printer, which needs cupsd. `unseen`: with a keypad, and with speech, which needs espeak-ng. `way` turns
    the platform's address into the one by which the terminal reaches it.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / "run").mkdir(exist_ok=True, mode=0o700)
    # In life platform and bench are other machines: here they must not take the window's share of the cores.
    command = [*ASIDE, program("kiosk-platform"), "serve", "--state", str(folder / "platform"), "--faults"]
    platform = programs.announced("platform", command)
    command = [
        *ASIDE,
        program("kiosk-bench"),
        "serve",
        "--state",
        str(folder / "bench"),
        "--cache",
        str(cache),
    ]
    command += ["--platform", platform["url"], "--platform-ca", platform["ca"]]
    command += ["--pages"] if pages else []
    command += ["--unseen"] if unseen else []
    bench = programs.announced("bench", command)
    profile = folder / "site.toml"
    devices = bench["devices"]
    profile.write_text(
        PROFILE.format(
            id_card=json.dumps(devices["id_card"]["port"]),
            printer=json.dumps(devices["printer"]["port"]),
            camera=json.dumps(devices["document_camera"]["device"]),
            code_reader=json.dumps(devices["code_reader"]["port"]),
            make=json.dumps(devices["code_reader"]["profile"]),
            platform=json.dumps(way(platform["url"])),
            ca=json.dumps(platform["ca"]),
            width=size[0],
            height=size[1],
        )
        + (A4.format(**{k: json.dumps(v) for k, v in devices["page_printer"].items()}) if pages else "")
        + (_unseen(devices) if unseen else ""),
        encoding="utf-8",
    )
    start_agent(programs, profile, platform["enrolmentCode"])
    socket_path = folder / "run" / "agent.sock"
    programs.until(lambda: _guides_there(socket_path), "the guides' way to the terminal")
    return Stand(folder, platform, bench, profile)


def _unseen(devices: Mapping[str, Any]) -> str:
    """Return the part of the profile with keypad and speech."""
    return UNSEEN.format(
        keypad=json.dumps(devices["keypad"]["port"]),
        speaker=json.dumps(devices["speech"]["port"]),
        headphones=json.dumps(devices["speech"]["headphones"]),
    )


def start_platform(programs: Programs, stand: Stand) -> None:
    """Start the platform again, where it stood."""
    command = [*ASIDE, program("kiosk-platform"), "serve", "--state", str(stand.folder / "platform")]
    command += ["--faults", "--port", str(stand.platform["url"]).rpartition(":")[2]]
    programs.announced("platform", command)


def start_agent(programs: Programs, profile: Path, code: str = "") -> None:
    """Start the agent, with an enrolment code for its first time."""
    # As in systemd/.
    command = ["chrt", "--batch", "0", "nice", "-n", "5", program("kiosk"), "agent"]
    command += ["--profile", str(profile)]
    programs.start("agent", command, {"YICIBAN_ENROLMENT_CODE": code} if code else {})


def can_speak() -> bool:
    """Whether this machine has what speech needs."""
    return all(shutil.which(name) for name in (SYNTHESISER, PLAYER))


def device_environment(stand: Stand) -> dict[str, str]:
    """Return the variables by which the screens' process finds the bench's camera and its sound."""
    devices = stand.bench["devices"]
    variables: dict[str, str] = {
        **devices["document_camera"]["env"],
        **devices.get("speech", {}).get("env", {}),
    }
    return variables


def start_screens(programs: Programs, stand: Stand, display: str | None, *options: str) -> None:
    """Start the screens on an X display, or (None) on none, and wait until they can be looked at."""
    # Whoever starts this may draw offscreen; the robot touches what is on the display.
    shown = (
        {"SDL_VIDEODRIVER": "offscreen"}
        if display is None
        else {"SDL_VIDEODRIVER": "x11", "DISPLAY": display}
    )
    environment = {
        **shown,
        "LIBGL_ALWAYS_SOFTWARE": "1",
        **device_environment(stand),
    }
    command = [*FIRST, program("kiosk-ui"), "--profile", str(stand.profile)]
    command += ["--robot-socket", str(stand.robot_socket), *options]
    programs.start("screens", command, environment)
    programs.until(stand.robot_socket.exists, "the window")


def _guides_there(path: Path) -> bool:
    """Ask the agent whether it has installed guides."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(2)
            line.connect(str(path))
            line.sendall(b"GET /agent/v1/status HTTP/1.1\r\nHost: agent\r\nConnection: close\r\n\r\n")
            answer = b"".join(iter(lambda: line.recv(65536), b""))
    except OSError:
        return False
    head, _, body = answer.partition(b"\r\n\r\n")
    return head.startswith(b"HTTP/1.1 200") and bool(json.loads(body)["guideVersion"])
