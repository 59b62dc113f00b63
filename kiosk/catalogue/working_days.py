"""Working days of mainland China: weekends, public holidays and make-up workdays (调休)."""

from datetime import date, timedelta
from functools import lru_cache

import holidays


def due_date(start: date, working_days: int) -> date:
    """Return the last day of a limit of `working_days`; the start day is not counted.

    Zero returns the start itself. The State Council announces each year's holidays and make-up workdays at
    the end of the year before. For years that the kept library (`holidays`) has no announcement of, it
    gives the statutory holidays without make-up workdays, so that a date far ahead may move by a few days.

    Raises:
        ValueError: if `working_days` is negative.

    """
    if working_days < 0:
        raise ValueError("working_days is negative")
    day = start
    left = working_days
    while left:
        day += timedelta(days=1)
        if is_working_day(day):
            left -= 1
    return day


def is_working_day(day: date) -> bool:
    """Whether offices work on that day."""
    off, worked_weekends = _year(day.year)
    if day in worked_weekends:
        return True
    return day.weekday() < 5 and day not in off


@lru_cache(maxsize=16)
def _year(year: int) -> tuple[frozenset[date], frozenset[date]]:
    # A day named by one year's announcement may lie in the year before (a Sunday in December worked for New
    # Year), so the neighbours are read too.
    calendar = holidays.country_holidays("CN", years=(year - 1, year, year + 1))
    return frozenset(calendar), frozenset(calendar.weekend_workdays)
