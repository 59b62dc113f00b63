"""Every take has one answer, and every page to be read one more, whatever the worker does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.document_camera.ledger import Ledger
from devices.document_camera.orders import Compared, Read, Taken
from devices.document_camera.replacing import Standing, is_due, pause_after
from devices.document_camera.scanned import ScannedPhoto
from devices.document_camera.values import Advice, PageCompared, PageRead, Rejected, TakeDone

PHOTO = ScannedPhoto(8, 6, ())


@pytest.mark.parametrize(
    ("standing", "due"),
    [
        (Standing(300, off_for=None, busy=False, used=True), False),
        (Standing(451, off_for=None, busy=False, used=True), True),
        (Standing(451, off_for=None, busy=True, used=True), False),
        (Standing(901, off_for=None, busy=True, used=True), True),
        (Standing(300, off_for=16, busy=False, used=True), True),
        (Standing(300, off_for=16, busy=True, used=True), False),
        (Standing(300, off_for=16, busy=False, used=False), False),
        (Standing(300, off_for=14, busy=False, used=True), False),
    ],
)
def test_a_worker_goes_when_it_grew_or_holds_what_nobody_needs(standing: Standing, due: bool) -> None:
    assert is_due(standing, memory_mb=450, idle=15) is due


@given(st.lists(st.floats(0, 100), max_size=30))
def test_workers_that_do_not_live_are_started_ever_more_slowly(lives: list[float]) -> None:
    pause = 0.0
    for lived in lives:
        before, pause = pause, pause_after(lived, pause, (0.5, 8.0))
        assert 0.5 <= pause <= 8.0
        assert pause == 0.5 if lived > 30 else pause >= before


def test_what_a_dead_worker_owes_is_answered() -> None:
    ledger = Ledger()
    first, second, compared = ledger.begin(), ledger.begin(), ledger.begin_compare()
    (done,) = ledger.taken(Taken(first, PHOTO, b"jpeg", (0, 1)))
    assert done == TakeDone(first, PHOTO, b"jpeg", (0, 1))
    (read,) = ledger.read(Read(first, 0, (), ()))
    assert read == PageRead(first, 0, (), ())
    assert ledger.busy
    assert ledger.fail() == (
        TakeDone(second, Rejected(Advice.GONE)),
        PageRead(first, 1, (), None),
        PageCompared(compared, False),
    )
    assert ledger.compared(Compared(compared, True)) == ()
    assert not ledger.busy
    assert ledger.fail() == ()


def test_an_answer_that_comes_twice_or_unasked_is_no_answer() -> None:
    ledger = Ledger()
    number = ledger.begin()
    assert len(ledger.taken(Taken(number, PHOTO))) == 1
    assert ledger.taken(Taken(number, PHOTO)) == ()
    assert ledger.taken(Taken(number + 1, PHOTO)) == ()
    assert ledger.read(Read(number, 0, (), None)) == ()


@given(st.lists(st.sampled_from(["begin", "taken", "read", "fail"]), max_size=40), st.data())
def test_each_question_is_answered_once(steps: list[str], data: st.DataObject) -> None:
    ledger = Ledger()
    asked: set[int] = set()
    to_read: set[tuple[int, int]] = set()
    messages = []
    for step in steps:
        number = data.draw(st.integers(1, 4))
        if step == "begin":
            asked.add(ledger.begin())
        elif step == "taken":
            told = ledger.taken(Taken(number, PHOTO, b"", (0, 1)))
            to_read |= {(number, page) for page in (0, 1) if told}
            messages += told
        elif step == "read":
            messages += ledger.read(Read(number, data.draw(st.integers(0, 2)), (), None))
        else:
            messages += ledger.fail()
    messages += ledger.fail()
    takes = [message.request for message in messages if isinstance(message, TakeDone)]
    pages = [(message.request, message.page) for message in messages if isinstance(message, PageRead)]
    assert sorted(takes) == sorted(asked)
    assert sorted(pages) == sorted(to_read)
