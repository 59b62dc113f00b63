"""Lines on paper: where a text breaks that is so many millimetres wide. Pure.

As on slips (GB/T 15834-2011, 标点符号用法, 5.1): no closing mark at the start of a line and no opening mark
at its end. Here a character has the width that the typeface gives it.
"""

import unicodedata
from collections.abc import Callable

from devices.printer.columns import CLOSERS, OPENERS

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
    for atom in _atoms(text):
        for piece in _pieces(atom, room, width):
            if line.strip() and width(line + piece.rstrip()) > room:
                lines.append(line.rstrip())
                line = piece.lstrip()
            else:
                # Blanks stand between words only, so that a line of nothing else stays empty.
                line = line + piece if line.strip() else piece.lstrip()
    lines.append(line.rstrip())
    return lines


def _atoms(text: str) -> list[str]:
    """Cut where a line may break: words whole, closers glued to what is before, openers to what follows."""
    atoms: list[str] = []
    glue_next = False
    for char in text:
        last = atoms[-1] if atoms else ""
        in_word = bool(last) and _is_word(last[-1]) and _is_word(char)
        closes = char in CLOSERS and not last.isspace()
        if last and (glue_next or in_word or closes or _is_mark(char)):
            atoms[-1] = last + char
        else:
            atoms.append(char)
        glue_next = char in OPENERS
    return atoms


def _is_word(char: str) -> bool:
    return unicodedata.east_asian_width(char) not in "WF" and not char.isspace()


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Me", "Cf")


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
