"""Checks of an identity-card reader with a card on it.

Nothing of the card is kept: lengths, forms, and a hash in memory that tells two reads alike.
"""

import hashlib
from collections.abc import Callable
from time import monotonic

from devices.conformance.id_card_wire import ModuleWire, Reply
from devices.conformance.model import Check, NotDone, Seen, failed, judged
from devices.conformance.walk import Engineer, Step
from devices.deadline import Clock, Deadline
from devices.id_card import commands
from devices.id_card.commands import Command
from devices.id_card.layout import TEXT_SIZE, parse

_POLL = 0.25
_REPEATS = 3

FIND = Check(
    "id-card.find",
    "Find with a card",
    "SW3 9F and 4 bytes",
    "SDT protocol pages (softs.im, eastcoms 508), 20 01",
    "No card found: is it an identity card, and does it lie flat on the mark?",
)
SELECT = Check(
    "id-card.select",
    "Select the card",
    "SW3 90 and 8 bytes",
    "SDT protocol pages (softs.im, eastcoms 508), 20 02",
)
READ = Check(
    "id-card.read",
    "Read text and photo",
    "SW3 90, lengths 0100 0400, frame of 1295 bytes, first byte within 3 s, a layout that is known",
    "SDT protocol pages (softs.im, eastcoms 508), 30 01; GA/T 490 text layouts",
    "SW3 41, 31 or 33: the card moved or is damaged; try another one.",
)
FINGERPRINTS = Check(
    "id-card.read-with-fingerprints",
    "Read text, photo and fingerprints",
    "SW3 90 with lengths 0100 0400 and 0000, 0200 or 0400, or 21 where the module does not know it",
    "SDT protocol pages (softs.im, eastcoms 508), 30 10",
)
PRESENCE = Check(
    "id-card.presence",
    "Ask whether the card still lies there",
    "30 03 answered by 90 or 91, or 30 05 by 90",
    "vendor's sample polls 30 05 (bare modules 30 03) every 200 ms after a read",
    "Neither: the driver falls back to find, which some firmware answers 80 about a card that was read.",
)
AGAIN = Check(
    "id-card.read-again",
    f"{_REPEATS} more reads of the card that lies there",
    "each gives the same text and photo",
    "three behaviours are documented, none by the standard",
    "Find answers 80 about a card that was read: usual; the driver reads a card once until it is lifted.",
)
REMOVAL = Check(
    "id-card.removal",
    "Removal is seen",
    "two presence questions in a row fail after the card was lifted, and find answers 80",
    "vendor's code: two misses for type A cards",
)


