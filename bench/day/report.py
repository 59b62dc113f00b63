"""The figures of the day and the verdict. Pure, but for what it is given to count."""

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from bench.day.mishaps import Mishaps
from bench.day.samples import Figures
from bench.day.verdict import FEWEST, Flatness, flatness, windows_of
from bench.day.visitors import Visitors
from bench.plan import machine

MIB = 2**20
OF_A_PROCESS = {
    "pss": (0.02, 4 * MIB),
    "handles": (0.0, 1.0),
    "threads": (0.0, 1.0),
    "children": (0.0, 0.5),
    "held": (0.02, 1 * MIB),
}
"""What each may rise by over the second half: a share of its median, and at least so much."""
OF_A_FOLDER = {"state": (0.02, 1 * MIB), "run": (0.0, 256 * 1024), "tmp": (0.0, 256 * 1024)}
KEPT_DAYS, VISITS_A_DAY = 180, 200
AUDIT_LIMIT = 1024 * MIB
"""The audit log is kept for 180 days and grows until then: what a busy terminal then has of it is judged."""


def report(
    rows: Sequence[dict[str, Any]], visitors: Visitors, mishaps: Mishaps, hours: float
) -> dict[str, Any]:
    """Return the figures; `within_limit`: nothing grew, everything planned went wrong, people were served."""
    visit_s = statistics.median(visitors.seconds) if visitors.seconds else 0.0
    windows = windows_of(rows[-1]["s"], visit_s)
    judged = dict(_judged(rows, max(windows, 2)))
    audit = rows[-1]["disk"]["audit"] / max(visitors.count, 1) * VISITS_A_DAY * KEPT_DAYS
    served = visitors.ended["submitted"] + visitors.ended["sealed"]
    return {
        "hours": hours,
        "visits": dict(visitors.ended),
        "visit_s_median": round(visit_s, 1),
        "mishaps": dict(mishaps.done),
        "samples": len(rows),
        "windows": windows,
        "long_enough": windows >= FEWEST,
        "second_half": {name: _told(one) for name, one in judged.items()},
        "grew": [name for name, one in judged.items() if not one.flat],
        "audit_log_after_180_days_mib": round(audit / MIB, 1),
        "robot_gave_up": visitors.lost,
        "within_limit": all(one.flat for one in judged.values())
        and audit <= AUDIT_LIMIT
        and served > 0
        and windows >= FEWEST,
        "machine": machine(),
        "rows": [_plain(row) for row in rows],
    }


def lines(rows: Sequence[dict[str, Any]]) -> Iterator[tuple[str, list[tuple[float, float]]]]:
    """Yield every line of samples by name, such as `agent.pss`."""
    for process in ("screens", "agent"):
        for field in OF_A_PROCESS:
            there = [(row["s"], getattr(row[process], field)) for row in rows if row[process] is not None]
            yield f"{process}.{field}", there
    for folder in (*OF_A_FOLDER, "audit"):
        yield f"disk.{folder}", [(row["s"], row["disk"][folder]) for row in rows]


def _judged(rows: Sequence[dict[str, Any]], windows: int) -> Iterator[tuple[str, Flatness]]:
    limits = {f"{p}.{field}": limit for p in ("screens", "agent") for field, limit in OF_A_PROCESS.items()}
    limits |= {f"disk.{folder}": limit for folder, limit in OF_A_FOLDER.items()}
    for name, points in lines(rows):
        if name in limits:
            yield name, flatness(points, *limits[name], windows)


def _told(one: Flatness) -> dict[str, Any]:
    return {name: round(value, 2) for name, value in asdict(one).items()} | {"flat": one.flat}


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {key: asdict(value) if isinstance(value, Figures) else value for key, value in row.items()}
