"""Whether a page can come of four corners that a person has put somewhere. Pure geometry."""

from collections.abc import Sequence

Point = tuple[float, float]
LEAST_SIDE = 0.04
"""Shortest side of a page, in parts of the photograph's longer side."""
_STRAIGHT = 0.05
"""Sine of the angle under which a corner is no corner any more."""


def flaw(corners: Sequence[Point], width: int, height: int) -> str | None:
    """Return what is wrong with corners in px of a photograph (key of `scan.corners.*`), None if nothing is.

    They must go round clockwise (y down), bulge nowhere inwards, and be a page's size.
    """
    sides = [_between(corners[i], corners[(i + 1) % 4]) for i in range(4)]
    lengths = [(x * x + y * y) ** 0.5 for x, y in sides]
    if min(lengths) < LEAST_SIDE * max(width, height):
        return "small"
    for i in range(4):
        (ax, ay), (bx, by) = sides[i], sides[(i + 1) % 4]
        if ax * by - ay * bx < _STRAIGHT * lengths[i] * lengths[(i + 1) % 4]:
            return "crossed"
    return None


def inside(corner: Point, width: int, height: int) -> Point:
    """Return the corner, or the nearest place of the photograph."""
    x, y = corner
    return min(max(x, 0.0), width - 1.0), min(max(y, 0.0), height - 1.0)


def _between(a: Point, b: Point) -> Point:
    return b[0] - a[0], b[1] - a[1]
