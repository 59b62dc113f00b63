"""Numbers with a check character: a misread one must never come out as right.

A letter where only a digit can stand was misread, and which digit it looks like is known, so that much is
put right. A digit is never exchanged for another: with eleven (31) possible check characters, trying twenty
others would make a wrong number fit. Both checks find every single wrong character (GB 11643 with ISO 7064
MOD 11-2; GB 32100 with modulus 31).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kiosk.catalogue.numbers import check_id_number, check_uscc

_DIGIT_OF = {
    "O": "0", "o": "0", "Q": "0", "D": "0", "〇": "0",
    "I": "1", "l": "1", "|": "1", "i": "1", "!": "1", "丨": "1",
    "Z": "2", "z": "2", "S": "5", "s": "5", "G": "6", "b": "6", "B": "8", "q": "9", "g": "9",
}  # fmt: skip
_USCC_OF = {"O": "0", "o": "0", "I": "1", "l": "1", "|": "1", "Z": "2", "z": "2", "S": "5", "s": "5"}
"""Characters that GB 32100 never uses. B and 8, D and 0 are both in it: not touched."""
_LAST_OF = {"x": "X", "×": "X", "✕": "X", "Ⅹ": "X", "χ": "X", "Χ": "X", "Х": "X"}
_MOST_PUT_RIGHT = 2

_ID_LIKE = re.compile(r"[0-9A-Za-z|!丨〇]{17}[0-9A-Za-z×✕ⅩχΧХ|!丨〇]")
_ALNUM = re.compile(r"[0-9A-Za-z|!丨〇×✕ⅩχΧХ]+")


@dataclass(frozen=True, slots=True)
class ReadNumber:
    """A number from `start` to before `end` of the text; `right` where its check character fits."""

    value: str
    start: int
    end: int
    right: bool
    put_right: int = 0
    """Characters that were misread and are known."""


def id_numbers(text: str, today: date) -> Iterator[ReadNumber]:
    """Yield every run of 18 characters that may be a 公民身份号码, in the order in which they stand.

    A run that is longer or shorter is none: a character was lost or won, and which cannot be known.
    """
    for run in _ALNUM.finditer(text):
        if run.end() - run.start() == 18 and _ID_LIKE.fullmatch(run[0]):
            yield _id_number(run[0], run.start(), today)


def _id_number(read: str, start: int, today: date) -> ReadNumber:
    last = _LAST_OF.get(read[17], _DIGIT_OF.get(read[17], read[17]))
    value = "".join(_DIGIT_OF.get(character, character) for character in read[:17]) + last
    changed = sum(1 for was, now in zip(read[:17], value, strict=False) if was != now)
    right = not check_id_number(value, today) and changed <= _MOST_PUT_RIGHT
    return ReadNumber(value, start, start + 18, right, changed)


def usccs(text: str) -> Iterator[ReadNumber]:
    """Yield every run of 18 characters that may be a 统一社会信用代码, in the order in which they stand."""
    for run in _ALNUM.finditer(text):
        if run.end() - run.start() == 18:
            yield _uscc(run[0], run.start())


def _uscc(read: str, start: int) -> ReadNumber:
    made = []
    for place, character in enumerate(read):
        # Places 3 to 8 are the area (GB/T 2260): digits alone.
        known = _DIGIT_OF if 2 <= place < 8 else _USCC_OF
        made.append(known.get(character, character).upper())
    value = "".join(made)
    changed = sum(1 for was, now in zip(read, made, strict=True) if was.upper() != now)
    right = not check_uscc(value) and changed <= _MOST_PUT_RIGHT
    return ReadNumber(value, start, start + 18, right, changed)
