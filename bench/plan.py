"""How long `plan()` takes: every bundle, its situations varied, and up to nine items every subset of ticks.

A case is one (bundle, answers, ticks). Each is timed three times, and again up to ten times where that took
over a millisecond; the shortest counts, so that what is stated is the work and not what else the machine
did meanwhile. The longest single time stands beside it.
"""

import json
import os
import platform
import statistics
import time
from collections.abc import Iterator
from itertools import chain, combinations
from pathlib import Path

from kiosk.catalogue.content import compose
from kiosk.catalogue.models import Bundle
from kiosk.catalogue.plan import effective, plan

SUBSETS_UP_TO = 9
REPEATS = 3
REPEATS_IF_SLOW = 13
SLOW_MS = 1.0
LIMIT_MS = 5.0


def main() -> dict[str, object]:
    """Return median and worst in ms over all cases, the case of the worst, and the machine."""
    from sandbox import content

    bundles = compose(content.documents()).bundles
    times: list[tuple[float, float, str]] = []
    for bundle in bundles:
        for answers in ways(bundle):
            for ticked in subsets(bundle):
                times.append((*timed(bundle, answers, ticked), f"{bundle.id} {len(ticked)} ticked"))
    best = [shortest for shortest, _, _ in times]
    worst = max(times)
    return {
        "bundles": len(bundles),
        "cases": len(times),
        "median_ms": round(statistics.median(best), 3),
        "worst_ms": round(worst[0], 3),
        "worst_case": worst[2],
        "worst_single_ms": round(max(longest for _, longest, _ in times), 3),
        "limit_ms": LIMIT_MS,
        "within_limit": worst[0] < LIMIT_MS,
        "machine": machine(),
    }


def timed(bundle: Bundle, answers: dict[str, str], ticked: frozenset[str]) -> tuple[float, float]:
    """Return the shortest and the longest of a few runs, in ms."""
    taken: list[float] = []
    while len(taken) < REPEATS or (min(taken) > SLOW_MS and len(taken) < REPEATS_IF_SLOW):
        start = time.perf_counter()
        plan(bundle, answers, ticked)
        taken.append((time.perf_counter() - start) * 1000)
    return min(taken), max(taken)


def ways(bundle: Bundle) -> Iterator[dict[str, str]]:
    """Yield the way of all first answers, and every way that differs from it in one answer."""
    yield _completed(bundle, {})
    for situation in bundle.situations:
        for option in situation.options[1:]:
            yield _completed(bundle, {situation.id: option.value})


def _completed(bundle: Bundle, fixed: dict[str, str]) -> dict[str, str]:
    answers: dict[str, str] = {}
    for situation in bundle.situations:
        applying, _ = effective(bundle, answers)
        if situation in applying:
            answers[situation.id] = fixed.get(situation.id, situation.options[0].value)
    return answers


def subsets(bundle: Bundle) -> Iterator[frozenset[str]]:
    """Yield every subset of the items; above nine items all of them, each alone, and all but each."""
    ids = [item.id for item in bundle.items]
    if len(ids) <= SUBSETS_UP_TO:
        sizes = range(len(ids) + 1)
        yield from map(frozenset, chain.from_iterable(combinations(ids, size) for size in sizes))
        return
    every = frozenset(ids)
    yield every
    for one in ids:
        yield frozenset((one,))
        yield every - {one}


def machine() -> dict[str, object]:
    """Return what the figures come from."""
    model = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), model)
    return {"cpu": model, "cores": os.cpu_count(), "python": platform.python_version()}


if __name__ == "__main__":
    print(json.dumps(main(), ensure_ascii=False, indent=2))
