"""`make endurance [HOURS=1]`: a day of visits in so many hours; build/bench/endurance.json and .svg."""

import argparse
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.day.mishaps import Mishaps
from bench.day.plot import draw
from bench.day.profile import DAY, MISHAPS, fraction_at, hour_at, stretch_at
from bench.day.report import report
from bench.day.samples import figures, folder_bytes
from bench.day.visitors import Visitors
from bench.display import CACHE, LOGS, xvfb
from kiosk.catalogue.content import compose
from sandbox import content
from sandbox.faulty_network import FaultyNetwork
from sandbox.processes import Programs
from sandbox.stand import CUPSD, Stand, build, can_speak, start_screens

OUT = Path("build/bench")
SAMPLES = 720
LEAST_S = 2.0
PROCESSES = {"screens": "screens", "agent": "agent"}
FOLDERS = {
    "state": ("agent", "outbox", "guides", "staff", "calibration"),
    "audit": ("audit",),
    "run": ("run",),
    "tmp": ("tmp",),
}


class Sampler(threading.Thread):
    """Looks at the terminal's processes and folders every so many seconds."""

    def __init__(self, programs: Programs, folder: Path, every_s: float, run_s: float) -> None:
        super().__init__(name="sampler", daemon=True)
        self._programs, self._folder, self._every, self._run_s = programs, folder, every_s, run_s
        self._begun = time.monotonic()
        self._stopping = threading.Event()
        self.rows: list[dict[str, Any]] = []

    def elapsed(self) -> float:
        """Return the seconds of the run."""
        return time.monotonic() - self._begun

    def run(self) -> None:
        """Look until told to stop."""
        while not self._stopping.wait(self._every):
            self.rows.append(self._look())

    def stop(self) -> None:
        """Look no more."""
        self._stopping.set()
        self.join(30)

    def _look(self) -> dict[str, Any]:
        at = self.elapsed()
        row: dict[str, Any] = {"s": round(at, 1), "hour": round(hour_at(min(at / self._run_s, 1.0)), 2)}
        for name, program in PROCESSES.items():
            try:
                row[name] = figures(self._programs.pid(program))
            except (OSError, StopIteration, KeyError):
                row[name] = None  # it was just killed
        row["disk"] = {
            name: sum(folder_bytes(self._folder / one) for one in folders)
            for name, folders in FOLDERS.items()
        }
        return row


def main(hours: float = 1.0) -> dict[str, Any]:
    """Live a day in so many hours; returns the figures and whether nothing grew."""
    run_s = hours * 3600
    bundles = compose(content.documents()).bundles
    with xvfb() as display, _stand() as (programs, stand, network):
        start_screens(programs, stand, display)
        visitors = Visitors(stand, display, bundles)
        sampler = Sampler(programs, stand.folder, max(run_s / SAMPLES, LEAST_S), run_s)
        planned = [(fraction_at(one.hour) * run_s, one) for one in MISHAPS]
        mishaps = Mishaps(programs, stand, network, planned, sampler.elapsed)
        sampler.start()
        mishaps.start()
        try:
            _live(visitors, sampler, run_s)
        finally:
            mishaps.stop()
            sampler.stop()
            visitors.close()
    if mishaps.failure is not None:
        raise mishaps.failure
    found = report(sampler.rows, visitors, mishaps, hours)
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "endurance.svg").write_text(draw(sampler.rows, found), encoding="utf-8")
    return found


def _live(visitors: Visitors, sampler: Sampler, run_s: float) -> None:
    """Let people come as the hour of the day has it, until the day is over."""
    while (at := sampler.elapsed()) < run_s:
        pause = stretch_at(at / run_s, DAY).pause_s
        if pause is None:
            time.sleep(min(5.0, run_s - at))
            continue
        ended = visitors.one()
        why = f": {visitors.lost[-1]}" if ended == "lost" else ""
        hour, took = hour_at(min(at / run_s, 1.0)), visitors.seconds[-1]
        _say(f"{hour:5.2f} h  visit {visitors.count}, {took:.0f} s: {ended}{why}")
        time.sleep(max(min(pause, run_s - sampler.elapsed()), 0.0))


@contextmanager
def _stand() -> Iterator[tuple[Programs, Stand, FaultyNetwork]]:
    """Give a terminal whose way to the platform goes through a network that can be taken away."""
    CACHE.mkdir(parents=True, exist_ok=True)
    networks: list[FaultyNetwork] = []

    def way(url: str) -> str:
        base, _, port = url.rpartition(":")
        networks.append(FaultyNetwork(int(port)))
        return f"{base}:{networks[0].port}"

    with tempfile.TemporaryDirectory(prefix="yiciban-day-") as name:
        folder = Path(name)
        (folder / "tmp").mkdir()
        os.environ["TMPDIR"] = str(folder / "tmp")
        with Programs(LOGS / "day") as programs:
            stand = build(
                programs,
                folder,
                CACHE.absolute(),
                pages=CUPSD.exists(),
                unseen=can_speak(),
                way=way,
            )
            try:
                yield programs, stand, networks[0]
            finally:
                networks[0].close()


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _command() -> int:
    parser = argparse.ArgumentParser(prog="make endurance")
    parser.add_argument("--hours", type=float, default=1.0, help="how long the day takes (1)")
    found = main(parser.parse_args().hours)
    (OUT / "endurance.json").write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    print(json.dumps({key: value for key, value in found.items() if key != "rows"}, ensure_ascii=False))
    return int(not found["within_limit"])


if __name__ == "__main__":
    sys.exit(_command())
