"""Every fault that a card reader tells, and the card that is lifted: what citizen and staff see, how it ends.

As `test_card_line_faults.py` for the line.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from card_fault_rows import READ, WAITS, walk
from fault_rows import OUT, Row, named
from faulty_devices import CardDesk, Simulated

ANSWERS = (
    Row("lift", "card.advice.moved"),
    Row("lift-in-answer", "card.advice.moved"),
    Row("sw3-10", OUT, "damagedAnswer", "maintenance"),
    Row("sw3-11", OUT, "damagedAnswer", "maintenance"),
    Row("sw3-21", "card.advice.unreadable", "readerUnsupported", "maintenance"),
    Row("sw3-23", "card.advice.unreadable", "readerUnsupported", "maintenance"),
    Row("sw3-24", OUT, "readerNeedsReset", "reset"),
    Row("sw3-31", "card.advice.damaged"),
    Row("sw3-32", "card.advice.damaged"),
    Row("sw3-33", "card.advice.damaged"),
    Row("sw3-37", READ),
    Row("sw3-3F", "card.advice.damaged"),
    Row("sw3-40", "card.advice.wrong_card"),
    Row("sw3-41", "card.advice.moved"),
    Row("sw3-47", "card.advice.moved"),
    Row("sw3-60", OUT, "readerSelfTestFailed", "maintenance"),
    Row("sw3-66", OUT, "readerNotAuthorised", "maintenance"),
    Row("sw3-80", WAITS),
    Row("sw3-81", "card.advice.moved"),
    Row("sw3-91", "card.advice.damaged"),
    Row("sw3-unlisted", "card.advice.unreadable", "readerNeedsReset", "reset"),
)


@pytest.fixture(scope="module")
def card_reader(folder: Path) -> Iterator[CardDesk]:
    device = Simulated("id_card", folder, "--read-seconds", "0")
    desk = CardDesk(device)
    yield desk
    desk.stop()
    device.stop()


@pytest.mark.parametrize("row", ANSWERS, ids=named)
def test_a_fault_that_the_reader_tells(card_reader: CardDesk, row: Row) -> None:
    walk(card_reader, row)


def test_no_fault_of_the_simulator_is_missing_here(card_reader: CardDesk) -> None:
    listed = card_reader.device.faults()
    assert {name for name in listed if name.startswith(("sw3-", "lift"))} == {row.fault for row in ANSWERS}
