"""The driver of an ESC/POS receipt printer.

A job is: ask for status, send line by line, ask GS r 1 behind the last line, and wait for that answer, which
a printer gives only when everything before it was worked off. While it does not come, DLE EOT says why. No
job is resumed or repeated here.
"""

import time

from devices.deadline import Clock, Deadline
from devices.printer.escpos import ASK_WHEN_DONE, CLEAR_BUFFER, encode, realtime_query
from devices.printer.interface import (
    CoverOpen,
    CutterJammed,
    HeadHot,
    PaperOut,
    PrinterError,
    PrinterFault,
    PrinterGone,
    PrinterSilent,
    PrinterStalled,
    PrintLine,
    PrintOutcome,
)
from devices.printer.link import Link, LinkLost, SerialLink
from devices.printer.profiles import PrinterProfile
from devices.printer.raster import Typeface
from devices.printer.status import (
    NOTHING_KNOWN,
    REALTIME_QUERIES,
    AnswerReader,
    Automatic,
    PrinterStatus,
    RealTime,
    Transmitted,
    from_realtime,
)
from devices.status import DeviceStatus

_TELL_CHANGES = b"\x1da\x0e"
_ASK_EVERY = 0.4
_MISSES = 3
"""Silent status questions in a row until a job counts as unanswered: one may be lost on a busy machine."""


def open_serial(
    port: str, profile: PrinterProfile, typeface: Typeface, answer_within: float = 0.1
) -> "EscposPrinter":
    """Open a printer on a serial port. Raises PrinterGone where the port is not there."""
    try:
        return EscposPrinter(SerialLink(port, profile.baud), profile, typeface, answer_within)
    except LinkLost as error:
        raise PrinterGone(PrintOutcome.NOT_PRINTED) from error


class EscposPrinter:
    """One printer on one link; implements `Printer`. `answer_within` s is given to each status question."""

    def __init__(
        self,
        link: Link,
        profile: PrinterProfile,
        typeface: Typeface,
        answer_within: float = 0.1,
        clock: Clock = time.monotonic,
    ) -> None:
        self._link = link
        self._profile = profile
        self._typeface = typeface
        self._answer_within = answer_within
        self._clock = clock
        self._reader = AnswerReader()
        self._realtime: int | None = None
        self._done = False
        self._told: PrinterStatus | None = None
        link.write(_TELL_CHANGES)

    @property
    def columns(self) -> int:
        """Half-width columns of a line of size 1."""
        return self._profile.columns

    def close(self) -> None:
        """Let the port go."""
        self._link.close()

    def status(self) -> PrinterStatus:
        """Ask the four questions of DLE EOT. Raises PrinterGone when the port went away."""
        try:
            answers = self._ask() or self._ask()
        except LinkLost as error:
            raise PrinterGone(PrintOutcome.NOT_PRINTED, NOTHING_KNOWN) from error
        return from_realtime(answers)

    def _ask(self) -> dict[int, int]:
        """Ask 1 to 4, one at a time: an answer does not carry its number. Empty when one stays away."""
        self._take(0)
        answers: dict[int, int] = {}
        for n in REALTIME_QUERIES:
            self._realtime = None
            self._link.write(realtime_query(n))
            until = self._clock() + self._answer_within
            while self._realtime is None and (left := until - self._clock()) > 0:
                self._take(left)
            if self._realtime is None:
                # A late answer must not be taken for the answer to the next question.
                while self._take(self._answer_within):
                    pass
                self._reader.reset()
                return {}
            answers[n] = self._realtime
        return answers

    def _take(self, timeout: float) -> bool:
        data = self._link.read(timeout)
        for answer in self._reader.feed(data):
            match answer:
                case RealTime(byte):
                    self._realtime = byte
                case Transmitted():
                    self._done = True
                case Automatic(status):
                    self._told = status
        return bool(data)

    def print_lines(self, lines: tuple[PrintLine, ...], deadline: Deadline) -> None:
        """Print, and return once the printer has worked the last line off; see `Printer`.

        Raises PaperOut, CoverOpen, CutterJammed, HeadHot, PrinterFault, PrinterSilent, PrinterGone or
        PrinterStalled; ValueError, before anything is sent, for lines that cannot be printed at all.
        """
        chunks = encode(lines, self._profile, self._typeface)
        raise_for(self._status_with_patience(), PrintOutcome.NOT_PRINTED)
        self._told = None
        self._done = False
        try:
            for chunk in chunks:
                self._link.write(chunk)
                self._take(0)
                if self._told is not None and self._told.device is not DeviceStatus.ONLINE:
                    self._fail_for(self.status())
                if deadline.expired:
                    self._drop_rest()
                    raise PrinterStalled(PrintOutcome.UNKNOWN)
            self._done = False
            self._link.write(ASK_WHEN_DONE)
            self._wait_until_done(deadline)
        except LinkLost as error:
            raise PrinterGone(PrintOutcome.UNKNOWN, NOTHING_KNOWN) from error
        except PrinterGone as error:
            raise PrinterGone(PrintOutcome.UNKNOWN, NOTHING_KNOWN) from error

    def _status_with_patience(self) -> PrinterStatus:
        for _ in range(_MISSES - 1):
            status = self.status()
            if status.device is not DeviceStatus.NO_DEVICE:
                return status
        return self.status()

    def _wait_until_done(self, deadline: Deadline) -> None:
        ask_at = self._clock() + _ASK_EVERY
        silent = 0
        while not self._done:
            if deadline.expired:
                self._drop_rest()
                raise PrinterStalled(PrintOutcome.UNKNOWN)
            self._take(max(0.01, min(ask_at - self._clock(), deadline.remaining)))
            if self._done or self._clock() < ask_at:
                continue
            status = self.status()
            ask_at = self._clock() + _ASK_EVERY
            silent = silent + 1 if status.device is DeviceStatus.NO_DEVICE else 0
            if 0 < silent < _MISSES:
                continue
            if not self._done:
                self._fail_for(status)
        status = self.status()
        if status.cutter_error:
            self._fail_for(status)

    def _fail_for(self, status: PrinterStatus) -> None:
        try:
            raise_for(status, PrintOutcome.UNKNOWN)
        except PrinterError:
            self._drop_rest()
            raise

    def _drop_rest(self) -> None:
        if self._profile.clear_buffer:
            self._link.write(CLEAR_BUFFER)


_ERRORS: dict[str, type[PrinterError]] = {
    error.code: error for error in (PrinterSilent, CoverOpen, PaperOut, CutterJammed, PrinterFault, HeadHot)
}


def raise_for(status: PrinterStatus, outcome: PrintOutcome) -> None:
    """Raise the error that a status stands for; nothing for a printer that can print or may be able to."""
    fault = status.fault
    if fault is not None:
        raise _ERRORS[fault.code](outcome, status)
