"""A document on A4 pages: what stands where, in millimetres. Pure: the same document gives the same pages.

Blocks become rows; a row is never cut. A heading goes with what follows it, and a short block is not torn
apart where the next page holds it whole.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from kiosk.receipts.a4 import (
    HEIGHT,
    LARGE,
    MARGIN,
    MM_PER_PT,
    NORMAL,
    QR_MM,
    ROOM,
    SMALLEST,
    WIDTH,
    A4Document,
    Bar,
    Code,
    Mark,
    Page,
    Type,
    Words,
)
from kiosk.receipts.a4_wrap import clean, wrap
from kiosk.receipts.document import (
    BigCode,
    Block,
    Cut,
    Feed,
    Heading,
    ItemRow,
    KeyValue,
    Paragraph,
    Qr,
    Rule,
    Sample,
    Table,
)

_LEADING = 1.5
_FOOT = 10.0
BOTTOM = HEIGHT - MARGIN - _FOOT
"""Where the text of a page ends, from its upper edge; below stand the title and the page's number."""
_GAP = 4.0
_KEY_SHARE = 0.32
_TOGETHER = 2
"""Rows after a heading that stand on its page."""

Measure = Callable[[str, float, bool], float]
"""Width in mm of a text in so many pt, regular or bold."""
PageWord = Callable[[int, int], str]
"""Says which page of how many."""


@dataclass(frozen=True, slots=True)
class _Row:
    """Marks with y from the row's upper edge, and its height in mm."""

    height: float
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class _Group:
    """Rows that stand on one page where they can; of a long group at least the first `together`."""

    rows: list[_Row]
    together: int


def lay_out(document: A4Document, measure: Measure, page_word: PageWord) -> tuple[Page, ...]:
    """Lay a document out; at least one page. Raises ValueError for a table with more columns than fit."""
    setter = _Setter(LARGE if document.large else NORMAL, measure)
    blocks = [block for block in document.slip.blocks if not isinstance(block, Cut)]
    groups: list[_Group] = []
    glued = False
    for block in blocks:
        rows = setter.rows(block)
        if glued and rows:
            before = groups.pop()
            groups.append(_Group([*before.rows, *rows], len(before.rows) + _TOGETHER))
        elif rows:
            groups.append(_Group(rows, _TOGETHER))
        glued = bool(groups) and _leads(block)
    pages = _paged(groups)
    return tuple(
        Page((*marks, *setter.foot(document.slip.title, page_word(number, len(pages)))))
        for number, marks in enumerate(pages, 1)
    )


def _leads(block: Block) -> bool:
    """Whether a block belongs to the next one."""
    return isinstance(block, Heading | Rule) or (isinstance(block, Paragraph) and block.strong)


def _paged(groups: Sequence[_Group]) -> list[list[Mark]]:
    pages: list[list[Mark]] = [[]]
    at = MARGIN
    for group in groups:
        whole = _height(group.rows)
        wanted = whole if whole <= (BOTTOM - MARGIN) / 2 else _height(group.rows[: group.together])
        if at > MARGIN and at + wanted > BOTTOM:
            pages.append([])
            at = MARGIN
        for row in group.rows:
            if at > MARGIN and at + row.height > BOTTOM:
                pages.append([])
                at = MARGIN
            pages[-1] += [replace(mark, y=mark.y + at) for mark in row.marks]
            at += row.height
    return [marks for marks in pages if marks] or [[]]


def _height(rows: Sequence[_Row]) -> float:
    return sum(row.height for row in rows)


