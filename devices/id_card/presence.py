"""What lies on the reader: a pure account of the polls, so that a card is reported once and removal surely.

Readers differ in what they answer about a card that stays after it was read, and no standard settles it. So
presence is asked by a command for the card itself; only two misses in a row and a fruitless find make a
removal, and a card found then is compared with the one that was read.
"""

from dataclasses import dataclass
from enum import Enum, auto

MISSES_TO_REMOVE = 2
FAILURES_TO_REPORT = 3


class Ask(Enum):
    """What the next poll has to ask the reader."""

    FIND_AND_READ = auto()
    STILL_THERE = auto()


class Event(Enum):
    """What a poll's outcome means to the visit."""

    PRESENTED = auto()
    REMOVED = auto()


@dataclass(slots=True)
class Presence:
    """Told each poll's outcome; answers what to report. `key` tells one card from another."""

    key: str | None = None
    misses: int = 0
    failures: int = 0
    failure: str = ""
    reported: str = ""

    @property
    def lying(self) -> bool:
        """Whether a card that was read lies there."""
        return self.key is not None

    @property
    def ask(self) -> Ask:
        """What to ask next."""
        if self.lying and self.misses < MISSES_TO_REMOVE:
            return Ask.STILL_THERE
        return Ask.FIND_AND_READ

    def still_there(self, there: bool) -> None:
        """Take the answer to STILL_THERE."""
        self.misses = 0 if there else self.misses + 1

    def read(self, key: str) -> tuple[Event, ...]:
        """Take a good read."""
        before, self.key = self.key, key
        self.misses = self.failures = 0
        self.failure = self.reported = ""
        if before == key:
            # The reader forgot the card for a moment, or it was shifted: nobody came and nobody left.
            return ()
        return (Event.PRESENTED,) if before is None else (Event.REMOVED, Event.PRESENTED)

    def nothing_found(self) -> tuple[tuple[Event, ...], str]:
        """Take a find without a card; return the events and the fault to report, "" for none.

        A read that failed just before was a card lifted too early.
        """
        events = (Event.REMOVED,) if self.lying else ()
        fault = self.failure if self.failure and self.reported != self.failure else ""
        self.forget()
        return events, fault

    def failed(self, code: str, at_once: bool = False) -> str:
        """Take a read that failed; return the fault to report, "" while another try may still succeed.

        The same fault is reported once until the card is lifted or read. `at_once`: trying again is no use.
        """
        self.failures += 1
        self.failure = code
        if code == self.reported or not (at_once or self.failures >= FAILURES_TO_REPORT):
            return ""
        self.reported = code
        return code

    def forget(self) -> None:
        """Start afresh: nothing is known to lie there."""
        self.key = None
        self.misses = self.failures = 0
        self.failure = self.reported = ""
