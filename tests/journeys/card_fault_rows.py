"""A citizen before a card reader with a fault, for the two halves of its matrix."""

from fault_rows import OUT, Row, staff_is_told
from faulty_devices import CardDesk

from kiosk.text import Texts

WAITS = "it goes on asking for the card"
READ = "read"

SHORTER = {"babble": 0.3, "slow": 0.6, "halves": 0.3}
"""Seconds that a fault lasts here, where its own are only longer."""


def walk(desk: CardDesk, row: Row) -> None:
    """Lay a card under a fault; then lay one for the next citizen."""
    desk.device("clear_faults")
    desk.device("lift")
    desk.begin()
    desk.device.set(row.fault, **({"seconds": SHORTER[row.fault]} if row.fault in SHORTER else {}))
    desk.lay()
    if row.citizen == READ:
        desk.until(lambda: desk.read, "a card that is read all the same")
    elif row.citizen == OUT:
        desk.until(lambda: desk.out and desk.walk.screen.body.reader_out, "that the reader is out is said")
        assert not desk.read
    elif row.citizen == WAITS:
        asked = desk.device("state")["asked"]
        desk.until(lambda: desk.device("state")["asked"] >= asked + 4, "four more questions")
        assert desk.walk.screen.body.state == "waiting"
        assert not desk.out
    else:
        desk.until(lambda: desk.advice == row.citizen, row.citizen)
        assert Texts("zh-CN").has(row.citizen)
        assert Texts("en").has(row.citizen)
    staff_is_told(desk, row)
    if not row.code:
        assert not desk.out
    desk.mended()
