"""Whether the floor of a line of samples is flat: Theil's and Sen's slope over the second half. Pure.

The floor is the lowest quarter of each of a few windows: what a visit takes and gives back stands above it,
what it leaves behind lifts it, however many visits a window holds. The slope is the median of the slopes
between all pairs of windows, which a single odd one hardly moves. The first half is not looked at: there
caches fill.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

WINDOWS, FEWEST = 16, 6
"""With fewer windows the run was too short to judge."""
LONGER = 1.5
QUARTER = 0.25


@dataclass(frozen=True, slots=True)
class Flatness:
    """`rise` is what the fitted line gains over the second half, `tolerance` what it may.

    `median` and `most` are those of all samples there, of which `samples` were taken.
    """

    median: float
    most: float
    rise: float
    tolerance: float
    samples: int

    @property
    def flat(self) -> bool:
        """Whether it grew by no more than it may. What shrinks is not judged."""
        return self.rise <= self.tolerance


def slope(points: Sequence[tuple[float, float]]) -> float:
    """Return the median slope of (x, y) in y per x. Raises ValueError for less than two different x."""
    slopes = [(y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in combinations(points, 2) if x1 != x2]
    if not slopes:
        raise ValueError("too few samples")
    return statistics.median(slopes)


def floor(points: Sequence[tuple[float, float]], windows: int = WINDOWS) -> list[tuple[float, float]]:
    """Return, for each window with samples, its middle and the value below which a quarter of them are."""
    begin, end = points[0][0], points[-1][0]
    length = (end - begin) / windows or 1.0
    there: dict[int, list[float]] = {}
    for at, value in points:
        there.setdefault(min(int((at - begin) / length), windows - 1), []).append(value)
    return [
        (begin + (number + 0.5) * length, sorted(values)[int(len(values) * QUARTER)])
        for number, values in sorted(there.items())
    ]


def windows_of(run_s: float, visit_s: float) -> int:
    """Return how many windows the second half has: each longer than a visit, so that its end is in it."""
    return min(WINDOWS, int(run_s / 2 / max(LONGER * visit_s, 1.0)))


def flatness(
    points: Sequence[tuple[float, float]], share: float, least: float, windows: int = WINDOWS
) -> Flatness:
    """Judge samples (seconds, value): the floor may rise by `share` of the median, at least by `least`."""
    begin, end = points[0][0], points[-1][0]
    half = [point for point in points if point[0] >= (begin + end) / 2]
    values = [value for _, value in half]
    middle = statistics.median(values)
    rise = slope(floor(half, windows)) * (half[-1][0] - half[0][0])
    return Flatness(middle, max(values), rise, max(middle * share, least), len(half))
