"""The broker's word and the message's number come in either order; each is told once, and nobody waits."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.telemetry.acknowledgements import Acknowledgements


@pytest.mark.parametrize("taken", [True, False])
@pytest.mark.parametrize("quicker", ["number", "word"])
def test_what_the_broker_has_is_told_once_whichever_comes_first(taken: bool, quicker: str) -> None:
    told: list[int] = []
    of_one = Acknowledgements()
    steps = [lambda: of_one.sent(1, lambda: told.append(1)), lambda: of_one.came(1, taken)]
    for step in steps if quicker == "number" else reversed(steps):
        assert told == []
        step()
    assert told == ([1] if taken else [])


@given(
    st.permutations([(n, kind) for n in range(6) for kind in ("sent", "came")]), st.sets(st.integers(0, 5))
)
def test_any_order_tells_exactly_what_was_taken_and_leaves_nothing(order, refused) -> None:
    told: list[int] = []
    of_one = Acknowledgements()
    for number, kind in order:
        if kind == "sent":
            of_one.sent(number, lambda number=number: told.append(number))
        else:
            of_one.came(number, number not in refused)
    assert sorted(told) == sorted(set(range(6)) - refused)
    assert (of_one._awaited, of_one._early) == ({}, {})


def test_who_sends_waits_for_no_lock_that_the_one_who_hears_may_need() -> None:
    """As in paho: the broker's word is told while a lock is held that the next `publish` takes."""
    of_one, outgoing = Acknowledgements(), threading.Lock()
    heard, sending = threading.Event(), threading.Event()

    def hear() -> None:
        with outgoing:
            assert sending.wait(30)
            of_one.came(1, True)
        heard.set()

    thread = threading.Thread(target=hear)
    thread.start()
    sending.set()
    with outgoing:
        pass
    of_one.sent(1, None)
    assert heard.wait(30)
    thread.join(30)
