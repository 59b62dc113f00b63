"""Lines on paper: where a text breaks that is so many millimetres wide. Pure.

As on slips (GB/T 15834-2011, 标点符号用法, 5.1): no closing mark at the start of a line and no opening mark
at its end. Here a character has the width that the typeface gives it.
"""

import unicodedata
from collections.abc import Callable

from devices.printer.columns import CLOSERS, OPENERS, atoms

Width = Callable[[str], float]
"""Gives the width of a text in mm."""


def clean(text: str) -> str:
    """Compose what is composed, and put blanks for characters that have no picture."""
    shown = unicodedata.normalize("NFC", text)
    return "".join(" " if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") else char for char in shown)


def wrap(text: str, room: float, width: Width) -> list[str]:
    """Break a text into lines of at most `room` mm; one character alone may be wider.

    A run of letters and digits stays whole where it fits into a line. An empty text is one empty line.
    """
    return [line for part in text.split("\n") for line in _wrap_paragraph(clean(part), room, width)]


def _wrap_paragraph(text: str, room: float, width: Width) -> list[str]:
    lines: list[str] = []
    line = ""
    for atom in atoms(text, _is_word):
        for piece in _pieces(atom, room, width):
            if line.strip() and width(line + piece.rstrip()) > room:
                lines.append(line.rstrip())
                line = piece.lstrip()
            else:
                # Blanks stand between words only, so that a line of nothing else stays empty.
                line = line + piece if line.strip() else piece.lstrip()
    lines.append(line.rstrip())
    return lines


def _is_word(char: str) -> bool:
    return unicodedata.east_asian_width(char) not in "WF" and not char.isspace()


def _pieces(atom: str, room: float, width: Width) -> list[str]:
    """Cut an atom that is wider than a whole line, still not before a closer where that can be helped."""
    pieces = []
    while len(atom) > 1 and width(atom) > room:
        end = 1
        # A mark that stands on the last character takes no room.
        while end < len(atom) and width(atom[: end + 1]) <= max(room, width(atom[:end])):
            end += 1
        back = end
        while back > 1 and end < len(atom) and (atom[back] in CLOSERS or atom[back - 1] in OPENERS):
            back -= 1
        end = back if back > 1 else end
        pieces.append(atom[:end])
        atom = atom[end:]
    if atom:
        pieces.append(atom)
    return pieces
