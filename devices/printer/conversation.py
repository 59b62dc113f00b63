"""Asking a printer how it is: one question at a time, each with its moment to be answered."""

from devices.deadline import Clock
from devices.printer.answers import (
    FULL_STATUS,
    AnswerReader,
    Automatic,
    Full,
    RealTime,
    Transmitted,
    from_realtime,
)
from devices.printer.escpos import realtime_query
from devices.printer.link import Link
from devices.printer.status import CANNOT_TELL, PrinterStatus

QUIET = 0.5
"""Seconds after an answer that did not come until the next question: an answer carries no number, so a late
one would be taken for the next."""
_ORDER = (1, 2, 4, 3)
"""The roll before the causes of errors, which some printers do not tell."""


class Conversation:
    """What was heard on one link. `answer_within` s is given to each question; nothing is asked twice."""

    def __init__(self, link: Link, full_status: bool, answer_within: float, clock: Clock) -> None:
        self._link = link
        self._questions = (*_ORDER, FULL_STATUS) if full_status else _ORDER
        self._answer_within = answer_within
        self._clock = clock
        self._reader = AnswerReader(full_status)
        self._realtime: int | None = None
        self._full: bytes = b""
        self._missed_at: float | None = None
        self.transmitted = 0
        """Answers to GS r since this was last set to 0."""
        self.told: PrinterStatus | None = None
        """What the printer last said unasked."""

    def status(self) -> PrinterStatus:
        """Ask every question of DLE EOT. Raises LinkLost.

        The first that is not answered in time ends it: it and all behind it stay unknown.
        """
        self.listen(0)
        if not self._link.answers:
            return CANNOT_TELL
        self._outwait_the_late()
        answers: dict[int, int] = {}
        self._full = b""
        for n in self._questions:
            if not self._ask(n):
                self._missed_at = self._clock()
                break
            if self._realtime is not None:
                answers[n] = self._realtime
        return from_realtime(answers, self._full)

    def _ask(self, n: int) -> bool:
        self._realtime = None
        self._link.write(realtime_query(n))
        until = self._clock() + self._answer_within
        while not self._answered(n) and (left := until - self._clock()) > 0:
            self.listen(left)
        return self._answered(n)

    def _answered(self, n: int) -> bool:
        return bool(self._full) if n == FULL_STATUS else self._realtime is not None

    def _outwait_the_late(self) -> None:
        """Let an answer that missed its moment come and go before anything is asked again."""
        if self._missed_at is None:
            return
        while (left := self._missed_at + QUIET - self._clock()) > 0:
            self.listen(left)
        self._missed_at = None
        self._reader.reset()

    def listen(self, timeout: float) -> bool:
        """Take what comes within `timeout` s; tell whether anything came. Raises LinkLost."""
        data = self._link.read(timeout)
        for answer in self._reader.feed(data):
            match answer:
                case RealTime(byte):
                    self._realtime = byte
                case Full(block):
                    self._full = block
                case Transmitted():
                    self.transmitted += 1
                case Automatic(status):
                    self.told = status
        return bool(data)
