"""How likely a sheet is a side of a paper: the words that stand on it, each with what it proves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kiosk.application.pre_review.layout import Sheet, plain
from kiosk.application.pre_review.words import Hit, find, find_title
from kiosk.catalogue.models import LocalText
from kiosk.catalogue.reading import Paper, Side

KNOWN = 0.6
"""From this score a side is recognised."""
AHEAD = 0.15
"""By so much it must lead another paper's."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One side and what speaks for it."""

    side: str
    paper_name: LocalText
    side_name: LocalText
    score: float
    lines: tuple[int, ...]


def score_side(sheet: Sheet, side: Side) -> tuple[float, tuple[int, ...]]:
    """Return the chance that a sheet is this side, 0..1, and the lines that say so, the strongest first.

    Words are taken as independent: each leaves the doubt that it does not remove (noisy or); words that
    speak against it take away in the same way.
    """
    rows = [row.text for row in sheet.rows]
    pieces = [piece.text for piece in sheet.pieces]
    found: list[tuple[float, tuple[int, ...]]] = []
    for word, weight in side.titles.items():
        if hit := find_title(word, pieces):
            found.append((weight * hit.quality, (sheet.pieces[hit.where].number,)))
        elif hit := find_title(word, rows):
            found.append((weight * hit.quality, _lines(sheet, hit)))
    for word, weight in side.words.items():
        if hit := find(word, rows):
            found.append((weight * hit.quality, _lines(sheet, hit)))
    doubt = 1.0
    for proof, _ in found:
        doubt *= 1 - proof
    score = 1 - doubt
    for word, weight in side.without.items():
        # As it stands, never nearly: 结婚证字号 is but one character from 离婚证字号.
        if any(plain(word) in row for row in rows):
            score *= 1 - weight
    found.sort(key=lambda one: -one[0])
    return score, tuple(dict.fromkeys(line for _, lines in found for line in lines))


def scored(sheet: Sheet, papers: Mapping[str, Paper]) -> tuple[Scored, ...]:
    """Return every side of these papers that has anything for it, the likeliest first."""
    found = []
    for paper_id, paper in papers.items():
        for side_id, side in paper.sides.items():
            score, lines = score_side(sheet, side)
            if score > 0:
                found.append(Scored(f"{paper_id}.{side_id}", paper.name, side.name, score, lines))
    return tuple(sorted(found, key=lambda one: -one.score))


def paper_of(side: str) -> str:
    """Return the paper of a `paper.side`."""
    return side.partition(".")[0]


def leader(ranked: Iterable[Scored]) -> Scored | None:
    """Return the first where it is recognised and leads every other paper; else None."""
    rest = iter(ranked)
    first = next(rest, None)
    if first is None or first.score < KNOWN:
        return None
    other = next((one for one in rest if paper_of(one.side) != paper_of(first.side)), None)
    return first if other is None or first.score - other.score >= AHEAD else None


def _lines(sheet: Sheet, hit: Hit) -> tuple[int, ...]:
    return tuple(dict.fromkeys(glyph.line for glyph in sheet.rows[hit.where].glyphs[hit.start : hit.end]))
