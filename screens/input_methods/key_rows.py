"""Where keys stand in their rows, px. A None in a row is a place without a key."""

from collections.abc import Sequence

from screens.components.base import Part
from screens.input_methods.keys import Key
from screens.input_methods.layouts import DELETE, SPACE

Row = Sequence[Part | None]
COLUMNS = 10
LEAST_MM = 18.0
"""Width of a key with a word: with the gap beside it a pitch of 20 mm."""


def cell_of(wide: int, across: int) -> int:
    """Return the width of one of ten keys in a row."""
    return (wide - (COLUMNS - 1) * across) // COLUMNS


def lay_letters(row: Row, x: float, y: float, wide: int, high: int, across: int) -> None:
    """Lay keys of a tenth of the row in its middle; delete takes two."""
    cell = cell_of(wide, across)
    parts = [part for part in row if part is not None]
    sizes = [2 * cell + across if _named(part, DELETE) else cell for part in parts]
    x += (wide - sum(sizes) - across * (len(sizes) - 1)) // 2
    for part, size in zip(parts, sizes, strict=True):
        part.lay(x, y, size, high)
        x += size + across


def lay_columns(row: Row, x: float, y: float, wide: int, high: int, across: int, widest: int) -> None:
    """Lay keys of one width in the middle of the row, each in its column."""
    cell = min(widest, (wide - (len(row) - 1) * across) // len(row))
    x += (wide - len(row) * cell - (len(row) - 1) * across) // 2
    for part in row:
        if part is not None:
            part.lay(x, y, cell, high)
        x += cell + across


def lay_end(row: Row, x: float, y: float, wide: int, high: int, size: int) -> None:
    """Lay the one key of a row, if there is one, at its right end, this wide."""
    for part in row:
        if part is not None:
            part.lay(x + wide - size, y, size, high)


def lay_words(row: Row, x: float, y: float, wide: int, high: int, across: int) -> None:
    """Give every key what its word needs, and all of them the same share of the rest; twice for a space."""
    parts = [part for part in row if part is not None]
    least = parts[0].theme.px(LEAST_MM) if parts else 0
    needed = [max(least, part.natural_width()) for part in parts]
    shares = [2 if _named(part, SPACE) else 1 for part in parts]
    room = wide - across * (len(parts) - 1)
    if sum(needed) > room > least * len(parts):  # words wrap; short ones keep the width of a finger
        more = [need - least for need in needed]
        needed = [least + (room - least * len(parts)) * one // sum(more) for one in more]
    free = room - sum(needed)
    for part, need, share in zip(parts, needed, shares, strict=True):
        size = need + free * share // sum(shares)
        part.lay(x, y, size, high)
        x += size + across


def _named(part: Part, name: str) -> bool:
    return isinstance(part, Key) and part.id == f"key-{name}"
