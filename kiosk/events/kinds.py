"""What a field of an event may hold. No kind takes free text, and none takes a number that a person has.

A run of more than `DIGITS` digits is refused in codes: phone numbers have eleven, identity numbers eighteen,
bank cards sixteen and more. Ids that programs make at random have other lengths: 12 or 32 hex digits, or a
UUID's shape.
"""

import re
from enum import StrEnum

DIGITS = 8
WITHHELD = "withheld"
"""Stands in a line for a value that its field may not hold; the line is written all the same."""

_CODE = re.compile(r"[A-Za-z<_.][A-Za-z0-9_.:<>+/-]{0,119}|")
_LONG = re.compile(rf"\d{{{DIGITS + 1},}}")
_HEX_ID = re.compile(r"[a-z]{1,12}-[0-9a-f]{12}|[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")
_VERSION = re.compile(r"\d{1,6}(?:\.\d{1,6}){0,3}[A-Za-z0-9.+~-]{0,40}")
_COMMIT = re.compile(r"\+\d{8}\.t\d{6}\.g[0-9a-f]{7,12}$")
"""What a release without a tag has at the end of its version: when its commit was made, and its name."""
_ROUTE = re.compile(r"(?:/(?:[a-z-]{1,60}|\{[A-Za-z]{1,40}\})){1,8}")
_AT_MOST = 10**12
_CODES = 8


class Kind(StrEnum):
    """The kinds of values."""

    NUMBER = "number"
    """A whole number, at most a million million."""
    CODE = "code"
    """One word of a vocabulary of the program: ASCII, no long run of digits."""
    CODES = "codes"
    """Up to eight of them, a space between two."""
    ID = "id"
    """An id that a program made at random, or a name of at most 40 characters."""
    VERSION = "version"
    """A whole number, or a version as packages have it."""
    ROUTE = "route"
    """A path template: fixed segments, and names in braces for the rest."""


def fits(kind: Kind, value: object) -> bool:
    """Return whether a field of this kind may hold `value`. None and absent are the same."""
    if value is None:
        return True
    if kind is Kind.NUMBER or (kind is Kind.VERSION and isinstance(value, int)):
        return isinstance(value, int) and abs(value) < _AT_MOST
    if not isinstance(value, str):
        return False
    match kind:
        case Kind.CODE:
            return _is_code(value)
        case Kind.CODES:
            words = value.split(" ")
            return len(words) <= _CODES and all(_is_code(word) for word in words)
        case Kind.ID:
            named = _NAME.fullmatch(value) and not _LONG.search(value)
            return bool(named or _HEX_ID.fullmatch(value))
        case Kind.VERSION:
            return bool(_VERSION.fullmatch(value)) and not _LONG.search(_COMMIT.sub("", value))
        case Kind.ROUTE:
            return bool(_ROUTE.fullmatch(value))
    return False


def _is_code(word: str) -> bool:
    return bool(_CODE.fullmatch(word)) and not _LONG.search(word)