class CardChecks:
    """The part of the walk for which somebody lays and lifts a card."""

    def __init__(
        self,
        wire: ModuleWire,
        engineer: Engineer,
        patience: float,
        wait: Callable[[float], object],
        clock: Clock = monotonic,
    ) -> None:
        self._wire = wire
        self._engineer = engineer
        self._patience = patience
        self._wait = wait
        self._clock = clock
        self._lying = False
        self._selected = False
        self._digest: bytes | None = None
        self._presence: Command | None = None

    def steps(self) -> tuple[Step, ...]:
        """Return the checks in their order."""
        return (
            (FIND, self._find),
            (SELECT, self._select),
            (READ, self._read),
            (PRESENCE, self._ask_presence),
            (AGAIN, self._read_again),
            (FINGERPRINTS, self._read_with_fingerprints),
            (REMOVAL, self._removal),
        )

    def find_without(self) -> Seen:
        """Ask for a card while none lies there."""
        reply = self._wire.ask(commands.FIND, private=True)
        if reply.sw3 == 0x9F:
            self._attended("a card lies there")
            self._engineer.tell("Take every card off the reader.")
            reply = self._until(commands.FIND, lambda code: code == 0x80)
        return judged(reply.sw3 == 0x80, reply.words, (reply.whole_ms,))

    def _attended(self, why: str) -> None:
        if not self._engineer.attended:
            raise NotDone(f"{why}, and nobody is there")

    def _until(self, command: Command, holds: Callable[[int | None], bool]) -> Reply:
        """Ask again and again until the code is as wished or the engineer's time is up."""
        deadline = Deadline(self._patience, self._clock)
        while True:
            reply = self._wire.ask(command, private=True)
            if holds(reply.sw3) or deadline.expired:
                return reply
            self._wait(_POLL)

    def _find(self) -> Seen:
        self._attended("a card has to be laid down")
        self._engineer.tell("Lay an identity card on the reader and leave it there.")
        # From here on every answer may be a card's.
        self._wire.private = True
        reply = self._until(commands.FIND, lambda code: code == 0x9F)
        if reply.sw3 == 0x80:
            raise NotDone("no card was laid down in time")
        self._lying = reply.sw3 == 0x9F
        size = len(reply.answer.data) if reply.answer is not None else 0
        return judged(self._lying and size == 4, f"{reply.words}, {size} bytes", (reply.whole_ms,))

    def _select(self) -> Seen:
        self._card()
        reply = self._wire.ask(commands.SELECT)
        self._selected = reply.sw3 == 0x90
        size = len(reply.answer.data) if reply.answer is not None else 0
        return judged(self._selected and size == 8, f"{reply.words}, {size} bytes", (reply.whole_ms,))

    def _card(self) -> None:
        if not self._lying:
            raise NotDone("no card lies there")

    def _read(self) -> Seen:
        self._card()
        if not self._selected:
            raise NotDone("the card was not selected")
        reply = self._wire.ask(commands.READ)
        if reply.answer is None or reply.sw3 != 0x90:
            return failed(reply.words, (reply.whole_ms,))
        data = reply.answer.data
        lengths, whole = _lengths(data, 2)
        self._digest = hashlib.sha256(data).digest()
        known = whole and lengths[0] == TEXT_SIZE and _known(data[4 : 4 + TEXT_SIZE])
        good = whole and lengths == (0x100, 0x400) and known and reply.first_ms <= 3000
        text = f"lengths {_shown(lengths)}, {reply.raw_size} bytes, "
        text += "a layout that is known" if known else "no layout that is known"
        return judged(good, text, (reply.first_ms, reply.whole_ms))

    def _read_with_fingerprints(self) -> Seen:
        self._card()
        if self._wire.ask(commands.FIND).sw3 != 0x9F or self._wire.ask(commands.SELECT).sw3 != 0x90:
            raise NotDone("find answers only after the card was lifted")
        reply = self._wire.ask(commands.READ_WITH_FINGERPRINTS)
        if reply.answer is None:
            return failed(reply.words, (reply.whole_ms,))
        if reply.sw3 != 0x90:
            return judged(reply.sw3 in (0x21, 0x37, 0x91), reply.words, (reply.whole_ms,))
        lengths, whole = _lengths(reply.answer.data, 3)
        good = whole and lengths[:2] == (0x100, 0x400) and lengths[2] in (0, 0x200, 0x400)
        return judged(good, f"lengths {_shown(lengths)}, {reply.raw_size} bytes", (reply.whole_ms,))

    def _ask_presence(self) -> Seen:
        self._card()
        told = []
        for command, name in ((commands.READ_APPENDED, "30 03"), (commands.READ_MANAGEMENT, "30 05")):
            reply = self._wire.ask(command)
            told.append(f"{name}: {reply.words}, {reply.raw_size} bytes")
            if reply.sw3 in (0x90, 0x91) and self._presence is None:
                self._presence = command
        return judged(self._presence is not None, "; ".join(told))

    def _read_again(self) -> Seen:
        self._card()
        if self._digest is None:
            raise NotDone("the card was not read before")
        times: list[float] = []
        for done in range(_REPEATS):
            found = self._wire.ask(commands.FIND)
            if found.sw3 == 0x80 and not done:
                raise NotDone("find answers 80 until the card is lifted")
            selected = self._wire.ask(commands.SELECT)
            reply = self._wire.ask(commands.READ)
            if reply.answer is None or reply.sw3 != 0x90:
                return failed(f"{found.words}, {selected.words}, {reply.words}", times)
            if hashlib.sha256(reply.answer.data).digest() != self._digest:
                return failed("a read gave other bytes than the first", times)
            times.append(found.whole_ms + selected.whole_ms + reply.whole_ms)
        return judged(True, "alike", times)

    def _removal(self) -> Seen:
        self._card()
        self._engineer.tell("Take the card off the reader.")
        command = self._presence or commands.FIND
        there = (0x90, 0x91) if self._presence is not None else (0x9F,)
        deadline = Deadline(self._patience, self._clock)
        misses = 0
        while misses < 2:
            if deadline.expired:
                return failed("the card still answers")
            reply = self._wire.ask(command)
            misses = 0 if reply.sw3 in there else misses + 1
            self._wait(_POLL)
        after = self._wire.ask(commands.FIND)
        return judged(after.sw3 == 0x80, f"two misses, then find: {after.words}")


def _lengths(data: bytes, count: int) -> tuple[tuple[int, ...], bool]:
    """Return the lengths in front of a read's data, and whether they fit it."""
    lengths = tuple(int.from_bytes(data[2 * i : 2 * i + 2], "big") for i in range(count))
    return lengths, len(data) == 2 * count + sum(lengths)


def _shown(lengths: tuple[int, ...]) -> str:
    return " ".join(f"{length:04X}" for length in lengths)


def _known(text: bytes) -> bool:
    """Tell whether the text block reads as a card with a number or a name; what they are stays here."""
    try:
        card = parse(text)
    except ValueError:
        return False
    return bool(card.number or card.name or card.name_latin)
