"""One row of the matrix of device faults, and what the staff is told of it."""

from typing import NamedTuple

from faulty_devices import Terminal

from kiosk.terminal.remedies import remedy
from kiosk.text import Texts

OUT = "the reader is out"
"""What the citizen sees of a reader that does not work."""


class Row(NamedTuple):
    """`citizen`: what the citizen sees. `code`: the fault that is told to the staff, "" for none that stays.

    `mender`: who mends it; "" where it is over by itself or with the next card, code or slip.
    """

    fault: str
    citizen: str
    code: str = ""
    mender: str = ""


def named(row: Row) -> str:
    return row.fault


def staff_is_told(desk: Terminal, row: Row) -> None:
    """Wait for the fault, and look whether the staff learns what it is, who mends it and how."""
    if not row.code:
        return
    desk.until(lambda: row.code in desk.codes and desk.out, f"the fault {row.code}")
    told = next(status.fault for status in desk.seen if status.fault and status.fault.code == row.code)
    assert told.who.value == row.mender
    words = remedy(row.code)
    assert words.who is told.who
    for language in ("zh-CN", "en"):
        texts = Texts(language)
        assert texts.has(words.what)
        assert texts.has(words.how)
