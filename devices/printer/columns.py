"""Text in columns: how wide a character prints, and where a line may break.

A Chinese receipt printer has a grid of half-width cells (Font A, 12 dots); a character that GB18030 encodes
in two bytes takes two of them, whatever Unicode says of its width. Line breaking keeps the rules of
GB/T 15834-2011 (标点符号用法) 5.1: no closing mark at the start of a line, no opening mark at its end.
"""

import unicodedata
from collections.abc import Callable
from functools import lru_cache

CLOSERS = frozenset("，。、；：？！）》」』】〕〉］｝”’…—～·％‰℃,.;:?!)]}%")
OPENERS = frozenset("（《「『【〔〈［｛“‘￥＄([{")

_REPLACED = {
    "¥": "￥",
    "•": "·",
    "\u00a0": " ",
    "\u2009": " ",
    "\u200b": "",
    "\ufeff": "",
    "\u2010": "-",
    "\u2011": "-",
    "\u2013": "-",
    "✓": "√",
}


def normalise(text: str) -> str:
    """Put what the printer's table lacks into what it has, and blanks for control characters."""
    out = []
    for char in unicodedata.normalize("NFC", text):
        char = _REPLACED.get(char, char)
        if char and unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp"):
            char = " "
        out.append(char)
    return "".join(out)


@lru_cache(maxsize=8192)
def char_width(char: str) -> int:
    """Columns of one character: 0 for a combining mark, 2 for two-byte GBK and wide ones, else 1."""
    if char.isascii():
        return 1
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    try:
        if len(char.encode("gbk")) == 2:
            return 2
    except UnicodeEncodeError:
        pass
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def width(text: str) -> int:
    """Columns of a text."""
    return sum(map(char_width, text))


def wrap(text: str, columns: int) -> list[str]:
    """Break a text into lines of at most `columns`.

    A run of letters and digits stays whole where it fits into a line. Raises ValueError for fewer than two
    columns. An empty text is one empty line.
    """
    if columns < 2:
        raise ValueError("a line has at least two columns")
    return [line for part in text.split("\n") for line in _wrap_paragraph(normalise(part), columns)]


def _wrap_paragraph(text: str, columns: int) -> list[str]:
    lines: list[str] = []
    line = ""
    for atom in atoms(text, _is_word):
        for piece in _pieces(atom, columns):
            if line.strip() and width(line) + width(piece) > columns:
                lines.append(line.rstrip())
                line = piece.lstrip()
            elif width(line) + width(piece) > columns:
                line = piece.lstrip()
            else:
                line += piece
    lines.append(line.rstrip())
    return lines


def atoms(text: str, is_word: Callable[[str], bool]) -> list[str]:
    """Cut where a line may break: words whole, closers glued to what is before, openers to what follows.

    `is_word` says of a character whether it makes a word with its like.
    """
    found: list[str] = []
    glue_next = False
    for char in text:
        last = found[-1] if found else ""
        in_word = bool(last) and is_word(last[-1]) and is_word(char)
        if last and (
            glue_next or in_word or (char in CLOSERS and not last.isspace()) or char_width(char) == 0
        ):
            found[-1] = last + char
        else:
            found.append(char)
        glue_next = char in OPENERS
    return found


def _is_word(char: str) -> bool:
    return char_width(char) == 1 and not char.isspace()


def _pieces(atom: str, columns: int) -> list[str]:
    """Cut an atom that is wider than a whole line, still not before a closer where that can be helped."""
    pieces = []
    while width(atom) > columns:
        used = end = 0
        while end < len(atom) and (used + char_width(atom[end]) <= columns or end == 0):
            used += char_width(atom[end])
            end += 1
        back = end
        while back > 1 and (atom[back : back + 1] in CLOSERS or atom[back - 1] in OPENERS):
            back -= 1
        if back > 1 and end < len(atom):
            end = back
        pieces.append(atom[:end])
        atom = atom[end:]
        if not atom:
            return pieces
    pieces.append(atom)
    return pieces


def key_value(key: str, value: str, columns: int, indent: int = 2) -> list[str]:
    """Lay `key  value` out: the value at the right edge where both fit, else hanging below the key."""
    key, value = normalise(key), normalise(value)
    gap = columns - width(key) - width(value)
    if gap >= 2:
        return [key + " " * gap + value]
    return [*wrap(key, columns), *(" " * indent + line for line in wrap(value, columns - indent))]


def rule(columns: int) -> str:
    """A thin line across the paper, in characters that every printer has."""
    return "-" * columns


def grouped(code: str, size: int = 4) -> str:
    """`12345678` as `1234 5678`, so that a person can read it out."""
    return " ".join(code[i : i + size] for i in range(0, len(code), size))
