from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.catalogue.limits import working_days_of
from kiosk.catalogue.models import Limit, LimitUnit
from kiosk.catalogue.working_days import due_date, is_working_day

ANNOUNCED = st.dates(date(2012, 1, 1), date(2026, 6, 30))


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # Friday
        (date(2026, 11, 21), 0, date(2026, 11, 21)),
        (date(2026, 9, 30), 1, date(2026, 10, 8)),  # National Day
        (date(2026, 10, 9), 1, date(2026, 10, 10)),  # a Saturday that is worked
        (date(2026, 2, 13), 2, date(2026, 2, 24)),  # Saturday worked, then Spring Festival
        (date(2025, 12, 31), 2, date(2026, 1, 5)),  # Sunday 4 January is worked
    ],
)
def test_the_start_day_is_not_counted_and_holidays_are_not_worked(start: date, days: int, due: date) -> None:
    assert due_date(start, days) == due


def test_a_year_without_an_announcement_has_its_statutory_holidays() -> None:
    assert due_date(date(2040, 9, 28), 1) > date(2040, 10, 3)


def test_less_than_no_days_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        due_date(date(2026, 1, 1), -1)


@settings(max_examples=80, deadline=None)
@given(ANNOUNCED, st.integers(1, 60))
def test_a_due_date_is_worked_and_as_many_working_days_away(start: date, days: int) -> None:
    due = due_date(start, days)
    assert is_working_day(due)
    between = [start + timedelta(days=step) for step in range(1, (due - start).days + 1)]
    assert sum(is_working_day(day) for day in between) == days


@settings(max_examples=300, deadline=None)
@given(ANNOUNCED, st.integers(0, 120))
def test_calendar_days_never_become_a_date_that_is_too_early(start: date, days: int) -> None:
    working = working_days_of(Limit(value=days, unit=LimitUnit.DAY))
    assert working <= days
    assert due_date(start, working) >= start + timedelta(days=days)


def test_minutes_are_done_on_the_spot() -> None:
    assert working_days_of(Limit(value=30, unit=LimitUnit.MINUTE)) == 0
    assert working_days_of(Limit(value=5)) == 5
