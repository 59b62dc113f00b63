"""Checks of an identity-card reader (SDT, SAM_V, SAM_A); those with a card on it are in `id_card_card`."""

from collections.abc import Callable
from time import sleep

from devices.conformance.id_card_card import CardChecks
from devices.conformance.id_card_wire import ModuleWire
from devices.conformance.model import Check, NotDone, Seen, failed, judged, passed
from devices.conformance.walk import Engineer, Step, Trace
from devices.id_card import commands
from devices.id_card.frame import build
from devices.id_card.reading import sam_id
from devices.id_card.transport.ports import Port

_PROBE = 0.3
_TIMES = 20

OPENS = Check(
    "id-card.port",
    "The port opens for one process alone",
    "it opens, 8N1, no flow control",
    "vendors' sample programs: one process owns the port",
    "Is the cable in, the name right, and no other program at it?",
)
SPEED = Check(
    "id-card.speed",
    "The module answers at one of the five speeds",
    "an answer to 11 FF at exactly one of 115200, 57600, 38400, 19200, 9600 bit/s",
    "SDT protocol pages: 115200 from the factory, kept by 60 0n without power",
    "No answer at any speed: another protocol (see the maker's manual), no power, or a crossed cable.",
)
STATUS = Check(
    "id-card.status",
    "Module status",
    "00 00 90 without data: AA AA AA 96 69 00 04 00 00 90 94",
    "SDT protocol pages (softs.im, eastcoms 508), 11 FF",
    "SW3 60: self test failed. SW3 66: not authorised. Both are the maker's to mend.",
)
TIMES = Check(
    "id-card.status-times",
    f"{_TIMES} status questions in a row",
    "every one answered, the first byte within 1.0 s",
    "the driver's patience for a first byte; vendor library 2 s",
    "Answers that stay away now and then: the cable, the hub, or the supply.",
)
SAM_ID = Check(
    "id-card.sam-id",
    "The module's number",
    "00 00 90 and 16 bytes, the same twice",
    "SDT protocol pages (softs.im, eastcoms 508), 12 FF",
)
RF = Check(
    "id-card.rf-bytes",
    "Largest number of bytes per RF exchange",
    "61 FF 50 answered by 90, or by 21 where the module does not know it",
    "vendors' sample programs send 61 FF 50",
)
DAMAGED = Check(
    "id-card.damaged-command",
    "A command with a wrong check byte does no harm",
    "SW3 10 or silence, and the next status question is answered",
    "SDT protocol pages: SW3 10, wrong checksum",
    "The driver resends once after SW3 10; a module that hangs here needs the reset line.",
)
HALF = Check(
    "id-card.half-command",
    "Half a command before a whole one does no harm",
    "the second whole command at the latest is answered",
    "the driver's resynchronisation after a cable that was pulled in a frame",
)
NO_CARD = Check(
    "id-card.find-without-card",
    "Find without a card",
    "SW3 80, within 1.0 s",
    "SDT protocol pages (softs.im, eastcoms 508), 20 01",
    "SW3 9F without a card: something with a chip lies near the antenna.",
)
SPEEDS = Check(
    "id-card.set-speeds",
    "The module changes to each of the five speeds and back",
    "60 0n answered at the old speed, 11 FF answered at the new one 5 ms later",
    "60 0n: vendor's source and one protocol page each",
    "Only on demand (--set-speeds): a module that is cut off in between stays at another speed.",
)


