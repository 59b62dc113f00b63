"""Check characters of the numbers printed on identity cards. Findings are warnings, never refusals.

Sources: GB 11643-1999 (18-digit number), ISO 7064 MOD 11-2, ICAO 9303-3 4.9 (7-3-1 weights, used by the
15-character number of the foreigner's card of 2017).
"""

import re
from datetime import date, datetime

_MOD_11_2 = "10X98765432"
_FORM_2017 = re.compile(r"[A-Z]{3}[0-9]{12}", re.ASCII)
# Mainland Travel Permits: of Hong Kong and Macau residents H or M, of Taiwan residents digits alone.
_TRAVEL_PERMIT = re.compile(r"[HM]?([0-9]{8}|[0-9]{10})", re.ASCII)


def mod_11_2(digits: str) -> str:
    """Return the check character (0-9 or X) for 17 decimal digits by ISO 7064 MOD 11-2.

    Raises ValueError when `digits` is not 17 ASCII digits.
    """
    if len(digits) != 17 or not (digits.isascii() and digits.isdigit()):
        raise ValueError("MOD 11-2 takes 17 digits")
    return _MOD_11_2[sum(int(d) * pow(2, 17 - i, 11) for i, d in enumerate(digits)) % 11]


def icao_731(characters: str) -> str:
    """Return the ICAO 9303 check digit of digits, capital letters (A = 10) and `<` (0).

    Raises ValueError for any other character.
    """
    total = 0
    for i, c in enumerate(characters):
        if c == "<":
            value = 0
        elif c.isascii() and (c.isdigit() or "A" <= c <= "Z"):
            value = int(c, 36)
        else:
            raise ValueError("not a machine-readable character")
        total += value * (7, 3, 1)[i % 3]
    return str(total % 10)


def read_date(text: str) -> date | None:
    """Return the day that `YYYYMMDD` names, or None when it names none."""
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        return None
    try:
        return datetime.strptime(text, "%Y%m%d").date()
    except ValueError:
        return None


def check_number(number: str, birth: date | None, sex: str) -> tuple[str, ...]:
    """Return warning codes for an 18-character number (GB 11643 and the foreigner's card of 2023).

    `sex` is a GB/T 2261.1 code; other codes than 1 and 2 are not compared. The area code is not looked up:
    historic codes are valid and nobody has the whole list.
    """
    if len(number) != 18 or not (number[:17].isascii() and number[:17].isdigit()):
        return ("number.form",)
    warnings = []
    if mod_11_2(number[:17]) != number[17]:
        warnings.append("number.check_digit")
    if birth is None or read_date(number[6:14]) != birth:
        warnings.append("number.birth_date")
    if sex in ("1", "2") and (int(number[16]) % 2 == 1) != (sex == "1"):
        warnings.append("number.sex")
    return tuple(warnings)


def check_number_2017(number: str, birth: date | None) -> tuple[str, ...]:
    """Return warning codes for the 15-character number of the foreigner's card of 2017.

    Country (3 letters), area (4), birth YYMMDD (6), order (1), ICAO 9303 check digit over the 14.
    """
    if not _FORM_2017.fullmatch(number):
        return ("number.form",)
    warnings = []
    if icao_731(number[:14]) != number[14]:
        warnings.append("number.check_digit")
    if birth is None or number[7:13] != birth.strftime("%y%m%d"):
        warnings.append("number.birth_date")
    return tuple(warnings)


def check_travel_permit(number: str) -> tuple[str, ...]:
    """Return warning codes for a travel permit's number: H or M and 8 or 10 digits, or the digits alone."""
    return () if _TRAVEL_PERMIT.fullmatch(number) else ("permit_number.form",)
