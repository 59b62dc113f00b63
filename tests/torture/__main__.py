"""`python tests/torture`: the long run. Prints one JSON object; fails when a promise is broken."""

import json
import sys
import time
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import injected_faults as injected
import power_cut as power

CACHE = Path("build/torture")
PLANTS = ("synchronous-normal", "no-file-sync", "no-folder-sync")
DAYS = ((11, 150), (12, 150), (13, 60))
AGAIN_EVERY = 251
LEAST = 5000
INJECTED_UPTO = 6


def main() -> int:
    """Return 1 when a promise is broken, or when a proof did not prove anything."""
    return power_cuts() | injected_faults()


def injected_faults() -> int:
    if not injected.strace_works():
        sys.stdout.write(json.dumps({"injected_faults": "not run: strace may not trace here"}) + "\n")
        return 0
    began, struck, broken = time.monotonic(), 0, []
    for injection in injected.sweep(INJECTED_UPTO):
        did_strike, wrong = injected.outcome(injection)
        struck += did_strike
        broken += [f"{injection}: {one}" for one in wrong]
    result = {
        "struck": struck,
        "broken": len(broken),
        "first": broken[:5],
        "seconds": round(time.monotonic() - began),
    }
    sys.stdout.write(json.dumps({"injected_faults": result}) + "\n")
    return int(bool(broken) or not struck)


def power_cuts() -> int:
    CACHE.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
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
    result = {
        "points": count.points,
        "distinct_disks": len(count.images),
        "points_during_recovery": again.points,
        "distinct_disks_during_recovery": len(again.images),
        "broken": len(count.broken) + len(again.broken),
        "first": (count.broken + again.broken)[:5],
        "planted": planted,
        "seconds": round(time.monotonic() - began),
    }
    sys.stdout.write(json.dumps({"power_cuts": result}) + "\n")
    seen = all(one["broken"] for one in planted.values())
    return int(bool(result["broken"]) or not seen or len(count.images) < LEAST)


if __name__ == "__main__":
    sys.exit(main())
