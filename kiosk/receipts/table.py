"""A table in a printer's columns, by display width: a Chinese character is two columns wide. Pure."""

from collections.abc import Sequence

from devices.printer.columns import normalise, width, wrap
from kiosk.receipts.document import Table

GAP = 2
NARROWEST = 2
"""Columns that the widest character needs."""


def table_lines(table: Table, columns: int) -> list[tuple[str, bool]]:
    """Lay a table out; yields (text, bold), titles bold. A cell that is too wide goes on below itself.

    Raises ValueError where not even one character a cell fits beside the others.
    """
    heads = [column.title for column in table.columns]
    rows = [heads, *table.rows] if any(heads) else list(table.rows)
    widths = share([max(_widest(row[i]) for row in rows) for i in range(len(heads))] if rows else [], columns)
    lines: list[tuple[str, bool]] = []
    for number, row in enumerate(rows):
        bold = number == 0 and any(heads)
        lines += [(text, bold) for text in _row(row, widths, [column.right for column in table.columns])]
    return lines


def share(wanted: Sequence[int], columns: int) -> list[int]:
    """Give each column its width: as wide as it wants where all fit, else the widest give way first.

    What is left over goes to the first column, so that the others end at the right edge.
    Raises ValueError where even the narrowest do not fit.
    """
    if not wanted:
        return []
    room = columns - GAP * (len(wanted) - 1)
    if room < NARROWEST * len(wanted):
        raise ValueError(f"{len(wanted)} columns do not fit on {columns}")
    widths = [max(NARROWEST, one) for one in wanted]
    while sum(widths) > room:
        widest = max(widths)
        below = max((one for one in widths if one < widest), default=NARROWEST)
        several = [i for i, one in enumerate(widths) if one == widest]
        over = sum(widths) - room
        step = min(widest - below, -(-over // len(several)))
        for i in several:
            cut = min(max(1, step), over)
            widths[i] -= cut
            over -= cut
    widths[0] += room - sum(widths)
    return widths


def _widest(cell: str) -> int:
    return max(width(normalise(part)) for part in cell.split("\n"))


def _row(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> list[str]:
    wrapped = [wrap(cell, room) for cell, room in zip(cells, widths, strict=True)]
    lines = []
    for number in range(max(map(len, wrapped), default=0)):
        parts = [
            _pad(lines_of[number] if number < len(lines_of) else "", room, at_right)
            for lines_of, room, at_right in zip(wrapped, widths, right, strict=True)
        ]
        lines.append((" " * GAP).join(parts).rstrip())
    return lines


def _pad(text: str, room: int, right: bool) -> str:
    blanks = " " * (room - width(text))
    return blanks + text if right else text + blanks
