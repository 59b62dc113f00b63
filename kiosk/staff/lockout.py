"""How long one waits after wrong tries, and when nobody waits any longer because it is locked. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

DELAYS_S = (0, 0, 0, 5, 15, 30, 60, 120, 300, 300)
"""After so many wrong tries in a row: seconds until the next one is looked at. A slip costs none."""
LOCKED_AFTER = len(DELAYS_S)
STRANGER_MOST_S = 60
"""What strangers' tries cost at most: nobody can lock the staff out by laying cards down."""


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong tries in a row, and when the last one was."""

    wrong: int = 0
    last: datetime | None = None

    def after_wrong(self, now: datetime) -> "Tries":
        """Return them with one more."""
        return Tries(self.wrong + 1, now)

    def is_ahead(self, now: datetime) -> bool:
        """Whether the last one was, by this clock, in the future: it was set back."""
        return self.last is not None and self.last > now

    def counted_at(self, now: datetime) -> "Tries":
        """Return as many, as if the last one was now."""
        return Tries(self.wrong, now)


NONE = Tries()


def locked(tries: Tries) -> bool:
    """Whether nothing but `kiosk staff unlock` helps."""
    return tries.wrong >= LOCKED_AFTER


def wait_s(tries: Tries, now: datetime, stranger: bool = False) -> int:
    """Return the whole seconds until the next try is looked at.

    A try in the future (`is_ahead`) is taken for one of now; whoever keeps them notes it so, or the wait
    never ends.
    """
    if tries.last is None:
        return 0
    delay = DELAYS_S[min(tries.wrong, LOCKED_AFTER - 1)]
    if stranger:
        delay = min(delay, STRANGER_MOST_S)
    left = delay - max((now - tries.last) / timedelta(seconds=1), 0.0)
    return max(0, -int(-left // 1))
