"""One question to the reader module and whatever comes back, with its times; no retry, no judgement."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from devices.conformance.model import DeviceLost
from devices.conformance.walk import Trace
from devices.deadline import Clock, Deadline
from devices.id_card.codes import Answer
from devices.id_card.commands import Command
from devices.id_card.errors import ReaderGone
from devices.id_card.frame import FrameReader
from devices.id_card.transport.base import Transport

_GAP = 0.2


@dataclass(frozen=True, slots=True, repr=False)
class Reply:
    """What came back: the first whole frame in it, if any, all bytes, and the times since the question."""

    answer: Answer | None
    raw_size: int
    first_ms: float
    whole_ms: float

    @property
    def words(self) -> str:
        """SW1 SW2 SW3, or what there was instead of a frame."""
        if self.answer is not None:
            return f"SW {self.answer.words}"
        return f"{self.raw_size} bytes and no whole frame" if self.raw_size else "no answer"

    @property
    def sw3(self) -> int | None:
        """The module's code, None without a frame."""
        return self.answer.sw3 if self.answer is not None else None


class ModuleWire:
    """The module under test. Raises DeviceLost from every method but `close`."""

    def __init__(
        self, open_transport: Callable[[int], Transport], trace: Trace, clock: Clock = monotonic
    ) -> None:
        self._open = open_transport
        self._trace = trace
        self._clock = clock
        self._transport: Transport | None = None
        self.private = False
        """From now on a card may be in every answer: only lengths are kept."""

    def open(self, baud: int) -> None:
        """Open the port, or open it again at another speed."""
        self.close()
        try:
            self._transport = self._open(baud)
        except ReaderGone as error:
            raise DeviceLost(str(error)) from error

    def close(self) -> None:
        """Give the port back."""
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def ask(self, command: Command, patience: float | None = None, private: bool = False) -> Reply:
        """Send a command and wait for its answer, `patience` s for the first byte."""
        return self.send(command.frame, patience or command.first_byte, private, command.largest)

    def send(self, data: bytes, patience: float, private: bool = False, largest: int = 64) -> Reply:
        """Send any bytes and wait for a frame: `patience` s for its first byte, 0.2 s between two."""
        hidden = private or self.private
        transport = self._transport
        if transport is None:
            raise DeviceLost
        try:
            transport.discard()
            began = self._clock()
            self._trace.add(data, to_device=True)
            transport.send(data)
            return self._await(transport, began, patience, largest, hidden)
        except ReaderGone as error:
            raise DeviceLost(str(error)) from error

    def _await(
        self, transport: Transport, began: float, patience: float, largest: int, hidden: bool
    ) -> Reply:
        frames = FrameReader()
        whole = Deadline(patience + largest * 10 / 9600 * 1.5 + 0.5, self._clock)
        quiet = Deadline(patience, self._clock)
        raw = bytearray()
        first = 0.0
        while not (quiet.expired or whole.expired) and len(raw) <= 4 * largest + 256:
            data = transport.receive(min(quiet.remaining, whole.remaining))
            if not data:
                continue
            first = first or (self._clock() - began) * 1000
            raw += data
            quiet = Deadline(_GAP, self._clock)
            for payload in frames.feed(data):
                return self._reply(Answer.of(payload), raw, first, began, hidden)
        return self._reply(None, raw, first, began, hidden)

    def _reply(
        self, answer: Answer | None, raw: bytearray, first: float, began: float, hidden: bool
    ) -> Reply:
        self._trace.add(bytes(raw), to_device=False, private=hidden)
        return Reply(answer, len(raw), first, (self._clock() - began) * 1000)
