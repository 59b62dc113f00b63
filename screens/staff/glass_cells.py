"""Which cells of the glass have answered, and how far from a cross the finger came down. Pure."""

import math
from collections.abc import Sequence

CELL_MM = 20.0
NEAR_MM = 15.0
"""A finger farther from a cross than this was not meant for it."""
Cell = tuple[int, int]
"""Column and row, from the top left."""


class GlassCells:
    """A glass of `size_mm` (width, height) in cells of about `CELL_MM`."""

    def __init__(self, size_mm: tuple[float, float]) -> None:
        self.columns, self.rows = (max(1, round(side / CELL_MM)) for side in size_mm)
        self._answered: set[Cell] = set()

    @property
    def count(self) -> int:
        """How many there are."""
        return self.columns * self.rows

    @property
    def missed(self) -> tuple[Cell, ...]:
        """Those that have not answered, row by row."""
        return tuple(
            (column, row)
            for row in range(self.rows)
            for column in range(self.columns)
            if (column, row) not in self._answered
        )

    def touched(self, sx: float, sy: float) -> Cell:
        """Take a place, 0 to 1 from the bottom left as the window tells it; returns its cell."""
        column = min(self.columns - 1, max(0, int(sx * self.columns)))
        row = min(self.rows - 1, max(0, int((1 - sy) * self.rows)))
        self._answered.add((column, row))
        return column, row


def nearest(at: tuple[float, float], crosses: Sequence[tuple[float, float]]) -> tuple[int, float] | None:
    """Return which cross was meant, and how far from its middle; None where none is near. All in mm."""
    if not crosses:
        return None
    apart = [math.dist(at, cross) for cross in crosses]
    best = min(range(len(crosses)), key=apart.__getitem__)
    return (best, apart[best]) if apart[best] <= NEAR_MM else None
