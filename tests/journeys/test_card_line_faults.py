"""Every fault of the line to a card reader: what the citizen sees, what the staff is told, how it ends.

One row a fault, by its name in the simulator's own list. The driver is the real one on the simulator's wire,
the visit is the real one. After each row the fault is cleared and the next citizen is served: nothing has to
be started again.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from card_fault_rows import READ, walk
from fault_rows import OUT, Row, named
from faulty_devices import CardDesk, Simulated

LINE = (
    Row("unplugged", OUT, "noDevice", "maintenance"),
    Row("unplug-in-read", "card.advice.unreadable", "noDevice", "maintenance"),
    Row("silence", OUT, "noDevice", "maintenance"),
    Row("slow", READ),
    Row("dribble", READ),
    Row("truncate", "card.advice.unreadable", "damagedAnswer", "maintenance"),
    Row("halves", "card.advice.unreadable", "damagedAnswer", "maintenance"),
    Row("wrong-length", "card.advice.unreadable", "damagedAnswer", "maintenance"),
    Row("babble", OUT, "damagedAnswer", "maintenance"),
    Row("stale", "card.advice.unreadable", "damagedAnswer", "maintenance"),
    Row("wrong-speed", OUT, "noDevice", "maintenance"),
    Row("checksum", "card.advice.unreadable", "damagedAnswer", "maintenance"),
    Row("garbage", READ),
)


@pytest.fixture(scope="module")
def card_reader(folder: Path) -> Iterator[CardDesk]:
    device = Simulated("id_card", folder, "--read-seconds", "0")
    desk = CardDesk(device)
    yield desk
    desk.stop()
    device.stop()


@pytest.mark.parametrize("row", LINE, ids=named)
def test_a_fault_of_the_line(card_reader: CardDesk, row: Row) -> None:
    walk(card_reader, row)


def test_no_fault_of_the_simulator_is_missing_here(card_reader: CardDesk) -> None:
    listed = card_reader.device.faults()
    assert {name for name in listed if not name.startswith(("sw3-", "lift"))} == {row.fault for row in LINE}
