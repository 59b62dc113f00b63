"""One line a change; a flapping plug is counted, not repeated."""

from hypothesis import given
from hypothesis import strategies as st

from devices.status import NO_DEVICE, DeviceStatus, MediaStatus, Status
from devices.steadiness import StatusLog, Steadiness

ONLINE = Status(DeviceStatus.ONLINE)
Line = tuple[str, str, str, int]


class Book:
    def __init__(self) -> None:
        self.now = 0.0
        self.lines: list[Line] = []
        self.log = StatusLog(lambda *line: self.lines.append(line), lambda: self.now, window=60, at_most=4)


def test_a_change_is_one_line_and_the_same_again_is_none() -> None:
    book = Book()
    for status in (ONLINE, ONLINE, NO_DEVICE, NO_DEVICE, ONLINE):
        book.log.note("printer", status)
    assert book.lines == [
        ("printer", "online", "", 0),
        ("printer", "noDevice", "noDevice", 0),
        ("printer", "online", "", 0),
    ]


def test_a_card_laid_down_or_a_job_at_work_is_no_change_of_the_device() -> None:
    book = Book()
    for status in (ONLINE, Status(DeviceStatus.ONLINE, media=MediaStatus.PRESENT)):
        book.log.note("id_card", status)
    book.log.note("id_card", Status(DeviceStatus.DEVICE_BUSY))
    assert len(book.lines) == 1


def test_a_flapping_plug_is_counted_and_told_when_it_rests() -> None:
    book = Book()
    for second in range(40):
        book.now = float(second)
        book.log.note("printer", NO_DEVICE if second % 2 else ONLINE)
        book.log.settle()
    assert len(book.lines) == 4
    book.now = 39 + 59.0
    book.log.settle()
    assert len(book.lines) == 4
    book.now = 39 + 60.0
    book.log.settle()
    assert book.lines[4:] == [("printer", "noDevice", "noDevice", 36)]
    book.log.settle()
    assert len(book.lines) == 5


def test_one_flapping_device_silences_no_other() -> None:
    book = Book()
    for turn in range(20):
        book.log.note("printer", NO_DEVICE if turn % 2 else ONLINE)
    book.log.note("id_card", NO_DEVICE)
    assert book.lines[-1] == ("id_card", "noDevice", "noDevice", 0)


@given(st.lists(st.integers(0, 50), max_size=60), st.integers(1, 5))
def test_no_change_is_lost_and_no_window_holds_more_lines_than_allowed(gaps: list[int], at_most: int) -> None:
    rule = Steadiness(window=60, at_most=at_most)
    now, told, counted = 0, [], 0
    for gap in gaps:
        now += gap
        if rule.change(now):
            counted += rule.take_held()
            told.append(now)
    counted += rule.settled(now + 60)
    assert len(told) + counted == len(gaps)
    for start in told:
        assert sum(start <= one < start + 60 for one in told) <= at_most
