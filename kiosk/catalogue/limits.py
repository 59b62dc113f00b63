"""Time limits in working days."""

from kiosk.catalogue.models import Limit, LimitUnit


def working_days_of(limit: Limit) -> int:
    """Return a number of working days that is never shorter than the limit. Minutes are 0 (当场办结).

    Calendar days: a whole week counts as five working days, the rest as working days, and two more are
    added for a week whose weekend is worked (调休) and for an end that falls on a weekend; never more than
    the calendar days themselves. For every start since 2012 the date so reached is not before the calendar
    date (tests/kiosk/catalogue/test_working_days.py), so nobody is told a day that is too early.
    """
    if limit.unit is LimitUnit.MINUTE:
        return 0
    if limit.unit is LimitUnit.WORKING_DAY:
        return limit.value
    weeks, rest = divmod(limit.value, 7)
    return min(limit.value, weeks * 5 + min(rest, 5) + 2)
