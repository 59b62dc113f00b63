"""One exchange with the module: a frame out, the frame that answers it in, and a quiet line afterwards."""

import logging
from time import monotonic

from devices.deadline import Clock, Deadline
from devices.id_card.codes import Answer, Outcome
from devices.id_card.commands import PROBE_SPEEDS, Command
from devices.id_card.errors import DamagedAnswer, OutOfTime, ReaderError, ReaderGone, ReaderSilent
from devices.id_card.frame import FrameReader
from devices.id_card.transport.base import Transport
from devices.id_card.transport.ports import Port

_log = logging.getLogger(__name__)

GAP = 0.2
"""Silence within an answer that means it is broken off, s."""
_DRAIN = 1.0
"""Longest wait for an answer that came too late to end, s."""


class SdtLine:
    """Owns the way to the module, whatever wire it is. Not thread-safe."""

    def __init__(self, transport: Transport, clock: Clock = monotonic) -> None:
        self._transport = transport
        self._clock = clock
        self._frames = FrameReader()

    @property
    def baud(self) -> int | None:
        """The line speed in use, bit/s; None where the wire has none."""
        return self._transport.baud

    def set_baud(self, baud: int) -> None:
        """Change the speed of this end. Raises ReaderGone."""
        self._transport.set_baud(baud)

    def close(self) -> None:
        """Give the port back; never raises."""
        self._transport.close()

    def exchange(
        self, command: Command, first_byte: float | None = None, within: Deadline | None = None
    ) -> Answer:
        """Return the module's answer, whatever it says.

        `first_byte` s overrides the command's own patience; `within` is the whole operation's deadline, of
        which this exchange is a part. Asked once more after a damaged answer where that is harmless. Raises
        ReaderSilent, DamagedAnswer, OutOfTime, ReaderGone.
        """
        try:
            answer = self._once(command, first_byte, within)
        except DamagedAnswer:
            if not command.repeatable:
                raise
            return self._once(command, first_byte, within)
        # The module did not understand our frame, so it did nothing: any command may be sent again.
        return self._once(command, first_byte, within) if answer.outcome is Outcome.RESEND else answer

    def _once(self, command: Command, first_byte: float | None, within: Deadline | None) -> Answer:
        patience = first_byte or command.first_byte
        # A USB wire has no speed; behind it sits a module at the factory's.
        seconds = command.seconds(self.baud or PROBE_SPEEDS[0]) - command.first_byte + patience
        if within is not None:
            if within.expired:
                raise OutOfTime
            seconds = min(seconds, within.remaining)
        try:
            # One side speaks at a time: whatever is still here answers an earlier question.
            self._transport.discard()
            self._frames.clear()
            self._transport.send(command.frame)
            return self._await(command, min(patience, seconds), Deadline(seconds, self._clock))
        except ReaderGone:
            raise
        except ReaderError:
            self._drain()
            raise

    def _await(self, command: Command, patience: float, deadline: Deadline) -> Answer:
        quiet = Deadline(patience, self._clock)
        heard = False
        while True:
            data = self._transport.receive(min(quiet.remaining, deadline.remaining))
            over = False
            if data:
                heard = True
                quiet = Deadline(GAP, self._clock)
                found = self._frames.feed(data)
            else:
                over = quiet.expired or deadline.expired
                found = self._frames.gap() if over else []
            for payload in found:
                answer = Answer.of(payload)
                if command.fits(answer.sw3, len(answer.data)):
                    return answer
                _log.info("%s: answer of another shape dropped: %s", command.name, answer.words)
            if over and not heard:
                raise ReaderSilent
            if over or deadline.expired:
                raise DamagedAnswer

    def _drain(self) -> None:
        """Wait out an answer that is still coming, so that it is not taken for the next one."""
        whole = Deadline(_DRAIN, self._clock)
        quiet = Deadline(GAP, self._clock)
        try:
            while not (quiet.expired or whole.expired):
                if self._transport.receive(quiet.remaining):
                    quiet = Deadline(GAP, self._clock)
        except ReaderGone:
            _log.debug("port went away while draining")


def open_line(port: Port, baud: int) -> SdtLine:
    """Open a port for this process alone, at `baud` where it has a speed. Raises ReaderGone."""
    return SdtLine(port.open(baud))
