"""Every take has one answer, and every page to be read one more, whatever the worker does."""

from hypothesis import given
from hypothesis import strategies as st

from devices.document_camera.ledger import Ledger
from devices.document_camera.orders import Read, Taken
from devices.document_camera.scanned import ScannedPhoto
from devices.document_camera.values import Advice, PageRead, Rejected, TakeDone

PHOTO = ScannedPhoto(8, 6, ())


def test_what_a_dead_worker_owes_is_answered() -> None:
    ledger = Ledger()
    first, second = ledger.begin(), ledger.begin()
    (done,) = ledger.taken(Taken(first, PHOTO, b"jpeg", (0, 1)))
    assert done == TakeDone(first, PHOTO, b"jpeg", (0, 1))
    (read,) = ledger.read(Read(first, 0, (), ()))
    assert read == PageRead(first, 0, (), ())
    assert ledger.busy
    assert ledger.fail() == (TakeDone(second, Rejected(Advice.GONE)), PageRead(first, 1, (), None))
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
