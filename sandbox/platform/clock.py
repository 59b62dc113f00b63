"""Time at the edge: a function that is handed in."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

Clock = Callable[[], datetime]
"""Returns the time with an offset."""

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has no daylight saving time; legal days are counted here."""


def utc_now() -> datetime:
    """Return the time in UTC, to the millisecond."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def rfc3339(moment: datetime) -> str:
    """Return the moment as on the wire: UTC, `Z`."""
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")
