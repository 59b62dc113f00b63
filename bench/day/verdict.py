"""Whether a line of samples is flat: Theil's and Sen's slope over the second half, against a tolerance. Pure.

That slope is the median of the slopes between all pairs of samples: a visit that happens to stand in the
middle of a sample moves it little, a leak moves all pairs. The first half is not looked at: caches fill.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

MOST_PAIRS = 400
"""So many samples at most go into the pairs, evenly taken."""


@dataclass(frozen=True, slots=True)
class Flatness:
    """`rise` is what the fitted line gains over the second half, `tolerance` what it may."""

    median: float
    rise: float
    tolerance: float
    samples: int

    @property
    def flat(self) -> bool:
        """Whether it grew by no more than it may. What shrinks is not judged."""
        return self.rise <= self.tolerance


def slope(points: Sequence[tuple[float, float]]) -> float:
    """Return the median slope of (x, y) in y per x. Raises ValueError for less than two different x."""
    step = max(1, len(points) // MOST_PAIRS)
    pairs = combinations(points[::step], 2)
    slopes = [(y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in pairs if x1 != x2]
    if not slopes:
        raise ValueError("too few samples")
    return statistics.median(slopes)


def flatness(points: Sequence[tuple[float, float]], share: float, least: float) -> Flatness:
    """Judge samples (seconds, value): the line may rise by `share` of the median, at least by `least`."""
    begin, end = points[0][0], points[-1][0]
    half = [point for point in points if point[0] >= (begin + end) / 2]
    middle = statistics.median(value for _, value in half)
    rise = slope(half) * (half[-1][0] - half[0][0])
    return Flatness(middle, rise, max(middle * share, least), len(half))
