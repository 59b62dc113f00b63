"""The enrolment code as it is typed, scanned or read from a file: one spelling of it. Pure."""

import re

PREFIX = "yiciban-enrol:"
"""Stands before the code in a QR, so that another QR of the work order is not taken for one."""
LEAST, MOST = 8, 64
_CODE = re.compile(r"[A-Z0-9]+")


class NoCode(ValueError):  # noqa: N818  the name says what happened
    """There is no enrolment code in the text."""


def code_in(text: str) -> str:
    """Return the code in a text: upper case, without spaces and dashes; raises NoCode.

    In a file, lines that are empty or begin with # do not count, and the first other one is the code.
    """
    lines = [line.strip().removeprefix("\ufeff").strip() for line in text.splitlines()]
    line = next((line for line in lines if line and not line.startswith("#")), "")
    if line.lower().startswith(PREFIX):
        line = line[len(PREFIX) :]
    code = re.sub(r"[\s-]", "", line).upper()
    if not LEAST <= len(code) <= MOST or not _CODE.fullmatch(code):
        raise NoCode("an enrolment code has 8 to 64 letters and digits")
    return code


def scanned(text: str) -> str | None:
    """Return the code of a QR that was shown, None where it is another QR."""
    try:
        return code_in(text) if text.strip().lower().startswith(PREFIX) else None
    except NoCode:
        return None
