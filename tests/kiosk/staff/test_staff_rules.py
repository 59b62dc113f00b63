"""Delays that grow, the lock, and which PINs are good: rules of values."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.staff.lockout import DELAYS_S, LOCKED_AFTER, NONE, STRANGER_MOST_S, Tries, locked, wait_s
from kiosk.staff.pins import weakness

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


@given(st.integers(0, 50), MOMENTS, st.booleans())
def test_nobody_waits_longer_than_the_delay_whatever_the_clock_does(wrong, now, stranger):
    left = wait_s(Tries(wrong, NOON), now, stranger)
    assert 0 <= left <= min(max(DELAYS_S), STRANGER_MOST_S if stranger else 10**9)


@given(st.integers(0, 50))
def test_delays_grow_and_end_in_the_lock(wrong):
    now, more = Tries(wrong, NOON), Tries(wrong + 1, NOON)
    assert wait_s(more, NOON) >= wait_s(now, NOON)
    assert locked(now) == (wrong >= LOCKED_AFTER)


@given(st.integers(0, LOCKED_AFTER), st.integers(0, 400))
def test_waiting_long_enough_is_enough(wrong, seconds):
    left = wait_s(Tries(wrong, NOON), NOON + timedelta(seconds=seconds))
    delay = DELAYS_S[min(wrong, LOCKED_AFTER - 1)]
    assert left == max(0, delay - seconds)


def test_the_first_slips_cost_nothing_and_no_try_costs_nothing():
    assert [wait_s(Tries(wrong, NOON), NOON) for wrong in range(5)] == [0, 0, 0, 5, 15]
    assert wait_s(NONE, NOON) == 0


def test_a_part_of_a_second_is_waited_for():
    assert wait_s(Tries(3, NOON), NOON + timedelta(milliseconds=4500)) == 1


@pytest.mark.parametrize(
    ("pin", "reason"),
    [
        ("481516", None),
        ("204899173", None),
        ("1234a6", "digits"),
        ("１２３４５６", "digits"),
        ("48151", "short"),
        ("4815162342108", "long"),
        ("111111", "simple"),
        ("121212", "simple"),
        ("123123", "simple"),
        ("112211", "simple"),
        ("123456", "row"),
        ("987654", "row"),
        ("890123", "row"),
    ],
)
def test_weak_pins_are_refused_with_their_reason(pin, reason):
    assert weakness(pin) == reason


@given(st.text(max_size=20))
def test_a_good_pin_is_six_to_twelve_digits(pin):
    if weakness(pin) is None:
        assert 6 <= len(pin) <= 12 and set(pin) <= set("0123456789")
