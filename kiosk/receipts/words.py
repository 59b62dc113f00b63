"""Small words that every slip needs."""

from datetime import date, datetime
from typing import Protocol


class Translate(Protocol):
    """Gives the text of a message key, its `{names}` filled in."""

    def __call__(self, key: str, /, **args: object) -> str:
        """Return the text."""
        ...


def day(value: date, translate: Translate) -> str:
    """A date for people."""
    return translate("slip.date", year=value.year, month=f"{value.month:02d}", day=f"{value.day:02d}")


def moment(value: datetime, translate: Translate) -> str:
    """A date with hour and minute for people."""
    return f"{day(value.date(), translate)} {value:%H:%M}"
