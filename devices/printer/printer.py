"""The driver of an ESC/POS receipt printer.

A job is: ask for status, send line by line, ask GS r 1 behind the cut, wait for that answer, which a printer
gives only when everything before it was worked off, and ask for status once more. While the answer does not
come, DLE EOT says why. GS r 1 is asked every few lines too, and no more than two such pieces are on their
way: what a printer holds when it stops it may print when it goes on, and that must not be the rest of a slip.
No job is resumed or repeated here.
"""

import time
from dataclasses import replace

from devices.deadline import Clock, Deadline
from devices.printer.conversation import Conversation
from devices.printer.escpos import ACKNOWLEDGE, ASK_WHEN_DONE, CLEAR_BUFFER, encode
from devices.printer.interface import (
    CoverOpen,
    CutterJammed,
    HeadHot,
    MechanicalError,
    PaperJammed,
    PaperOut,
    PaperUnknown,
    PrinterError,
    PrinterFault,
    PrinterGone,
    PrinterOffline,
    PrinterSilent,
    PrinterStalled,
    PrinterUnproven,
    PrintLine,
    PrintOutcome,
)
from devices.printer.link import Link, LinkLost
from devices.printer.profiles import PrinterProfile
from devices.printer.raster import Typeface
from devices.printer.status import NOTHING_KNOWN, PrinterStatus
from devices.status import DeviceStatus, MediaStatus

_TELL_CHANGES = b"\x1da\x0e"
_ASK_EVERY = 0.4
_PIECE = 8
"""Lines between two questions whether the former ones were worked off."""
ANSWER_WITHIN = 0.5
"""Seconds for an answer, which takes a printer some milliseconds and a busy machine now and then longer: a
question that is not answered leaves paper and cover unknown, and with that no slip is printed."""
_MISSES = 3
"""Silent status questions in a row until a job counts as unanswered: one may be lost on a busy machine."""


