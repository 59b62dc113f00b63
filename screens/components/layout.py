"""Where parts stand: below each other, beside each other, in a grid. Gaps are mm or space tokens."""

from collections.abc import Iterable, Sequence

from screens.components.base import Part
from screens.theme.theme import Theme

Gap = float | str
"""A length in mm, or the name of a space token."""


def gap_px(theme: Theme, gap: Gap) -> int:
    """Return a gap in px."""
    return theme.space(gap) if isinstance(gap, str) else theme.px(gap)


def touchable(part: Part) -> bool:
    """Whether it or anything inside can be acted on."""
    nodes = (one.node() for one in part.focus_parts())
    return any(node is not None and node.interactive for node in nodes)


class Column(Part):
    """Parts below each other, each as wide as the column.

    A part of no height takes no gap. The last part may grow (`stretch_last`). `upward` lays the first part
    lowest, and under it what can be touched: it has to be within reach.
    """

    upward = False

    def __init__(
        self,
        theme: Theme,
        parts: Iterable[Part] = (),
        *,
        gap: Gap = "group",
        pad: Gap = 0.0,
        stretch_last: bool = False,
    ) -> None:
        super().__init__(theme)
        self.gap, self.pad, self.stretch_last = gap, pad, stretch_last
        for part in parts:
            self.add_widget(part)

    def _inner(self, width: int) -> tuple[int, int, list[tuple[Part, int]]]:
        pad, gap = gap_px(self.theme, self.pad), gap_px(self.theme, self.gap)
        inner = width - 2 * pad
        return pad, gap, [(part, part.height_for(inner)) for part in self.parts]

    def _height(self, width: int) -> int:
        pad, gap, sized = self._inner(width)
        heights = [height for _, height in sized if height > 0]
        return sum(heights) + gap * max(0, len(heights) - 1) + 2 * pad

    def _natural(self) -> int:
        return max((part.natural_width() for part in self.parts), default=0) + 2 * gap_px(
            self.theme, self.pad
        )

    def _arrange(self) -> None:
        pad, gap, sized = self._inner(int(self.width))
        top = self.top - pad
        if self.upward:
            sized = [*reversed(sized)]
            sized.sort(key=lambda pair: touchable(pair[0]))
        for index, (part, height) in enumerate(sized):
            if self.stretch_last and index == len(sized) - 1:
                height = max(height, int(top - self.y - pad))
            part.lay(self.x + pad, top - height, self.width - 2 * pad, height)
            if height > 0:
                top -= height + gap


class Line(Part):
    """Parts beside each other.

    weights: share of the free width a part takes; 0 keeps its natural width. Without weights all share
    alike. align: middle or top; stretch: every part as high as the line.
    """

    def __init__(
        self,
        theme: Theme,
        parts: Iterable[Part] = (),
        *,
        gap: Gap = "target",
        weights: Sequence[float] | None = None,
        align: str = "middle",
        stretch: bool = False,
    ) -> None:
        super().__init__(theme)
        self.gap, self.align, self.stretch = gap, align, stretch
        self.weights = weights
        for part in parts:
            self.add_widget(part)

    def widths(self, width: int) -> list[int]:
        """Return the width in px of each part."""
        parts = self.parts
        weights = list(self.weights) if self.weights is not None else [1.0] * len(parts)
        free = width - gap_px(self.theme, self.gap) * max(0, len(parts) - 1)
        natural = [part.natural_width() if not w else 0 for part, w in zip(parts, weights, strict=True)]
        fixed = sum(natural)
        if fixed > free:
            natural = [int(n * free / fixed) for n in natural]
            fixed = sum(natural)
        share = sum(weights)
        return [
            n if not w else int((free - fixed) * w / share) for n, w in zip(natural, weights, strict=True)
        ]

    def _height(self, width: int) -> int:
        return max(
            (part.height_for(w) for part, w in zip(self.parts, self.widths(width), strict=True)), default=0
        )

    def _natural(self) -> int:
        parts = self.parts
        if self.weights is not None and any(self.weights):
            return 0
        return sum(part.natural_width() for part in parts) + gap_px(self.theme, self.gap) * max(
            0, len(parts) - 1
        )

    def _arrange(self) -> None:
        gap = gap_px(self.theme, self.gap)
        x = self.x
        for part, width in zip(self.parts, self.widths(int(self.width)), strict=True):
            height = self.height if self.stretch else part.height_for(width)
            y = self.top - height if self.align == "top" else self.y + (self.height - height) // 2
            part.lay(x, y, width, height)
            x += width + gap


class Grid(Part):
    """Parts in rows of equal columns; every row as high as its highest part."""

    def __init__(
        self,
        theme: Theme,
        parts: Iterable[Part] = (),
        *,
        columns: int = 3,
        large_columns: int | None = None,
        gap: Gap = "target",
    ) -> None:
        """Take columns for the standard text size and, if another, for extra-large text."""
        super().__init__(theme)
        self.columns, self.large_columns, self.gap = columns, large_columns, gap
        for part in parts:
            self.add_widget(part)

    def _rows(self, width: int) -> tuple[int, int, list[list[Part]]]:
        many = self.columns
        if self.theme.text_size == "extra":
            many = self.large_columns or max(1, self.columns - 1)
        gap = gap_px(self.theme, self.gap)
        cell = (width - gap * (many - 1)) // many
        parts = self.parts
        return gap, cell, [parts[i : i + many] for i in range(0, len(parts), many)]

    def _height(self, width: int) -> int:
        gap, cell, rows = self._rows(width)
        heights = [max(part.height_for(cell) for part in row) for row in rows]
        return sum(heights) + gap * max(0, len(rows) - 1)

    def _arrange(self) -> None:
        gap, cell, rows = self._rows(int(self.width))
        top = self.top
        for row in rows:
            height = max(part.height_for(cell) for part in row)
            for column, part in enumerate(row):
                part.lay(self.x + column * (cell + gap), top - height, cell, height)
            top -= height + gap


class Wrap(Part):
    """Parts of natural width in a line that wraps: pills."""

    def __init__(self, theme: Theme, parts: Iterable[Part] = (), *, gap: Gap = 3.5) -> None:
        super().__init__(theme)
        self.gap = gap
        for part in parts:
            self.add_widget(part)

    def _places(self, width: int) -> tuple[int, list[tuple[Part, int, int, int, int]]]:
        gap = gap_px(self.theme, self.gap)
        x = y = row = 0
        places = []
        for part in self.parts:
            w = min(width, part.natural_width())
            h = part.height_for(w)
            if x and x + w > width:
                x, y, row = 0, y + row + gap, 0
            places.append((part, x, y, w, h))
            x, row = x + w + gap, max(row, h)
        return y + row, places

    def _height(self, width: int) -> int:
        return self._places(width)[0]

    def _natural(self) -> int:
        parts = self.parts
        return sum(p.natural_width() for p in parts) + gap_px(self.theme, self.gap) * max(0, len(parts) - 1)

    def _arrange(self) -> None:
        for part, x, y, w, h in self._places(int(self.width))[1]:
            part.lay(self.x + x, self.top - y - h, w, h)


class Spacer(Part):
    """Nothing, of a height."""

    def __init__(self, theme: Theme, gap: Gap = "group") -> None:
        super().__init__(theme)
        self.gap = gap

    def _height(self, width: int) -> int:
        return gap_px(self.theme, self.gap)
