"""One exchange on the serial line: a frame out, the frame that answers it in, and a quiet line afterwards."""

import logging
import termios
from time import monotonic

import serial

from devices.deadline import Clock, Deadline
from devices.id_card.codes import Answer, Outcome
from devices.id_card.commands import Command
from devices.id_card.errors import DamagedAnswer, ReaderError, ReaderGone, ReaderSilent
from devices.id_card.frame import FrameReader

_log = logging.getLogger(__name__)

GAP = 0.2
"""Silence within an answer that means it is broken off, s."""

PORT_GONE = (OSError, termios.error)
"""What a serial port raises when it went away; termios has an error of its own."""


class SdtLine:
    """Owns the port. Not thread-safe."""

    def __init__(self, port: serial.Serial, clock: Clock = monotonic) -> None:
        self._port = port
        self._clock = clock
        self._frames = FrameReader()

    @property
    def baud(self) -> int:
        """The line speed in use, bit/s."""
        return self._port.baudrate

    def close(self) -> None:
        """Give the port back; never raises."""
        try:
            self._port.close()
        except PORT_GONE:
            _log.debug("port was gone at close")

    def exchange(self, command: Command, first_byte: float | None) -> Answer:
        """Return the module's answer, whatever it says; `first_byte` s overrides the command's own patience.

        Asked once more after a damaged answer where that is harmless. Raises ReaderSilent, DamagedAnswer,
        ReaderGone.
        """
        try:
            answer = self._once(command, first_byte)
        except DamagedAnswer:
            if not command.repeatable:
                raise
            return self._once(command, first_byte)
        # The module did not understand our frame, so it did nothing: any command may be sent again.
        return self._once(command, first_byte) if answer.outcome is Outcome.RESEND else answer

    def _once(self, command: Command, first_byte: float | None) -> Answer:
        try:
            # One side speaks at a time: whatever is still here answers an earlier question.
            self._port.reset_input_buffer()
            self._frames.clear()
            self._port.write(command.frame)
            return self._await(command, first_byte or command.first_byte)
        except ReaderError:
            self._drain()
            raise
        except PORT_GONE as error:
            raise ReaderGone from error

    def _await(self, command: Command, first_byte: float) -> Answer:
        deadline = Deadline(command.seconds(self.baud) - command.first_byte + first_byte, self._clock)
        quiet = Deadline(first_byte, self._clock)
        heard = False
        while True:
            data = self._receive()
            if data:
                heard = True
                quiet = Deadline(GAP, self._clock)
                found = self._frames.feed(data)
            elif quiet.expired or deadline.expired:
                found = self._frames.gap()
                for payload in found:
                    answer = Answer.of(payload)
                    if command.fits(answer.sw3, len(answer.data)):
                        return answer
                raise DamagedAnswer if heard else ReaderSilent
            else:
                continue
            for payload in found:
                answer = Answer.of(payload)
                if command.fits(answer.sw3, len(answer.data)):
                    return answer
                _log.info("%s: answer of another shape dropped: %s", command.name, answer.words)
            if deadline.expired:
                raise DamagedAnswer

    def _receive(self) -> bytes:
        first = self._port.read(1)
        if not first:
            return b""
        return first + self._port.read(min(self._port.in_waiting, 4096))

    def _drain(self) -> None:
        """Wait out an answer that is still coming, so that it is not taken for the next one."""
        whole = Deadline(1.0, self._clock)
        quiet = Deadline(GAP, self._clock)
        try:
            while not (quiet.expired or whole.expired):
                if self._receive():
                    quiet = Deadline(GAP, self._clock)
        except PORT_GONE:
            _log.debug("port went away while draining")


def open_line(device: str, baud: int) -> SdtLine:
    """Open a serial port for this process alone, 8N1, no flow control. Raises ReaderGone."""
    try:
        # `read` waits a short while only, so that deadlines are looked at.
        return SdtLine(serial.Serial(device, baud, timeout=0.05, write_timeout=1.0, exclusive=True))
    except PORT_GONE as error:
        raise ReaderGone from error
