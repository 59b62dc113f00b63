"""The day as a picture: one small line each, the same time below all of them (SVG)."""

from collections.abc import Sequence
from html import escape
from typing import Any

from bench.day.report import lines

WIDTH, HEIGHT, LEFT, GAP = 900, 70, 210, 14
MIB = 2**20
BYTES = ("pss", "held", "disk")
GREY, LINE, BAD = "#888", "#0b57a4", "#b3261e"


def draw(rows: Sequence[dict[str, Any]], found: dict[str, Any]) -> str:
    """Return the SVG; a line that grew is red, and its second half is what was judged."""
    every = [(name, points) for name, points in lines(rows) if points]
    height = len(every) * (HEIGHT + GAP) + GAP
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + 90}" height="{height}"']
    parts += [' font-family="sans-serif" font-size="12"><rect width="100%" height="100%" fill="white"/>']
    for number, (name, points) in enumerate(every):
        parts += _line(name, points, GAP + number * (HEIGHT + GAP), name in found["grew"], rows[-1]["s"])
    return "".join([*parts, "</svg>"])


def _line(name: str, points: Sequence[tuple[float, float]], top: int, grew: bool, end: float) -> list[str]:
    unit = MIB if any(word in name for word in BYTES) else 1
    values = [value / unit for _, value in points]
    least, most = min(values), max(values)
    span = most - least or 1.0
    along = " ".join(
        f"{LEFT + WIDTH * at / end:.1f},{top + HEIGHT * (1 - (value - least) / span):.1f}"
        for (at, _), value in zip(points, values, strict=True)
    )
    colour = BAD if grew else LINE
    words = f"{name}{' (MiB)' if unit == MIB else ''}"
    middle = LEFT + WIDTH / 2
    return [
        f'<text x="8" y="{top + HEIGHT / 2:.0f}" fill="{colour}">{escape(words)}</text>',
        f'<rect x="{LEFT}" y="{top}" width="{WIDTH}" height="{HEIGHT}" fill="none" stroke="#ddd"/>',
        f'<line x1="{middle}" x2="{middle}" y1="{top}" y2="{top + HEIGHT}" stroke="#ddd"/>',
        f'<polyline points="{along}" fill="none" stroke="{colour}" stroke-width="1.2"/>',
        f'<text x="{LEFT + WIDTH + 6}" y="{top + 12}" fill="{GREY}">{most:.1f}</text>',
        f'<text x="{LEFT + WIDTH + 6}" y="{top + HEIGHT}" fill="{GREY}">{least:.1f}</text>',
    ]