class _Setter:
    """Sets blocks as rows in one document's type."""

    def __init__(self, sizes: Type, measure: Measure) -> None:
        self._type = sizes
        self._measure = measure
        self._hang = 1.2 * sizes.body * MM_PER_PT

    def rows(self, block: Block) -> list[_Row]:
        """Return a block's rows."""
        sizes = self._type
        match block:
            case Heading(text):
                return [*self._centred(text, sizes.heading), _Row(_GAP)]
            case Paragraph(text, strong):
                above = [_Row(_GAP)] if strong else []
                return above + self._lines(text, sizes.section if strong else sizes.body, strong)
            case KeyValue(key, value):
                return self._pair(key, value)
            case ItemRow():
                return self._item(block)
            case Table():
                return self._table(block)
            case Rule():
                return [_Row(2 * _GAP, (Bar(MARGIN, _GAP, ROOM, 0.4),))]
            case Qr(text, caption):
                left = MARGIN + (ROOM - QR_MM) / 2
                return [_Row(QR_MM + _GAP, (Code(left, _GAP, text),)), *self._centred(caption, sizes.body)]
            case BigCode(code, caption):
                return [*self._centred(caption, sizes.body), *self._centred(code, sizes.heading)]
            case Sample(text):
                return self._centred(text, sizes.section)
            case Feed(lines):
                return [_Row(self._high(sizes.body))] * lines
            case Cut():
                return []

    def foot(self, title: str, number: str) -> tuple[Mark, ...]:
        """Return what stands at the foot of a page: the title as far as there is room, and the number."""
        pt, base = SMALLEST, HEIGHT - MARGIN - 2.0
        number = clean(number)
        right = self._measure(number, pt, False)
        title = wrap(title, ROOM - right - _GAP, lambda text: self._measure(text, pt, False))[0]
        words = [Words(MARGIN, base, title, pt), Words(WIDTH - MARGIN - right, base, number, pt)]
        return (Bar(MARGIN, BOTTOM + 2.0, ROOM), *(one for one in words if one.text))

    def _high(self, pt: float) -> float:
        return pt * MM_PER_PT * _LEADING

    def _wrapped(self, text: str, room: float, pt: float, bold: bool = False) -> list[str]:
        return wrap(text, room, partial(self._width, pt, bold))

    def _width(self, pt: float, bold: bool, text: str) -> float:
        return self._measure(text, pt, bold)

    def _line(self, x: float, text: str, pt: float, bold: bool = False) -> tuple[Mark, ...]:
        """Return a line's words on their baseline: an ideographic em stands 0.88 above and 0.12 below it."""
        base = (self._high(pt) + 0.76 * pt * MM_PER_PT) / 2
        return (Words(x, base, text, pt, bold),) if text else ()

    def _lines(self, text: str, pt: float, bold: bool = False, x: float = MARGIN) -> list[_Row]:
        lines = self._wrapped(text, WIDTH - MARGIN - x, pt, bold)
        return [_Row(self._high(pt), self._line(x, line, pt, bold)) for line in lines]

    def _centred(self, text: str, pt: float) -> list[_Row]:
        rows = []
        for line in self._wrapped(text, ROOM, pt, True):
            x = MARGIN + max(0.0, ROOM - self._measure(line, pt, True)) / 2
            rows.append(_Row(self._high(pt), self._line(x, line, pt, True)))
        return rows

    def _cells(self, cells: Sequence[tuple[float, float, str, bool, bool]]) -> list[_Row]:
        """Return rows of cells side by side, each (x, room, text, bold, at its right edge)."""
        pt = self._type.body
        wrapped = [self._wrapped(text, room, pt, bold) for _, room, text, bold, _ in cells]
        rows = []
        for number in range(max(map(len, wrapped), default=0)):
            marks: list[Mark] = []
            for (x, room, _, bold, right), lines in zip(cells, wrapped, strict=True):
                if number < len(lines):
                    line = lines[number]
                    spare = max(0.0, room - self._measure(line, pt, bold)) if right else 0.0
                    marks += self._line(x + spare, line, pt, bold)
            rows.append(_Row(self._high(pt), tuple(marks)))
        return rows

    def _pair(self, key: str, value: str, x: float = MARGIN) -> list[_Row]:
        """Return a name at the left and its value beside it, with a hairline below."""
        room = WIDTH - MARGIN - x
        key_room = room * _KEY_SHARE
        left = x + key_room + _GAP
        cells = [(x, key_room, key, False, False), (left, WIDTH - MARGIN - left, value, False, False)]
        return [*self._cells(cells), _Row(2.0, (Bar(x, 1.0, room, 0.1),))]

    def _item(self, row: ItemRow) -> list[_Row]:
        pt = self._type.body
        beside = self._measure(clean(row.state), pt, True) + _GAP if row.state else 0.0
        if beside <= ROOM / 3:
            state_x = WIDTH - MARGIN - beside + (_GAP if beside else 0.0)
            cells = [(MARGIN, ROOM - beside, row.name, True, False)]
            if row.state:
                cells.append((state_x, beside - _GAP + 0.01, row.state, True, False))
            rows = self._cells(cells)
        else:
            rows = [*self._lines(row.name, pt, True), *self._lines(row.state, pt, True, MARGIN + self._hang)]
        for detail in row.details:
            words = detail.value if not detail.key else f"{detail.key}  {detail.value}"
            rows += self._lines(words, pt, False, MARGIN + self._hang)
        return [*rows, _Row(_GAP)]

    def _table(self, table: Table) -> list[_Row]:
        """Return a table's rows, its columns as wide as their widest cells relative to each other."""
        pt = self._type.body
        titles = tuple(column.title for column in table.columns)
        rows = [titles, *table.rows] if any(titles) else list(table.rows)
        if not rows or not titles:
            return []
        spare = ROOM - _GAP * (len(titles) - 1)
        least = pt * MM_PER_PT * 2
        if least * len(titles) > spare:
            raise ValueError(f"{len(titles)} columns do not fit on A4")
        widest = [
            max(self._measure(clean(cell), pt, True) for cell in column) for column in zip(*rows, strict=True)
        ]
        shares = [
            least + (spare - least * len(titles)) * (one + 1) / sum(w + 1 for w in widest) for one in widest
        ]
        found: list[_Row] = []
        for number, row in enumerate(rows):
            x, cells = MARGIN, []
            for share, text, column in zip(shares, row, table.columns, strict=True):
                cells.append((x, share, text, number == 0 and any(titles), column.right))
                x += share + _GAP
            found += [*self._cells(cells), _Row(2.0, (Bar(MARGIN, 1.0, ROOM, 0.1),))]
        return found
