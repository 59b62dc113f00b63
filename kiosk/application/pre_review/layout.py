"""Printed lines -> rows of plain characters, each with its place: what the rules are matched against.

The reader cuts a row of print into pieces as it likes (姓名李示例, or 姓名 and 李示例, or 姓, 名, 李示例),
so rules look at rows: the pieces that stand side by side, joined.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from kiosk.application.pre_review.values import Box

_DOTS = str.maketrans(dict.fromkeys("•‧∙・･", "·"))


class PrintedLine(Protocol):
    """One line of print as the reader gives it (devices.document_camera.scanned.ReadLine)."""

    @property
    def text(self) -> str:
        """What stands there."""

    @property
    def score(self) -> float:
        """0..1."""

    @property
    def corners(self) -> Sequence[tuple[float, float]]:
        """Four, in px of the straight page, clockwise from top left."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character that is not a space, and the line that it came from."""

    character: str
    line: int
    left: float
    right: float


@dataclass(frozen=True)
class Piece:
    """One line of the reader, upright."""

    number: int
    glyphs: tuple[Glyph, ...]
    score: float
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        """In px."""
        return max(1.0, self.bottom - self.top)

    @property
    def middle(self) -> float:
        """Half its height, in px from the top of the page."""
        return (self.top + self.bottom) / 2

    @cached_property
    def text(self) -> str:
        """Its characters."""
        return "".join(glyph.character for glyph in self.glyphs)


@dataclass(frozen=True)
class Row:
    """Pieces side by side, from the left."""

    pieces: tuple[Piece, ...]

    @cached_property
    def glyphs(self) -> tuple[Glyph, ...]:
        """All characters, from the left."""
        return tuple(glyph for piece in self.pieces for glyph in piece.glyphs)

    @cached_property
    def text(self) -> str:
        """All characters, from the left."""
        return "".join(piece.text for piece in self.pieces)

    @cached_property
    def starts(self) -> frozenset[int]:
        """Where pieces begin, as positions in `text`."""
        found, at = set(), 0
        for piece in self.pieces:
            found.add(at)
            at += len(piece.glyphs)
        return frozenset(found)

    @property
    def top(self) -> float:
        """In px."""
        return min(piece.top for piece in self.pieces)


@dataclass(frozen=True)
class Sheet:
    """One page as read: its pieces by line number, and its rows from the top."""

    pieces: tuple[Piece, ...]
    rows: tuple[Row, ...]

    def piece(self, number: int) -> Piece:
        """Return the piece of a line number."""
        return next(piece for piece in self.pieces if piece.number == number)

    def score(self, lines: Iterable[int]) -> float:
        """Return the reader's score of the worst of these lines, 1 for none."""
        return min((self.piece(number).score for number in lines), default=1.0)

    def box(self, glyphs: Sequence[Glyph]) -> Box:
        """Return the box around characters, with a margin of a fifth of their height."""
        pieces = {glyph.line: self.piece(glyph.line) for glyph in glyphs}
        margin = min(piece.height for piece in pieces.values()) / 5
        return (
            max(0, round(min(glyph.left for glyph in glyphs) - margin)),
            max(0, round(min(piece.top for piece in pieces.values()) - margin)),
            round(max(glyph.right for glyph in glyphs) + margin),
            round(max(piece.bottom for piece in pieces.values()) + margin),
        )


def laid_out(lines: Sequence[PrintedLine]) -> Sheet:
    """Return the sheet that the lines make; their numbers are their positions in `lines`."""
    pieces = tuple(piece for number, line in enumerate(lines) if (piece := _piece(number, line)) is not None)
    return Sheet(pieces, tuple(_rows(pieces)))


def plain(text: str) -> str:
    """Return text as it is compared: half width, one kind of dot, no spaces."""
    return "".join(unicodedata.normalize("NFKC", text).translate(_DOTS).split())


def _piece(number: int, line: PrintedLine) -> Piece | None:
    across = [x for x, _ in line.corners]
    down = [y for _, y in line.corners]
    left, right = min(across), max(across)
    # One character may become several (㎡), and spaces have a width too: places follow the text as it stands.
    wide = [(character, _width(character)) for character in line.text]
    total = sum(width for _, width in wide) or 1.0
    glyphs, at = [], left
    for character, width in wide:
        step = width / total * (right - left)
        for one in plain(character):
            glyphs.append(Glyph(one, number, at, at + step))
        at += step
    if not glyphs:
        return None
    return Piece(number, tuple(glyphs), line.score, left, min(down), right, max(down))


def _width(character: str) -> float:
    return 1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.55


def _rows(pieces: Sequence[Piece]) -> list[Row]:
    """Pieces whose middles lie within one another's heights are of one row."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda one: one.middle):
        for row in reversed(rows[-3:]):
            if all(_beside(piece, other) for other in row):
                row.append(piece)
                break
        else:
            rows.append([piece])
    made = [Row(tuple(sorted(row, key=lambda one: one.left))) for row in rows]
    return sorted(made, key=lambda row: row.top)


def _beside(one: Piece, other: Piece) -> bool:
    if min(one.right, other.right) - max(one.left, other.left) > min(one.height, other.height):
        return False
    near = min(one.height, other.height) / 2
    return abs(one.middle - other.middle) <= max(near, 0.3 * max(one.height, other.height))
