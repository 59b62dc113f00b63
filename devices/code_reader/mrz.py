"""Machine-readable zones of travel documents: TD1 cards and TD3 passports (ICAO Doc 9303 parts 3, 4 and 5).

Pure. A zone whose check digits do not hold is no zone: nobody gets half-read fields from here.
"""

import re
from dataclasses import dataclass
from datetime import date

_WEIGHTS = (7, 3, 1)
_TD1, _TD3 = 30, 44
LONGEST = 3 * (_TD1 + 2)
"""Longest text worth a look: three lines with their line ends."""
_LINE = re.compile(r"[A-Z0-9<]+", re.ASCII)
_HEAD = {_TD1: re.compile(r"[ACI][A-Z0-9<][A-Z]{1,3}<{0,2}"), _TD3: re.compile(r"P[A-Z<][A-Z]{1,3}<{0,2}")}
_LINES = {_TD1: 3, _TD3: 2}


class MrzError(ValueError):
    """No zone. `reason` is `shape` or `checkDigit`; `field` names the field of the digit, never its value."""

    def __init__(self, reason: str, field: str = "") -> None:
        super().__init__(f"{reason} {field}".strip())
        self.reason = reason
        self.field = field


@dataclass(frozen=True, slots=True)
class MrzDate:
    """A date with two digits of the year; a part that the document leaves open is None (9303-3, 4.8)."""

    year: int | None
    month: int | None
    day: int | None

    def born(self, today: date) -> date | None:
        """Return the latest such day that is not after `today`; None when a part is open."""
        return self._in(today.year - today.year % 100, today, before=True)

    def expires(self, today: date) -> date | None:
        """Return such a day within 50 years of `today`; None when a part is open."""
        return self._in(today.year - today.year % 100, today, before=False)

    def _in(self, century: int, today: date, before: bool) -> date | None:
        if self.year is None or self.month is None or self.day is None:
            return None
        found: list[date] = []
        for base in (century - 100, century, century + 100):
            try:
                found.append(date(base + self.year, self.month, self.day))
            except ValueError:
                # 29 February is in one century and not in the next.
                continue
        if before:
            return max((d for d in found if d <= today), default=None)
        return min(found, key=lambda d: abs((d - today).days), default=None)


@dataclass(frozen=True, slots=True, repr=False)
class Mrz:
    """A zone whose check digits hold. It is a person's, so it does not show itself.

    `format` is `TD1` or `TD3`, `sex` is `M`, `F` or `X` (not stated); fillers are gone from every field.
    """

    format: str
    document_code: str
    issuer: str
    number: str
    nationality: str
    surname: str
    given_names: str
    birth: MrzDate
    sex: str
    expiry: MrzDate
    optional: tuple[str, ...]
    lines: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Mrz({self.format})"


def check_digit(text: str) -> int:
    """Return the check digit by the rule 7-3-1 modulo 10 (9303-3, 4.9). Raises ValueError for other text."""
    return sum(_value(c) * _WEIGHTS[i % 3] for i, c in enumerate(text)) % 10


def is_first_line(text: str) -> bool:
    """Tell whether the text has the shape of a zone's first line."""
    head = _HEAD.get(len(text))
    return bool(head and _LINE.fullmatch(text) and head.match(text))


def lines_expected(first: str) -> int:
    """Return how many lines a zone with this first line has. Raises KeyError when it is none."""
    return _LINES[len(first)]


def parse(text: str) -> Mrz:
    """Read a zone: its lines apart by line ends or blanks, or all in one. Raises MrzError."""
    if len(text) > LONGEST:
        raise MrzError("shape")
    lines = tuple(text.split())
    if len(lines) == 1:
        width = {3 * _TD1: _TD1, 2 * _TD3: _TD3}.get(len(text.strip()))
        if width is None:
            raise MrzError("shape")
        lines = tuple(lines[0][at : at + width] for at in range(0, len(lines[0]), width))
    if not lines or not is_first_line(lines[0]):
        raise MrzError("shape")
    width = len(lines[0])
    if len(lines) != _LINES[width] or any(len(n) != width or not _LINE.fullmatch(n) for n in lines):
        raise MrzError("shape")
    return _td1(lines) if width == _TD1 else _td3(lines)


def _td1(lines: tuple[str, ...]) -> Mrz:
    one, two, three = lines
    number, digit, optional = one[5:14], one[14], one[15:]
    if digit == "<":
        # 9303-5, 4.2.2 note j: a number of more than nine characters goes on in the optional field, its
        # check digit behind its last character.
        rest, _, optional = optional.partition("<")
        if len(rest) < 2:
            raise MrzError("shape")
        number, digit = number + rest[:-1], rest[-1]
    _holds("number", number, digit)
    _holds("birth", two[0:6], two[6])
    _holds("expiry", two[8:14], two[14])
    _holds("composite", one[5:30] + two[0:7] + two[8:15] + two[18:29], two[29])
    options = (optional, two[18:29])
    return _build("TD1", lines, one, number, two[15:18], three, two[0:6], two[7], two[8:14], options)


def _td3(lines: tuple[str, ...]) -> Mrz:
    one, two = lines
    _holds("number", two[0:9], two[9])
    _holds("birth", two[13:19], two[19])
    _holds("expiry", two[21:27], two[27])
    personal = two[28:42]
    # 9303-4, 4.2.2: an empty personal number may have a filler in place of its digit.
    if two[42] != "<" or personal.strip("<"):
        _holds("optional", personal, two[42])
    _holds("composite", two[0:10] + two[13:20] + two[21:43], two[43])
    name, birth, expiry = one[5:], two[13:19], two[21:27]
    return _build("TD3", lines, one, two[0:9], two[10:13], name, birth, two[20], expiry, (personal,))


def _build(
    kind: str,
    lines: tuple[str, ...],
    first: str,
    number: str,
    nationality: str,
    names: str,
    birth: str,
    sex: str,
    expiry: str,
    optional: tuple[str, ...],
) -> Mrz:
    if sex not in "MFX<" or not nationality.rstrip("<").isalpha():
        raise MrzError("shape")
    surname, _, given = names.partition("<<")
    return Mrz(
        kind,
        document_code=_bare(first[0:2]),
        issuer=_bare(first[2:5]),
        number=_bare(number),
        nationality=_bare(nationality),
        surname=_bare(surname),
        given_names=_bare(given),
        birth=_date(birth),
        sex="X" if sex == "<" else sex,
        expiry=_date(expiry),
        optional=tuple(_bare(part) for part in optional),
        lines=lines,
    )


def _bare(field: str) -> str:
    return " ".join(field.replace("<", " ").split())


def _date(field: str) -> MrzDate:
    parts = [field[0:2], field[2:4], field[4:6]]
    if any(part != "<<" and not part.isdigit() for part in parts):
        raise MrzError("shape")
    year, month, day = (None if part == "<<" else int(part) for part in parts)
    if (month is not None and not 1 <= month <= 12) or (day is not None and not 1 <= day <= 31):
        raise MrzError("shape")
    return MrzDate(year, month, day)


def _holds(field: str, text: str, digit: str) -> None:
    if not digit.isdigit() or int(digit) != check_digit(text):
        raise MrzError("checkDigit", field)


def _value(character: str) -> int:
    if "0" <= character <= "9":
        return ord(character) - ord("0")
    if "A" <= character <= "Z":
        return ord(character) - ord("A") + 10
    if character == "<":
        return 0
    raise ValueError("not a character of a machine-readable zone")