class EscposPrinter:
    """One printer on one link; implements `Printer`. `answer_within` s is given to each status question.

    Raises LinkLost when the link is lost at once.
    """

    def __init__(
        self,
        link: Link,
        profile: PrinterProfile,
        typeface: Typeface,
        answer_within: float = ANSWER_WITHIN,
        clock: Clock = time.monotonic,
    ) -> None:
        self._link = link
        self._profile = profile
        self._typeface = typeface
        self._clock = clock
        self._answer_within = answer_within
        self._talk = Conversation(link, profile.full_status, answer_within, clock)
        self._retracted_at: float | None = None
        if link.answers and profile.automatic_status:
            link.write(_TELL_CHANGES)

    @property
    def columns(self) -> int:
        """Half-width columns of a line of size 1."""
        return self._profile.columns

    def close(self) -> None:
        """Let the port go."""
        self._link.close()

    def status(self) -> PrinterStatus:
        """Ask the questions of DLE EOT once. Raises PrinterGone when the port went away."""
        try:
            status = self._talk.status()
        except LinkLost as error:
            raise PrinterGone(PrintOutcome.NOT_PRINTED, NOTHING_KNOWN) from error
        presenter = self._profile.presenter
        return status if presenter is None else self._with_media(status, presenter.patience)

    def _with_media(self, status: PrinterStatus, patience: float) -> PrinterStatus:
        media = MediaStatus.UNKNOWN if status.media is None else status.media
        if self._retracted_at is not None:
            if media is MediaStatus.NOT_PRESENT:
                media = MediaStatus.RETRACTED
            elif media is MediaStatus.PRESENT and self._clock() - self._retracted_at > patience:
                media = MediaStatus.JAMMED
        return replace(status, media=media)

    def caught_up(self) -> bool:
        """Tell whether the printer worked off what it was sent: then it answers GS r 1 at once.

        Asked twice, for a late answer to an earlier job's question looks the same. Raises PrinterGone.
        """
        try:
            return not self._link.answers or all(self._answers_when_done() for _ in range(2))
        except LinkLost as error:
            raise PrinterGone(PrintOutcome.NOT_PRINTED, NOTHING_KNOWN) from error

    def _answers_when_done(self) -> bool:
        self._talk.listen(0)
        self._talk.transmitted = 0
        self._link.write(ASK_WHEN_DONE)
        until = self._clock() + self._answer_within
        while not self._talk.transmitted and (left := until - self._clock()) > 0:
            self._talk.listen(left)
        return self._talk.transmitted == 1

    def retract(self) -> None:
        """Draw a slip that nobody took back inside."""
        if self._profile.presenter is not None:
            self._send(self._profile.presenter.retract)
            self._retracted_at = self._clock()

    def eject(self) -> None:
        """Let go of a slip that the presenter holds."""
        if self._profile.presenter is not None:
            self._send(self._profile.presenter.eject)

    def recover(self) -> None:
        """Acknowledge an error whose cause may be gone (DLE ENQ 2); the buffer is dropped."""
        if self._profile.acknowledges:
            self._send(ACKNOWLEDGE)

    def _send(self, data: bytes) -> None:
        try:
            self._link.write(data)
        except LinkLost as error:
            raise PrinterGone(PrintOutcome.NOT_PRINTED, NOTHING_KNOWN) from error

    def print_lines(self, lines: tuple[PrintLine, ...], deadline: Deadline) -> None:
        """Print, and return once the printer has worked the last line off and is well; see `Printer`.

        Raises a PrinterError: by the printer's fault, PrinterSilent, PrinterGone, PrinterStalled, or
        PrinterUnproven where nothing can come back. Raises ValueError, before anything is sent, for lines
        that cannot be printed at all.
        """
        chunks = encode(lines, self._profile, self._typeface)
        raise_for(self.patient_status(), PrintOutcome.NOT_PRINTED)
        self._talk.told = None
        self._retracted_at = None
        try:
            self._send_all(chunks, deadline)
        except LinkLost as error:
            raise PrinterGone(PrintOutcome.UNKNOWN, NOTHING_KNOWN) from error
        except PrinterGone as error:
            raise PrinterGone(PrintOutcome.UNKNOWN, NOTHING_KNOWN) from error

    def _send_all(self, chunks: list[bytes], deadline: Deadline) -> None:
        self._talk.transmitted = asked = 0
        for number, chunk in enumerate(chunks, 1):
            self._send_chunk(chunk, deadline)
            if self._link.answers and number % _PIECE == 0:
                self._link.write(ASK_WHEN_DONE)
                asked += 1
                self._wait_for(asked - 1, deadline)
        if not self._link.answers:
            raise PrinterUnproven(PrintOutcome.UNKNOWN)
        self._link.write(ASK_WHEN_DONE)
        self._wait_for(asked + 1, deadline)
        self._prove()

    def _send_chunk(self, chunk: bytes, deadline: Deadline) -> None:
        """Send one line, and look whether the printer said something about it."""
        self._link.write(chunk)
        self._talk.listen(0)
        told = self._talk.told
        if told is not None and told.device not in (DeviceStatus.ONLINE, DeviceStatus.DEVICE_BUSY):
            self._talk.told = None
            self._fail_for(self.patient_status())
        if deadline.expired:
            self._drop_rest()
            raise PrinterStalled(PrintOutcome.UNKNOWN)

    def patient_status(self) -> PrinterStatus:
        """Ask up to three times, for a printer that does not answer at once. Raises PrinterGone."""
        for _ in range(_MISSES - 1):
            status = self.status()
            if status.device is not DeviceStatus.NO_DEVICE:
                return status
        return self.status()

    def _wait_for(self, answers: int, deadline: Deadline) -> None:
        """Wait until so many answers to GS r came; raise for the reason why they do not."""
        ask_at = self._clock() + _ASK_EVERY
        silent = 0
        while self._talk.transmitted < answers:
            if deadline.expired:
                self._drop_rest()
                raise PrinterStalled(PrintOutcome.UNKNOWN)
            self._talk.listen(max(0.01, min(ask_at - self._clock(), deadline.remaining)))
            if self._talk.transmitted >= answers or self._clock() < ask_at:
                continue
            status = self.status()
            ask_at = self._clock() + _ASK_EVERY
            silent = silent + 1 if status.device is DeviceStatus.NO_DEVICE else 0
            if 0 < silent < _MISSES:
                continue
            if self._talk.transmitted < answers:
                self._fail_for(status)

    def _prove(self) -> None:
        """Ask once more behind the cut: everything was worked off, and the cut is the last of it.

        Paper that ended with the last line, or a cover opened after it, does not unprint a slip.
        """
        status = self.patient_status()
        fault = status.fault
        if fault is not None and fault.code not in ("paperOut", "coverOpen", "headHot", "paperUnknown"):
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
    error.code: error
    for error in (
        PrinterSilent,
        CoverOpen,
        PaperOut,
        PaperJammed,
        CutterJammed,
        PrinterFault,
        MechanicalError,
        HeadHot,
        PrinterOffline,
        PaperUnknown,
        PrinterStalled,
    )
}


def raise_for(status: PrinterStatus, outcome: PrintOutcome) -> None:
    """Raise the error that a status stands for; nothing for a printer that can print or may be able to."""
    fault = status.fault
    if fault is not None:
        raise _ERRORS[fault.code](outcome, status)
