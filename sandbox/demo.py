"""`make demo`: a whole visit on this machine, by a robot citizen, or the terminal for a person to try."""

import argparse
import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import requests

from kiosk.catalogue.content import compose
from kiosk.catalogue.models import Bundle
from sandbox import content
from sandbox.processes import NotReady, Programs, program
from sandbox.robot.citizen import Citizen
from sandbox.robot.given import differences
from sandbox.robot.window import Lost, Window
from sandbox.stand import CUPSD, Stand, build, can_speak, start_platform, start_screens

OUT = Path("build/demo")
CACHE = Path("build/cache")
PERSON = "li"


def main() -> int:
    """Run the demo; 0 only if what the platform holds is what the citizen gave."""
    parser = argparse.ArgumentParser(prog="make demo")
    parser.add_argument("--bundle", default="tj-p-01")
    parser.add_argument("--robot", default="1", choices=("0", "1"))
    parser.add_argument("--person", default=PERSON)
    words = "pull the network before the submission and put it back when the citizen has gone"
    parser.add_argument("--offline", action="store_true", help=words)
    words = "key of a paper (sandbox/content/papers.yaml) that the robot lays down first, by mistake"
    parser.add_argument("--mistake", metavar="PAPER", help=words)
    options = parser.parse_args()
    bundles = {bundle.id: bundle for bundle in compose(content.documents()).bundles}
    if options.bundle not in bundles:
        print(f"no bundle {options.bundle}; there are {', '.join(bundles)}", file=sys.stderr)  # noqa: T201
        return 2
    shutil.rmtree(OUT, ignore_errors=True)
    (OUT / "pages").mkdir(parents=True)
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="yiciban-demo-") as folder, Programs(OUT / "logs") as programs:
        try:
            own = os.environ.get("DISPLAY")
            display = own or _virtual_display(programs)
            stand = build(
                programs,
                Path(folder),
                CACHE.absolute(),
                _size(display),
                pages=CUPSD.exists(),
                unseen=can_speak(),
            )
            if own:
                _open_bench(programs, stand, display, Path(folder))
            if options.robot == "0":
                return _for_a_person(programs, stand, display)
            network = Network(programs, stand) if options.offline else None
            bundle = bundles[options.bundle]
            return _by_robot(programs, stand, display, bundle, options.person, network, options.mistake)
        except (NotReady, Lost) as error:
            _say(f"demo failed: {error}")
            return 1


def _virtual_display(programs: Programs) -> str:
    """Start an Xvfb and return its display."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1080x1920x24", "-nolisten", "tcp"]
    xvfb = programs.start("xvfb", command, files=(writing,))
    os.close(writing)
    with os.fdopen(reading) as answer:
        number = answer.readline().strip()
    if not number:
        raise NotReady(f"Xvfb ended with {xvfb.wait()}")
    return f":{number}"


def _size(display: str) -> tuple[int, int]:
    """Return the size of a portrait window that fits the display, the bench's page beside it."""
    command = ["xwininfo", "-root", "-display", display]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=20).stdout
    found = re.search(r"Height: (\d+)", told)
    height = min(1920, int(found[1]) if found else 1920)
    return round(height * 9 / 16), height


def _open_bench(programs: Programs, stand: Stand, display: str, folder: Path) -> None:
    """Open the bench's page beside the terminal's window."""
    width, height = _size(display)
    command = ["chromium", f"--app={stand.bench['url']}", f"--user-data-dir={folder / 'browser'}"]
    command += [
        f"--window-position={width},0",
        f"--window-size=900,{height}",
        "--no-first-run",
        "--disable-sync",
    ]
    command += ["--disable-background-networking", "--disable-component-update"]
    if os.geteuid() == 0:
        command.append("--no-sandbox")  # Chromium's sandbox does not run as root
    programs.start("browser", command, {"DISPLAY": display})


def _for_a_person(programs: Programs, stand: Stand, display: str) -> int:
    start_screens(programs, stand, display, "--cursor")
    _say(f"bench: {stand.bench['url']}   back office: {stand.platform['backOffice']}")
    _say(f"clerk's password: {stand.platform['clerkPassword']}   (Ctrl-C ends everything)")
    with contextlib.suppress(KeyboardInterrupt):
        programs.wait("screens")
    return 0


