"""What comes before what: boxes in columns, curves between them."""

from collections.abc import Sequence
from dataclasses import dataclass

from screens.components.base import Part
from screens.components.draw import panel, stamp
from screens.components.paths import flatten
from screens.components.text import Text
from screens.focus.node import Node
from screens.theme.raster import Coverage, strokes
from screens.theme.theme import Theme


@dataclass(frozen=True)
class FlowBox:
    """One step: `level` 0 can start at once, `row` is its place within the level."""

    id: str
    text: str
    level: int
    row: int
    state: str = ""  # done, active or empty


class FlowChart(Part):
    """Levels stand beside each other; where they would be too narrow, below each other.

    edges are (from id, to id). One thing to hear: the steps in order.
    """

    GAP_MM = 12.0

    def __init__(
        self,
        theme: Theme,
        boxes: Sequence[FlowBox],
        edges: Sequence[tuple[str, str]],
        *,
        speech: str | None = None,
    ) -> None:
        super().__init__(theme)
        self.boxes, self.edges = tuple(boxes), tuple(edges)
        self._labels = {
            b.id: Text(theme, b.text, role="caption", align="centre", balance=True) for b in boxes
        }
        for label in self._labels.values():
            self.add_widget(label)
        self._speech = speech
        self._frames: dict[str, tuple[int, int, int, int]] = {}
        self._down = False

    def _levels(self) -> list[list[FlowBox]]:
        count = max((b.level for b in self.boxes), default=-1) + 1
        levels: list[list[FlowBox]] = [[] for _ in range(count)]
        for each in sorted(self.boxes, key=lambda b: (b.level, b.row)):
            levels[each.level].append(each)
        return [level for level in levels if level]

    def _plan(self, width: int) -> tuple[int, dict[str, tuple[int, int, int, int]], bool]:
        """Return height, frames (x, y from the top left) and whether levels stand below each other."""
        levels = self._levels()
        if not levels:
            return 0, {}, False
        theme = self.theme
        gap, apart = theme.px(self.GAP_MM), theme.space("target")
        pad = theme.px(3)
        em = theme.em("caption")
        most = theme.px(56)
        across = (width - gap * (len(levels) - 1)) // len(levels)
        if across >= em * 5 + 2 * pad or len(levels) == 1:
            return self._side_by_side(levels, min(across, max(most, em * 6 + 2 * pad)), gap, apart, pad)
        return self._stacked(levels, width, gap * 3 // 4, apart, pad)

    def _box_height(self, each: FlowBox, width: int, pad: int) -> int:
        return max(
            self.theme.px(16), self._labels[each.id].height_for(width - 2 * pad) + 2 * self.theme.px(2.5)
        )

    def _side_by_side(
        self, levels: list[list[FlowBox]], wide: int, gap: int, apart: int, pad: int
    ) -> tuple[int, dict[str, tuple[int, int, int, int]], bool]:
        columns = [[(b, self._box_height(b, wide, pad)) for b in level] for level in levels]
        high = max(sum(h for _, h in c) + apart * (len(c) - 1) for c in columns)
        frames = {}
        for index, column in enumerate(columns):
            y = (high - sum(h for _, h in column) - apart * (len(column) - 1)) // 2
            for each, box_high in column:
                frames[each.id] = (index * (wide + gap), y, wide, box_high)
                y += box_high + apart
        return high, frames, False

    def _stacked(
        self, levels: list[list[FlowBox]], width: int, gap: int, apart: int, pad: int
    ) -> tuple[int, dict[str, tuple[int, int, int, int]], bool]:
        em = self.theme.em("caption")
        fits = max(1, (width + apart) // (em * 5 + 2 * pad + apart))
        frames = {}
        y = 0
        for level in levels:
            for at in range(0, len(level), fits):
                row = level[at : at + fits]
                wide = min((width - apart * (len(row) - 1)) // len(row), max(self.theme.px(70), em * 8))
                high = max(self._box_height(b, wide, pad) for b in row)
                x = (width - wide * len(row) - apart * (len(row) - 1)) // 2
                for each in row:
                    frames[each.id] = (x, y, wide, high)
                    x += wide + apart
                y += high + apart
            y += gap - apart
        return y - gap, frames, True

    def _height(self, width: int) -> int:
        return self._plan(width)[0]

    def _arrange(self) -> None:
        _, self._frames, self._down = self._plan(int(self.width))
        pad = self.theme.px(3)
        for each in self.boxes:
            x, y, w, h = self._frames[each.id]
            label = self._labels[each.id]
            high = label.height_for(w - 2 * pad)
            label.lay(self.x + x + pad, self.top - y - h + (h - high) // 2, w - 2 * pad, high)

    def _path(self, start: str, end: str) -> str:
        ax, ay, aw, ah = self._frames[start]
        bx, by, bw, bh = self._frames[end]
        if self._down:
            x0, y0, x1, y1 = ax + aw / 2, float(ay + ah), bx + bw / 2, float(by)
            bend = (y1 - y0) / 2
            return f"M{x0} {y0}C{x0} {y0 + bend} {x1} {y1 - bend} {x1} {y1}"
        x0, y0, x1, y1 = float(ax + aw), ay + ah / 2, float(bx), by + bh / 2
        bend = min((x1 - x0) / 2, self.theme.px(self.GAP_MM) / 2)
        return f"M{x0} {y0}H{x1 - 2 * bend}C{x1 - bend} {y0} {x1 - bend} {y1} {x1} {y1}"

    def _paint(self) -> None:
        theme = self.theme
        wide, high = int(self.width), int(self.height)
        if self.edges and wide and high:
            paths = tuple(self._path(*edge) for edge in self.edges)
            stroke = theme.stroke("control")

            def make() -> Coverage:
                lines = [[(x, high - y) for x, y in line] for path in paths for line in flatten(path)]
                return strokes(wide, high, lines, stroke)

            texture = theme.masks.get(("flow", wide, high, paths), make)
            stamp(self.ink, texture, self.x, self.y, theme.colour("brand"))
        for each in self.boxes:
            x, y, w, h = self._frames[each.id]
            self._labels[each.id].colour = "on_brand" if each.state == "active" else "ink"
            panel(
                self.ink,
                theme.masks,
                (self.x + x, self.top - y - h, w, h),
                fill=theme.colour({"active": "brand", "done": "ok_tint"}.get(each.state, "tint")),
                edge=theme.colour("ok" if each.state == "done" else "brand"),
                stroke=theme.stroke("hairline"),
                radius=theme.radius("key"),
            )

    def node(self) -> Node | None:
        """Return the chart as its steps in order."""
        if not self.boxes:
            return None
        words = "；".join("、".join(b.text for b in level) for level in self._levels())
        name = self.theme.texts("components.flow")
        return Node(
            id="flow",
            role="img",
            name=name,
            speech=f"{name}：{words}" if self._speech is None else self._speech,
            bounds=self.bounds(),
            visible=self.is_seen(),
            focused=self.focused,
        )
