"""Resident memory of the screens' process after whole visits."""

import os
from pathlib import Path
from typing import Any

from bench.inside import Conductor, run, walk

EARLY = 20
PEOPLE = ("li", "wang", "ouyang", "maimaiti", "qian", "zhang", "chen")
BUNDLES = 30
LATE = int(os.environ.get("YICIBAN_BENCH_VISITS", "200"))


def play(conductor: Conductor) -> dict[str, Any]:
    """Make the visits and read the memory after each tenth."""
    after: dict[int, int] = {}
    bundles = [bundle.id for bundle in conductor.terminal.guides.bundles() if bundle.items][:BUNDLES]
    for number in range(1, LATE + 1):
        # The same people ask for another thing each time: nobody may apply for the same twice.
        walk(conductor, bundles[number % BUNDLES], PEOPLE[number // BUNDLES % len(PEOPLE)])
        if number % 10 == 0:
            after[number] = rss()
    return {"after": after, "early": after[EARLY], "late": after[LATE], "visits": LATE}


def rss() -> int:
    """Return bytes (proc(5), VmRSS)."""
    line = next(row for row in Path("/proc/self/status").read_text().splitlines() if row.startswith("VmRSS"))
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    run(play)
