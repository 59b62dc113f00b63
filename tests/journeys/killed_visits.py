"""Visits at the real window, whose process is killed in the middle, and the search for what they left."""

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from kiosk.catalogue.content import compose
from sandbox import content
from sandbox.processes import Programs
from sandbox.robot.citizen import Citizen
from sandbox.robot.window import Sight, Window
from sandbox.stand import Stand, build, start_platform, start_screens
from sandbox.traces import Trace, traces

BUNDLE = "tj-p-11"
POINTS = (
    "situation",
    "consent",
    "field",
    "scan",
    "check",
    "declare:signed",
    "submitting",
    "sealed",
    "done",
    "end",
)
"""Where a visit is killed: pages in their order, the moment after the submission, and not before its end."""
OFFLINE = ("sealed",)
PEOPLE = ("ouyang", "zhang", "qian", "maimaiti", "ouyang", "li", "wang", "li", "zhang", "qian")
"""Who comes to each: the same application twice would be a duplicate."""
PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"%PDF", b"II*\0", b"BM")
DATE = re.compile(r"\d{4}-\d\d-\d\d")
LEAST = 6
"""Shorter answers, such as a choice, are everywhere."""
SIZE = (540, 960)
PLATFORM_AND_BENCH = ("platform", "bench", "guides")
"""What the platform has been given, what the citizen holds, and guides, which are signed."""


class Stopped(Exception):  # noqa: N818  the name says what happened
    """The visit has come to its point."""


class Halting(Citizen):
    """Refuses to have certificates fetched, so that papers are photographed; stops at one point."""

    def __init__(self, point: str, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._point = point
        self._steps["consent"] = self._refuse

    def _refuse(self, _sight: Sight) -> None:
        self._touch("refuse")
        self._window.settle()
        if self._window.look().name == "consent":
            self._go_on()

    def _declare(self, sight: Sight) -> None:
        super()._declare(sight)
        if self._point == "submitting":
            raise Stopped

    def _note(self, page: str) -> None:
        self.pages.append((page, 0.0))
        times = sum(name.startswith(self._point) for name, _ in self.pages)
        if times == (2 if self._point == "scan" else 1):
            raise Stopped

    def _picture(self, what: str) -> None:
        """Take none: a picture would be a trace of our own."""


class KilledVisits:
    """A whole terminal with its window; everything that it writes lies in one folder."""

    def __init__(self, programs: Programs, stand: Stand, display: str) -> None:
        self.programs, self.stand, self._display = programs, stand, display
        self._bundle = next(b for b in compose(content.documents()).bundles if b.id == BUNDLE)

    def visit_and_kill(self, point: str, person: str) -> list[str]:
        """Visit up to `point`, kill -9 the screens, and return the words that nobody may find any more."""
        card = next(one["card"] for one in content.people() if one["key"] == person)
        self.stand.robot_socket.unlink(missing_ok=True)
        start_screens(self.programs, self.stand, self._display)
        window = Window(self.stand.robot_socket, self._display)
        bench = self.stand.bench["url"]
        papers = content.papers()
        pull = self._pull if point in OFFLINE else lambda: None
        citizen = Halting(point, window, bench, self._bundle, person, card, papers, Path(), pull)
        try:
            came = self._comes_to(point, citizen)
            self._core_limits_are_nought()
        finally:
            self.programs.end("screens")
            window.close()
            for path in ("id-card", "camera/page"):
                requests.delete(f"{bench}/{path}", timeout=30).raise_for_status()
            if point in OFFLINE:
                start_platform(self.programs, self.stand)
        assert came, f"{point} did not come: {citizen.pages}"
        typed = [str(value) for value in citizen.given.typed.values()]
        telling = [one for one in typed if len(one) >= LEAST and not DATE.fullmatch(one)]
        return [*(str(card[key]) for key in ("name", "number", "address")), *telling]

    def _comes_to(self, point: str, citizen: Citizen) -> bool:
        try:
            citizen.visit()
        except Stopped:
            return True
        return point == "end"

    def _pull(self) -> None:
        self.programs.end("platform")

    def left(self, words: list[str]) -> list[Trace]:
        """Return every trace of the words."""
        return list(traces(self.folders(), words))

    def pictures(self) -> list[Path]:
        """Return every file that begins as a picture or a page does."""
        files = [path for folder in self.folders() for path in folder.rglob("*") if path.is_file()]
        return [path for path in files if path.read_bytes()[:4].startswith(PICTURES)]

    def folders(self) -> list[Path]:
        """State, run, outbox, temp, home, logs and the printer's spool of the terminal."""
        inside = [path for path in self.stand.folder.iterdir() if path.is_dir()]
        return [path for path in inside if path.name not in PLATFORM_AND_BENCH] + [
            self.stand.folder.parent / name for name in ("tmp", "home", "logs")
        ]

    def _core_limits_are_nought(self) -> None:
        for name in ("screens", "agent"):
            pid = next(process.pid for known, process in self.programs._running if known == name)
            for one in (str(pid), *_children(pid)):
                limits = Path(f"/proc/{one}/limits").read_text()
                (line,) = (line for line in limits.splitlines() if line.startswith("Max core file size"))
                assert line.split()[4:6] == ["0", "0"], f"{name}: {line}"


def _children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


@contextmanager
def killed_visits(cache: Path) -> Iterator[KilledVisits]:
    """Give a terminal of its own, with its own home and its own place for temporary files."""
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="ykv-") as name:
        folder = Path(name)
        own = {"HOME": folder / "home", "TMPDIR": folder / "tmp", "XDG_CACHE_HOME": folder / "home"}
        for path in own.values():
            path.mkdir(exist_ok=True)
        before = dict(os.environ)
        os.environ.update({key: str(path) for key, path in own.items()})
        try:
            with Programs(folder / "logs") as programs:
                display = _display(programs)
                stand = build(programs, folder / "s", cache.absolute(), SIZE)
                made = KilledVisits(programs, stand, display)
                yield made
        finally:
            os.environ.clear()
            os.environ.update(before)


def _display(programs: Programs) -> str:
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1080x1920x24", "-nolisten", "tcp"]
    programs.start("xvfb", command, files=(writing,))
    os.close(writing)
    with os.fdopen(reading) as answer:
        return f":{answer.readline().strip()}"
