"""Name and number as typed by somebody who has no card with them: what is wrong, and what they say. Pure.

Numbers: GB 11643-1999 and the foreigner's card of 2023 (18 characters, MOD 11-2), the foreigner's card of
2017 (15 characters, ICAO 9303 7-3-1).
"""

from datetime import date
from typing import Any

from devices.id_card.numbers import icao_731
from kiosk.catalogue.numbers import birth_date, check_id_number, plain, sex_code
from kiosk.visit.state import Typed
from kiosk.visit.views import Say, say

LONG, SHORT = 18, 15
NAME_LONGEST = 100


def tidy_number(text: str) -> str:
    """Return a number as it is kept while it is typed: plain capital letters and digits, 18 at most."""
    return plain(text)[:LONG]


def complete(number: str) -> bool:
    """Whether nothing is left to type: what is wrong with it can be said now."""
    return len(number) == (SHORT if number[:1].isalpha() else LONG)


def number_problem(number: str, today: date) -> str | None:
    """Return what is wrong with a number as a key of locale `form.*`, or None."""
    if not number:
        return "form.required"
    if number[:1].isalpha():
        return _problem_2017(number)
    codes = check_id_number(number, today)
    return f"form.{codes[0]}" if codes else None


def _problem_2017(number: str) -> str | None:
    letters, digits = number[:3], number[3:]
    form = letters.isascii() and letters.isalpha() and digits.isascii() and digits.isdigit()
    if len(number) != SHORT or not form:
        return "form.id_number.form"
    # Two digits of the year: any century may be meant.
    if birth_date(f"{number[:4]}  20{number[7:13]}") is None and number[9:13] != "0229":
        return "form.id_number.date"
    return None if icao_731(number[:14]) == number[14] else "form.id_number.check"


def name_problem(name: str) -> str | None:
    """Return what is wrong with a name as a message key, or None."""
    name = name.strip()
    if not name:
        return "form.required"
    wrong = len(name) < 2 or any(character.isdigit() or not character.isprintable() for character in name)
    return "typed.name.wrong" if wrong else None


def typed_problem(part: str, typed: Typed, today: date) -> Say | None:
    """Return what is to be said below the field: of a whole number at once, else once one wants to go on."""
    if part == "name":
        key = name_problem(typed.name) if typed.tried else None
    elif typed.refused:
        key = "typed.number.refused"
    else:
        key = number_problem(typed.number, today) if typed.tried or complete(typed.number) else None
    return say(key) if key else None


def typed_facts(typed: Typed) -> dict[str, Any]:
    """Return what name and number say, by the names that a card's facts have.

    Only a resident's number says sex and day of birth for certain (GB 11643).
    """
    number = typed.number
    facts: dict[str, Any] = {"name": typed.name.strip(), "number": number}
    if len(number) == LONG and not number.startswith("9"):
        facts |= {"birth_date": birth_date(number), "sex": sex_code(number)}
    return facts
