"""A slip in a printer's columns. Pure: the same slip and columns give the same lines."""

from devices.printer.columns import grouped, key_value, rule, width, wrap
from devices.printer.interface import Align, CutPaper, FeedLines, PrintLine, QrLine, TextLine
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
    Slip,
    Table,
)
from kiosk.receipts.table import table_lines

_HANG = 3
"""Columns of `1. `, so that an item's details stand under its name."""


def lay_out(slip: Slip, columns: int) -> tuple[PrintLine, ...]:
    """Lay a slip out for `columns` half-width columns (48 on 80 mm, 32 on 58 mm paper)."""
    return tuple(line for block in slip.blocks for line in _block(block, columns))


def _block(block: Block, columns: int) -> list[PrintLine]:
    match block:
        case Heading(text):
            return [
                TextLine(line, size=2, bold=True, align=Align.CENTER) for line in wrap(text, columns // 2)
            ]
        case Paragraph(text, strong):
            return [TextLine(line, tall=True, bold=strong) for line in wrap(text, columns)]
        case KeyValue(key, value):
            return [TextLine(line, tall=True) for line in key_value(key, value, columns)]
        case ItemRow():
            return _item(block, columns)
        case Table():
            return [TextLine(text, tall=True, bold=bold) for text, bold in table_lines(block, columns)]
        case Rule():
            return [TextLine(rule(columns))]
        case Qr(text, caption):
            under = [TextLine(line, align=Align.CENTER) for line in wrap(caption, columns)]
            return [FeedLines(1), QrLine(text), FeedLines(1), *under]
        case BigCode(code, caption):
            return _code(code, caption, columns)
        case Sample(text):
            return [TextLine(line, bold=True, align=Align.CENTER) for line in wrap(text, columns)]
        case Feed(lines):
            return [FeedLines(lines)]
        case Cut():
            return [CutPaper()]


def _item(row: ItemRow, columns: int) -> list[PrintLine]:
    room = columns - (width(row.state) + 2 if row.state else 0)
    if room < columns // 2:
        room = columns
    name = wrap(row.name, min(room, columns))
    lines: list[PrintLine] = []
    for number, text in enumerate(name):
        if number == 0 and row.state and room < columns:
            text += " " * (columns - width(text) - width(row.state)) + row.state
        lines.append(TextLine(text, tall=True, bold=True))
    if row.state and room == columns:
        lines += [
            TextLine(line, tall=True, bold=True, align=Align.RIGHT) for line in wrap(row.state, columns)
        ]
    for detail in row.details:
        lines += [
            TextLine(" " * _HANG + line, tall=True)
            for line in key_value(detail.key, detail.value, columns - _HANG)
        ]
    return [*lines, FeedLines(1)]


def _code(code: str, caption: str, columns: int) -> list[PrintLine]:
    lines: list[PrintLine] = [TextLine(line, align=Align.CENTER) for line in wrap(caption, columns)]
    text = grouped(code) if code.isalnum() else code
    size = 2 if width(text) * 2 <= columns else 1
    lines += [
        TextLine(line, size=size, tall=size == 1, bold=True, align=Align.CENTER)
        for line in wrap(text, columns // size)
    ]
    return lines
