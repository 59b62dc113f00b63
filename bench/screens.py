"""Page changes, switches of the aids, scrolling, the attract page at rest, and where the memory goes."""

import json
import statistics
import subprocess
import sys
from typing import Any

from bench.display import LOGS, environment, stand, xvfb
from bench.plan import machine
from sandbox.stand import FIRST

IDLE_LIMIT = 0.03
ROUNDS = 2
LEAST_MIB = 2.0
"""Smaller pieces are told together."""


def main() -> dict[str, object]:
    """Return the figures; the limit is the idle share. The bare list draws labels on black, ours the page."""
    ours: list[float] = []
    bare: list[float] = []
    with xvfb() as display:
        for _ in range(ROUNDS):
            bare.append(_scrolled(display, "bare"))
            ours.append(_scrolled(display, "ours"))
        with stand() as (_, where):
            command = [*FIRST, sys.executable, "-m", "bench.screens_inside"]
            told = _told([*command, str(where.profile), where.bench["url"]], environment(display, where))
    ratio = statistics.median(ours) / statistics.median(bare)
    return {
        "page_change_p50_ms": round(statistics.median(told["page_ms"]), 1),
        "page_change_worst_ms": round(max(told["page_ms"]), 1),
        "page_changes": len(told["page_ms"]),
        "switch_p50_ms": {aid: round(statistics.median(ms), 1) for aid, ms in told["switch_ms"].items()},
        "switch_worst_ms": {aid: round(max(ms), 1) for aid, ms in told["switch_ms"].items()},
        "switches_each": len(next(iter(told["switch_ms"].values()))),
        "scroll_fps": round(statistics.median(ours), 1),
        "scroll_fps_bare_recycleview": round(statistics.median(bare), 1),
        "scroll_ratio": round(ratio, 2),
        "idle_share_of_a_core": round(told["idle_share"], 4),
        "limit_idle_share": IDLE_LIMIT,
        "rss_mib": _mib(told["rss"]),
        "rss_by_mapping_mib": _largest(told["mapped"]),
        "kept_shapes_mib": _mib(told["drawn"]["bytes"]),
        "kept_shapes": told["drawn"]["count"],
        "rss_of_children_mib": {name: _mib(size) for name, size in told["children"].items()},
        "within_limit": told["idle_share"] <= IDLE_LIMIT,
        "machine": machine(),
    }


def _scrolled(display: str, which: str) -> float:
    command = [*FIRST, sys.executable, "-m", "bench.scroll_inside", which]
    return float(_told(command, environment(display))["fps"])


def _told(command: list[str], variables: dict[str, str]) -> dict[str, Any]:
    with (LOGS / "screens.log").open("a") as log:
        answer = subprocess.run(
            command, env=variables, stdout=subprocess.PIPE, stderr=log, text=True, check=True, timeout=400
        )
    told: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return told


def _mib(size: int) -> float:
    return round(size / 2**20, 1)


def _largest(mapped: dict[str, int]) -> dict[str, float]:
    """Return the pieces, the largest first, the small ones together."""
    told = {name: _mib(size) for name, size in sorted(mapped.items(), key=lambda one: -one[1])}
    large = {name: size for name, size in told.items() if size >= LEAST_MIB}
    return {**large, "other": round(sum(told.values()) - sum(large.values()), 1)}