class Network:
    """The way to the platform: pulled, nobody answers there any more; put back, the same platform does."""

    def __init__(self, programs: Programs, stand: Stand) -> None:
        self._programs, self._stand = programs, stand
        self._before: set[str] = set()

    def pull(self) -> None:
        """End the platform's process. The terminal has to find that out by itself."""
        self._before = set(_numbers(self._stand))
        self._programs.end("platform")
        _say("network: gone")

    def put_back(self) -> str:
        """Start the platform again and return the one number that arrives."""
        start_platform(self._programs, self._stand)
        _say("network: back")
        self._programs.until(lambda: bool(self._arrived()), "the way of what was sealed", 120)
        arrived = self._arrived()
        if len(arrived) != 1:
            raise NotReady(f"one submission was sealed, {len(arrived)} arrived")
        return arrived.pop()

    def _arrived(self) -> set[str]:
        return set(_numbers(self._stand)) - self._before


def _by_robot(
    programs: Programs,
    stand: Stand,
    display: str,
    bundle: Bundle,
    person: str,
    network: Network | None,
    mistake: str | None,
) -> int:
    who = next(one for one in content.people() if one["key"] == person)
    start_screens(programs, stand, display)
    window = Window(stand.robot_socket, display)
    citizen = Citizen(
        window,
        stand.bench["url"],
        bundle,
        person,
        who["card"],
        content.papers(),
        OUT / "pages",
        network.pull if network is not None else _nothing,
        mistake,
    )
    try:
        citizen.visit()
    except Lost:
        window.picture(OUT / "pages" / "99-lost.png")
        raise
    finally:
        _write_journey(citizen, bundle, None)
        window.close()
    for name in ("slip.bin", "slip.png"):
        answer = requests.get(f"{stand.bench['url']}/printer/paper{Path(name).suffix}", timeout=20)
        answer.raise_for_status()
        (OUT / name).write_bytes(answer.content)
    if bundle.guide_only:
        _say(f"{bundle.name.zh}: guide only, taken away on paper; {len(citizen.pages)} pages")
        return 0
    if network is not None:
        if not citizen.claim_code:
            _say("nothing was sealed: the network came back too early")
            return 1
        _say(f"sealed, not yet received: claim code {citizen.claim_code}")
        _say(f"received: {network.put_back()}")
    held = _held(stand)
    (OUT / "submission.json").write_text(json.dumps(held, ensure_ascii=False, indent=1), encoding="utf-8")
    _write_journey(citizen, bundle, held)
    shared = {key: value["value"] for key, value in who.get("shared", {}).items() if "value" in value}
    for asked in citizen.papers.asked:
        _say(f"a wrong paper was asked about: {asked}")
    if citizen.papers.pressed:
        _say(f"the shutter was pressed by hand {citizen.papers.pressed} times")
    wrong = differences(citizen.given, held, shared)
    for line in wrong:
        _say(f"different: {line}")
    _say(f"{bundle.name.zh}: {held['submissionNo']}, {len(held['cases'])} cases, {len(citizen.pages)} pages")
    return 1 if wrong else 0


def _nothing() -> None:
    """Leave the network as it is."""


def _numbers(stand: Stand) -> list[str]:
    command = [program("kiosk-platform"), "submissions", "--state", str(stand.folder / "platform")]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return answer.stdout.split()


def _held(stand: Stand) -> dict[str, Any]:
    command = [program("kiosk-platform"), "submission", "--state", str(stand.folder / "platform")]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    held: dict[str, Any] = json.loads(answer.stdout)
    return held


def _write_journey(citizen: Citizen, bundle: Bundle, held: dict[str, Any] | None) -> None:
    cases = [] if held is None else [case["caseNo"] for case in held["cases"]]
    journey = {
        "bundle": bundle.id,
        "pages": [{"page": page, "seconds": seconds} for page, seconds in citizen.pages],
        "submissionNo": None if held is None else held["submissionNo"],
        "caseNumbers": cases,
        "items": citizen.given.items,
    }
    (OUT / "journey.json").write_text(json.dumps(journey, ensure_ascii=False, indent=1), encoding="utf-8")


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
