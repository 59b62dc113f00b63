"""Line breaking for Chinese with Latin words and figures in it. Pure functions.

Rules: no closing punctuation at the start of a line, no opening punctuation at its end (GB/T 15834-2011,
clause 5.1; the CLREQ note of W3C, 3.1.6), no break inside a word or number, none between a figure and the
character it counts.
"""

import re
from collections.abc import Callable
from itertools import accumulate

NO_START = frozenset("，。、；：？！）》」』】〉〕”’…—～·%‰℃,.;:?!)]}>°％）")
NO_END = frozenset("（《「『【〈〔“‘([{<￥$¥#")

NBSP = "\u00a0"
COUNT = re.compile(r"(?:^|[\s(])\d{1,2} $")
"""A short number before a word: it counts it."""
PHRASE_END = "，。；：？！"
SHORT = 3
"""Texts of so many lines end their lines with phrases where that costs no line."""
LONE = 3
"""A last line of so few characters is filled up from the one before."""
NEAR = 0.95
"""From this part of a width on a line is measured as a whole."""

Measure = Callable[[str], int]
"""Width of a text in px."""
Words = Callable[[str], list[str]]
"""Cuts a text into words; joined they give the text again."""


def is_cjk(char: str) -> bool:
    """Whether a line may break beside this character without a space."""
    if not char:
        return False
    return "⺀" <= char <= "鿿" or "豈" <= char <= "﫿" or "＀" <= char <= "￯" or ord(char) >= 0x20000


def _is_word(char: str) -> bool:
    return not char.isspace() and not is_cjk(char) and char not in NO_END and char not in "“”‘’—…·～"


def clusters(text: str) -> list[str]:
    """Return the text cut at every place where a line may break; joined they give the text again."""
    pieces: list[str] = []
    for index, char in enumerate(text):
        before = text[index - 1] if index else ""
        if not pieces or not _joined(text, index, before, char):
            pieces.append(char)
        else:
            pieces[-1] += char
    return pieces


def _joined(text: str, index: int, before: str, char: str) -> bool:
    """Whether no line may break before text[index]."""
    if char.isspace() or char in NO_START or before in NO_END or before == NBSP:
        return True
    if before.isspace():
        if char.isalpha() and COUNT.search(text[max(0, index - 4) : index]):
            return True
        left = text[:index].rstrip()[-1:]
        return (left.isdigit() and is_cjk(char)) or (char.isdigit() and is_cjk(left) and left not in NO_START)
    return _is_word(before) and _is_word(char)


def _fill(pieces: list[tuple[str, int]], width: int, measure: Measure, *, phrases: bool = False) -> list[str]:
    """Fill lines one after the other; phrases: rather end a line where a phrase ends than fill it up."""
    lines: list[str] = []
    line, used = "", 0
    for piece, piece_width in pieces:
        trimmed = measure_trimmed(piece, piece_width, measure)
        if line and not _fits(line + piece, used + trimmed, width, measure):
            kept, rest = _phrase_end(line) if phrases else (line, "")
            if rest and measure(rest) + trimmed > width:
                kept, rest = line, ""
            lines.append(kept.rstrip())
            line, used = rest, measure(rest) if rest else 0
        if not line and trimmed > width and len(piece.rstrip()) > 1:
            *whole, piece = _cut(piece, width, measure)
            lines += whole
            piece_width = measure(piece)
        line, used = line + piece, used + piece_width
    lines.append(line.rstrip())
    return lines


def _fits(line: str, counted: int, width: int, measure: Measure) -> bool:
    """Whether a line is no wider; its words' widths, each rounded, do not quite add up to its own."""
    if counted > width or counted < width * NEAR:
        return counted <= width
    return measure(line.rstrip()) <= width


def _phrase_end(line: str) -> tuple[str, str]:
    """Return a line cut after its last phrase, if that is not at its very beginning."""
    at = max(line.rfind(mark) for mark in PHRASE_END) + 1
    rest = line[at:].lstrip()
    if at * 5 < len(line) * 2 or rest[:1] in NO_START:
        return line, ""
    return line[:at], rest


def measure_trimmed(piece: str, width: int, measure: Measure) -> int:
    """Return the width of a piece as the last one of its line, where a space at its end takes none."""
    trimmed = piece.rstrip()
    return width if trimmed == piece else measure(trimmed)


def _cut(piece: str, width: int, measure: Measure) -> list[str]:
    """Cut a piece wider than a line (a long number, an address of a page) wherever it must be."""
    parts, part = [], ""
    for char in piece:
        if part and measure(part + char) > width and not char.isspace():
            parts.append(part)
            part = ""
        part += char
    return [*parts, part]


def break_lines(
    text: str, width: int, measure: Measure, *, balance: bool = False, words: Words | None = None
) -> list[str]:
    """Return the lines of a text for a width in px; a newline in the text always breaks.

    balance: make lines about equally long instead of leaving one character alone on the last. words: lines
    that are made so end with a word where that costs no line.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        cut = clusters(paragraph.strip())
        pieces = [(piece, measure(piece)) for piece in cut]
        if not pieces:
            lines.append("")
            continue
        filled = _fill(pieces, width, measure)
        lone = len(filled) > 1 and len(filled[-1]) <= LONE
        if 1 < len(filled) <= SHORT:
            phrased = _fill(pieces, width, measure, phrases=True)
            long = len(phrased[-1]) > LONE or (balance and len(phrased[-1]) > 1)
            if phrased != filled and len(phrased) == len(filled) and long:
                lines += phrased
                continue
        if len(filled) > 1 and (balance or lone):
            count = len(filled)
            filled = _balanced(pieces, width, measure, count)
            whole = [] if words is None else _whole_words(cut, words(paragraph.strip()))
            if whole and all(measure(piece.rstrip()) <= width for piece in whole):
                by_words = _balanced([(piece, measure(piece)) for piece in whole], width, measure, count)
                filled = by_words if len(by_words) == count else filled
        lines += filled
    return lines


def _whole_words(pieces: list[str], words: list[str]) -> list[str]:
    """Return the pieces joined where a line would break within a word."""
    ends = set(accumulate(map(len, words)))
    joined: list[str] = []
    at = 0
    for piece in pieces:
        if joined and at not in ends:
            joined[-1] += piece
        else:
            joined.append(piece)
        at += len(piece)
    return joined


def _balanced(pieces: list[tuple[str, int]], width: int, measure: Measure, count: int) -> list[str]:
    widest = max(piece_width for _, piece_width in pieces)
    low, high = min(width, max(width // 2, widest)), width
    while high - low > max(4, width // 60):
        middle = (low + high) // 2
        if len(_fill(pieces, middle, measure)) <= count:
            high = middle
        else:
            low = middle
    return _fill(pieces, high, measure)


def group_digits(text: str, groups: tuple[int, ...]) -> list[str]:
    """Return the text cut into groups of these lengths (6-4-4-4 for an identity number); the rest is last."""
    parts, at = [], 0
    for length in groups:
        if at >= len(text):
            break
        parts.append(text[at : at + length])
        at += length
    if at < len(text):
        parts.append(text[at:])
    return parts


def break_anywhere(text: str, room: int, width: Callable[[str], int]) -> list[tuple[int, str]]:
    """Return lines with the index of their first character, as full as they get: typed text has no rules."""
    lines: list[tuple[int, str]] = []
    start = 0
    for index in range(1, len(text) + 1):
        if width(text[start:index]) > room and index - 1 > start:
            lines.append((start, text[start : index - 1]))
            start = index - 1
    return [*lines, (start, text[start:])]
