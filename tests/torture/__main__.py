"""`python tests/torture [part …]`: the long run. A JSON object a part, then a table; fails on any loss."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import campaigns
import injected_faults as injected
import power_cut as power

CACHE = Path("build/torture")
PLANTS = ("synchronous-normal", "no-file-sync", "no-folder-sync")
DAYS = ((11, 150), (12, 150), (13, 60))
AGAIN_EVERY = 251
LEAST = 5000
INJECTED_UPTO = 6
COLUMNS = ("points", "kills", "struck", "cuts", "said", "arrived", "broken", "seconds")


def injected_faults() -> dict[str, Any]:
    """A full or broken disk at single system calls of the outbox."""
    if not injected.strace_works():
        return {"not_run": "strace may not trace here", "broken": []}
    struck, broken = 0, []
    for injection in injected.sweep(INJECTED_UPTO):
        did_strike, wrong = injected.outcome(injection)
        struck += did_strike
        broken += [f"{injection}: {one}" for one in wrong]
    if not struck:
        broken.append("no fault struck")
    return {"struck": struck, "broken": broken}


def power_cuts() -> dict[str, Any]:
    """The power goes at every operation, and again while what it left is put in order."""
    CACHE.mkdir(parents=True, exist_ok=True)
    count, again = power.Count(), power.Count()
    for seed, steps in DAYS:
        ops = power.record(CACHE, seed, steps)
        power.judge(power.cuts(ops, fates=3), count)
        for cut in islice(power.cuts(ops, fates=2), 0, None, AGAIN_EVERY):
            # The power goes again, while what the first cut left is put in order.
            power.judge(power.cuts(power.record(CACHE, 0, 0, image=cut.image), 2, start=cut), again)
    planted = {}
    for plant in PLANTS:
        found = power.judge(power.cuts(power.record(CACHE, 11, 100, plant), 1), power.Count())
        planted[plant] = {"points": found.points, "broken": len(found.broken), "lost": found.lost}
    broken = count.broken + again.broken
    broken += [f"{plant} was not seen" for plant, one in planted.items() if not one["broken"]]
    if len(count.images) < LEAST:
        broken.append(f"only {len(count.images)} distinct disks")
    return {
        "points": count.points,
        "distinct_disks": len(count.images),
        "points_during_recovery": again.points,
        "distinct_disks_during_recovery": len(again.images),
        "planted": planted,
        "broken": broken,
    }


def whole_tests() -> dict[str, Any]:
    """All that `make test` takes a sample of, or leaves out for its length."""
    command = [sys.executable, "-m", "pytest", "-q", "--whole", "-m", "sampled or long", "--timeout", "900"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    last = ran.stdout.splitlines()[-40:]
    wrong = [line for line in last if line.startswith(("FAILED", "ERROR"))]
    if ran.returncode and not wrong:
        wrong = [*last, *ran.stderr.splitlines()[-5:]]
    return {"tests": last[-1] if last else "", "broken": wrong}


PARTS: dict[str, Callable[[], dict[str, Any]]] = {
    "power": power_cuts,
    "disk": injected_faults,
    "kills": campaigns.process_kills,
    "lines": campaigns.bad_lines,
    "agent-disk": campaigns.agent_disk,
    "kernel-network": campaigns.kernel_network,
    "visits": campaigns.killed_visits,
    "planted": campaigns.planted,
    "tests": whole_tests,
}


def main(names: list[str]) -> int:
    """Return 1 when a promise is broken, or when a proof did not prove anything."""
    results = {}
    for name in names or PARTS:
        begun = time.monotonic()
        result = PARTS[name]()
        results[name] = {
            **result,
            "broken": len(result["broken"]),
            "first": [str(one) for one in result["broken"][:5]],
            "seconds": round(time.monotonic() - begun),
        }
        sys.stdout.write(json.dumps({name: results[name]}, ensure_ascii=False, default=str) + "\n")
        sys.stdout.flush()
    sys.stdout.write(table(results))
    return int(any(result["broken"] for result in results.values()))


def table(results: dict[str, dict[str, Any]]) -> str:
    """Return the figures of every part as lines of text."""
    lines = [f"{'':<16}" + "".join(f"{column:>10}" for column in COLUMNS)]
    for name, result in results.items():
        if "not_run" in result:
            lines.append(f"{name:<16}not run: {result['not_run']}")
            continue
        figures = [result.get(column, "-") for column in COLUMNS]
        points = figures[0]
        figures[0] = sum(points.values()) if isinstance(points, dict) else points
        lines.append(f"{name:<16}" + "".join(f"{figure:>10}" for figure in figures))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