class IdCardChecks:
    """The walk over one reader. `patience` s for what the engineer does, `set_speeds` tries all speeds.

    `silence` s without an answer settle that a question which may stay unanswered does.
    """

    def __init__(
        self,
        port: Port,
        engineer: Engineer,
        trace: Trace,
        patience: float = 30.0,
        set_speeds: bool = False,
        wait: Callable[[float], object] = sleep,
        silence: float = 1.0,
    ) -> None:
        self._port = port
        self._engineer = engineer
        self._wire = ModuleWire(port.open, trace)
        self._patience = patience
        self._set_speeds = set_speeds
        self._wait = wait
        self._silence = silence
        self._probe = min(_PROBE, silence)
        self._baud = 0
        self._card = CardChecks(self._wire, engineer, patience, wait)

    def steps(self) -> tuple[Step, ...]:
        """Return the checks in their order."""
        return (
            (OPENS, self._opens),
            (SPEED, self._speed),
            (STATUS, self._status),
            (TIMES, self._times),
            (SAM_ID, self._sam_id),
            (RF, self._rf),
            (DAMAGED, self._damaged),
            (HALF, self._half),
            (SPEEDS, self._speeds),
            (NO_CARD, self._card.find_without),
            *self._card.steps(),
        )

    def close(self) -> None:
        """Give the port back."""
        self._wire.close()

    def _opens(self) -> Seen:
        self._wire.open(commands.PROBE_SPEEDS[0])
        return passed("it opens")

    def _speed(self) -> Seen:
        speeds = commands.PROBE_SPEEDS if self._port.has_speed else commands.PROBE_SPEEDS[:1]
        answered = []
        for baud in speeds:
            self._wire.open(baud)
            reply = self._wire.ask(commands.STATUS, self._probe)
            if reply.answer is not None:
                answered.append(baud)
        if not answered:
            return failed("no answer at any speed")
        self._baud = answered[0]
        self._wire.open(self._baud)
        if not self._port.has_speed:
            return passed("answered; this wire has no speed")
        return judged(len(answered) == 1, "answered at " + ", ".join(map(str, answered)) + " bit/s")

    def _answering(self) -> None:
        if not self._baud:
            raise NotDone("the module does not answer")

    def _status(self) -> Seen:
        self._answering()
        reply = self._wire.ask(commands.STATUS)
        good = reply.sw3 == 0x90 and reply.raw_size == commands.STATUS.largest
        return judged(good, f"{reply.words}, {reply.raw_size} bytes", (reply.whole_ms,))

    def _times(self) -> Seen:
        self._answering()
        replies = [self._wire.ask(commands.STATUS) for _ in range(_TIMES)]
        times = [reply.first_ms for reply in replies if reply.answer is not None]
        good = len(times) == _TIMES and max(times) <= commands.STATUS.first_byte * 1000
        return judged(good, f"{len(times)} of {_TIMES} answered", times)

    def _sam_id(self) -> Seen:
        self._answering()
        replies = [self._wire.ask(commands.SAM_ID) for _ in range(2)]
        numbers = [r.answer.data for r in replies if r.answer is not None and r.sw3 == 0x90]
        times = [reply.whole_ms for reply in replies]
        if len(numbers) < 2 or any(len(number) != 16 for number in numbers):
            return failed(", ".join(reply.words for reply in replies), times)
        return judged(numbers[0] == numbers[1], sam_id(numbers[0]), times)

    def _rf(self) -> Seen:
        self._answering()
        reply = self._wire.ask(commands.set_rf_bytes())
        return judged(reply.sw3 in (0x90, 0x21), reply.words, (reply.whole_ms,))

    def _damaged(self) -> Seen:
        self._answering()
        frame = commands.STATUS.frame
        reply = self._wire.send(frame[:-1] + bytes([frame[-1] ^ 0xFF]), self._silence)
        after = self._wire.ask(commands.STATUS)
        good = reply.sw3 in (None, 0x10) and after.sw3 == 0x90
        return judged(good, f"{reply.words}; then {after.words}")

    def _half(self) -> Seen:
        self._answering()
        whole = build(commands.STATUS.code)
        first = self._wire.send(whole[: len(whole) // 2] + whole, self._silence)
        second = self._wire.ask(commands.STATUS)
        return judged(second.sw3 == 0x90, f"first {first.words}, second {second.words}")

    def _speeds(self) -> Seen:
        self._answering()
        if not self._port.has_speed:
            raise NotDone("this wire has no speed")
        if not self._set_speeds:
            raise NotDone("not asked for")
        home = self._baud
        told = []
        for baud in (*commands.PROBE_SPEEDS, home):
            reply = self._wire.ask(commands.set_speed(baud))
            if reply.sw3 != 0x90:
                told.append(f"{baud}: {reply.words} at the old speed")
                continue
            self._wait(0.005)
            self._wire.open(baud)
            after = self._wire.ask(commands.STATUS)
            if after.sw3 != 0x90:
                told.append(f"{baud}: {after.words} at the new speed")
                break
            self._baud = baud
        if not told:
            return passed("all five, and back")
        return failed(
            "; ".join(told) + ("" if self._home_again(home) else "; the speed could not be put back")
        )

    def _home_again(self, home: int) -> bool:
        """Find the module again and put the speed back that it had."""
        for baud in (home, *commands.PROBE_SPEEDS):
            self._wire.open(baud)
            if self._wire.ask(commands.STATUS, self._probe).answer is None:
                continue
            self._baud = baud
            if baud != home and self._wire.ask(commands.set_speed(home)).sw3 == 0x90:
                self._wait(0.005)
                self._wire.open(home)
                self._baud = home
            return self._baud == home
        return False
