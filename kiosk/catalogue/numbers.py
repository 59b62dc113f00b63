"""Numbers of persons and organisations, and the short code of a submission: made, checked, masked.

Checks return codes, which are also message keys; nobody is turned away by an area prefix that is no longer
in use or, for a 统一社会信用代码, by the check character alone where the platform confirms the entity.
"""

import re
import unicodedata
from datetime import date
from typing import Literal
from uuid import UUID

_ID_FORM = re.compile(r"[0-9]{17}[0-9X]")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_FORM = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
_USCC_WEIGHTS = tuple(pow(3, index, 31) for index in range(17))

_ALNUM = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_ALIKE = str.maketrans("OIL", "011")
_CLAIM_FORM = re.compile(r"[0-9A-HJKMNP-TV-Z]{8}")
_SHORT_FORM = re.compile(r"[0-9]{12}[0-9A-HJKMNP-TV-Z]{6}[0-9A-Z]")

SERIAL_LIMIT = 32**6
"""Serials of a short code are 0 <= serial < SERIAL_LIMIT."""


def plain(text: str) -> str:
    """Return a typed number as it is checked: full-width made plain, no spaces or hyphens, upper case."""
    return re.sub(r"[\s\-\u2010-\u2015]", "", unicodedata.normalize("NFKC", text)).upper()


def check_id_number(text: str, today: date) -> tuple[str, ...]:
    """Return what is wrong with a 公民身份号码 (GB 11643-1999), nothing if it is right.

    Codes: `id_number.form` (18 characters, the last one may be X), `id_number.date` (no such day),
    `id_number.future` (born after `today`), `id_number.check`. An unknown area prefix is no error: areas are
    abolished over time and people keep their number.
    """
    if not _ID_FORM.fullmatch(text):
        return ("id_number.form",)
    codes = []
    born = birth_date(text)
    if born is None:
        codes.append("id_number.date")
    elif born > today:
        codes.append("id_number.future")
    if id_check_character(text[:17]) != text[17]:
        codes.append("id_number.check")
    return tuple(codes)


def id_check_character(seventeen: str) -> str:
    """Return the check character (ISO 7064 MOD 11-2) of the first 17 digits; X means 10."""
    return _ID_CHECKS[sum(int(d) * w for d, w in zip(seventeen, _ID_WEIGHTS, strict=True)) % 11]


def birth_date(id_number: str) -> date | None:
    """Return the birth date within a 公民身份号码, None if there is no such day."""
    try:
        return date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))
    except ValueError:
        return None


def sex_code(id_number: str) -> Literal["1", "2"]:
    """Return the sex within a 公民身份号码 as GB/T 2261.1: "1" 男性 (odd sequence), "2" 女性 (even)."""
    return "1" if int(id_number[16]) % 2 else "2"


def check_uscc(text: str) -> tuple[str, ...]:
    """Return what is wrong with a 统一社会信用代码 (GB 32100-2015): `uscc.form`, `uscc.check`, or nothing.

    Codes that fail the check are in real use, so `uscc.check` is a warning where the platform knows the
    entity.
    """
    if not _USCC_FORM.fullmatch(text):
        return ("uscc.form",)
    return () if uscc_check_character(text[:17]) == text[17] else ("uscc.check",)


def uscc_check_character(seventeen: str) -> str:
    """Return the check character of the first 17 characters (GB 32100-2015, modulus 31)."""
    total = sum(
        _USCC_ALPHABET.index(character) * weight
        for character, weight in zip(seventeen, _USCC_WEIGHTS, strict=True)
    )
    return _USCC_ALPHABET[(31 - total % 31) % 31]


def mod_37_36(text: str) -> str:
    """Return the check character of ISO 7064 MOD 37,36 (hybrid) over 0-9A-Z.

    Raises:
        ValueError: if another character is in the text.

    """
    product = 36
    for character in text:
        product = (product + _ALNUM.index(character)) % 36 or 36
        product = product * 2 % 37
    return _ALNUM[(1 - product) % 36]


def short_code(area: str, day: date, serial: int) -> str:
    """Return the code by which a citizen names a submission: 19 characters.

    Six digits of area (GB/T 2260), yymmdd, six characters of the serial in Crockford's base 32, and a check
    character (ISO 7064 MOD 37,36).

    Raises:
        ValueError: if the area is not six digits or the serial is out of range.

    """
    if not re.fullmatch(r"[0-9]{6}", area):
        raise ValueError("area is not six digits")
    if not 0 <= serial < SERIAL_LIMIT:
        raise ValueError("serial is out of range")
    digits = "".join(_CROCKFORD[serial >> shift & 31] for shift in range(25, -1, -5))
    body = f"{area}{day:%y%m%d}{digits}"
    return body + mod_37_36(body)


def read_short_code(text: str) -> str | None:
    """Return the code that somebody typed, spaces and look-alikes (O, I, L) put right; None if it is none."""
    typed = plain(text)
    body, check = typed[:-1].translate(_READ_ALIKE), typed[-1:]
    if not _SHORT_FORM.fullmatch(body + check):
        return None
    right = mod_37_36(body)
    return body + right if check.translate(_READ_ALIKE) == right.translate(_READ_ALIKE) else None


def claim_code(package_id: UUID) -> str:
    """Return the code on the slip of a sealed submission: nine characters that follow from its id.

    Eight of Crockford's base 32 (the id's first 40 bits) and a check character (ISO 7064 MOD 37,36).
    """
    bits = package_id.int >> 88
    body = "".join(_CROCKFORD[bits >> shift & 31] for shift in range(35, -1, -5))
    return body + mod_37_36(body)


def read_claim_code(text: str) -> str | None:
    """Return the code that somebody typed, spaces and look-alikes (O, I, L) put right; None if it is none."""
    typed = plain(text)
    body, check = typed[:-1].translate(_READ_ALIKE), typed[-1:]
    if not _CLAIM_FORM.fullmatch(body):
        return None
    right = mod_37_36(body)
    return body + right if check.translate(_READ_ALIKE) == right.translate(_READ_ALIKE) else None


def in_groups(code: str, size: int = 4) -> str:
    """Return a code in groups with spaces between, as it is printed and shown."""
    return " ".join(code[start : start + size] for start in range(0, len(code), size))
