"""The reader module, whatever wire it hangs on: one command, one answer, one owner of the port.

One thread owns a `SdtReader`. Every method answers within the command's own time and raises a `ReaderError`
that says what is the matter; SW3 decides, never a comparison of whole frames.
"""

import logging
import time
from collections.abc import Callable

from devices.deadline import Deadline
from devices.id_card import commands
from devices.id_card.codes import Answer, Outcome
from devices.id_card.commands import Command
from devices.id_card.errors import (
    CardMoved,
    DamagedAnswer,
    DamagedCard,
    FingerprintsFailed,
    NeedsReset,
    NoCard,
    NotAuthorised,
    OutOfTime,
    ReaderError,
    ReaderGone,
    ReaderSilent,
    SelfTestFailed,
    Unsupported,
    WrongCard,
)
from devices.id_card.layout import TEXT_SIZE, field_text
from devices.id_card.line import SdtLine, open_line
from devices.id_card.reading import sam_id
from devices.id_card.transport.ports import Port, parse_port

_log = logging.getLogger(__name__)

_ADDRESS = 70
_PROBE_PATIENCE = 0.3
"""How long an answer may take at a speed that is only tried, s."""
_SPEED_SETTLES = 0.005
"""Time between the answer to a change of speed and the change, s (Routon's source)."""

_ERRORS: dict[Outcome, type[ReaderError]] = {
    Outcome.NO_CARD: NoCard,
    Outcome.MOVED: CardMoved,
    Outcome.PLACE_AGAIN: DamagedCard,
    Outcome.WRONG_CARD: WrongCard,
    Outcome.EMPTY: DamagedCard,
    Outcome.RESEND: DamagedAnswer,
    Outcome.WITHOUT_FINGERPRINTS: FingerprintsFailed,
    Outcome.UNSUPPORTED: Unsupported,
    Outcome.FORBIDDEN: Unsupported,
    Outcome.SELF_TEST_FAILED: SelfTestFailed,
    Outcome.NOT_AUTHORISED: NotAuthorised,
}


class SdtReader:
    """Speaks with one reader module. Not thread-safe: one thread owns it."""

    def __init__(self, line: SdtLine) -> None:
        self._line = line
        self._presence_command: Command | None = commands.READ_APPENDED
        self._refused: dict[str, str] = {}
        """Command → the answer with which it was refused last, for the log."""

    @property
    def baud(self) -> int | None:
        """The line speed in use, bit/s; None where the wire has none."""
        return self._line.baud

    def close(self) -> None:
        """Give the port back; never raises."""
        self._line.close()

    # -- the module ------------------------------------------------------------------------------

    def status(self, within: Deadline | None = None, *, first_byte: float | None = None) -> None:
        """Return when the module is well. Raises what is the matter, ReaderSilent without an answer.

        `within`, here and below, is the deadline of all that this is a part of; past it OutOfTime.
        """
        self._ask(commands.STATUS, within, first_byte)

    def sam_id(self, within: Deadline | None = None) -> str:
        """Return the module's number in its printed form."""
        return sam_id(self._ask(commands.SAM_ID, within).data)

    def reset(self, within: Deadline | None = None) -> None:
        """Reset the module: the last resort after an unknown error."""
        self._ask(commands.RESET, within)

    def set_rf_bytes(self, count: int = 0x50, within: Deadline | None = None) -> None:
        """Limit one radio exchange to `count` bytes (0..255)."""
        self._ask(commands.set_rf_bytes(count), within)

    def set_speed(self, baud: int, wait: Callable[[float], object] = time.sleep) -> None:
        """Change the line speed at both ends; the module keeps it without power.

        Its answer still comes at the old speed. Raises ValueError for a speed that the module does not know,
        ReaderSilent when it does not answer at the new one.
        """
        self._ask(commands.set_speed(baud))
        wait(_SPEED_SETTLES)
        self._line.set_baud(baud)
        self.status()

    # -- the card --------------------------------------------------------------------------------

    def find(self, within: Deadline | None = None) -> None:
        """Return when a card is there. Raises NoCard when none is."""
        self._ask(commands.FIND, within)

    def select(self, within: Deadline | None = None) -> None:
        """Select the card found. Raises CardMoved when it is gone again."""
        self._ask(commands.SELECT, within)

    def read(self, fingerprints: bool = False, within: Deadline | None = None) -> tuple[bytes, bytes, bytes]:
        """Return text (256 bytes), photo and fingerprints of the selected card, the last may be empty.

        The lengths in the answer are believed, not the size of the frame. Without a fingerprint part on card
        or module the card is read without. Raises CardMoved, DamagedCard, WrongCard, DamagedAnswer.
        """
        if fingerprints:
            try:
                answer = self._ask(commands.READ_WITH_FINGERPRINTS, within)
            except (FingerprintsFailed, Unsupported):
                _log.info("no fingerprints from this card or module")
            else:
                if answer.outcome is not Outcome.EMPTY:
                    text, photo, prints = _parts(answer, 3)
                    return text, photo, prints
        text, photo = _parts(self._ask(commands.READ, within), 2)
        return text, photo, b""

    def appended_addresses(self, within: Deadline | None = None) -> tuple[str, ...]:
        """Return the addresses appended to the selected card, in the order the module gives them.

        None from a module that does not know the command.
        """
        try:
            answer = self._ask(commands.READ_APPENDED, within)
        except Unsupported:
            _log.info("module reads no appended addresses")
            return ()
        pieces = (answer.data[i : i + _ADDRESS] for i in range(0, len(answer.data), _ADDRESS))
        return tuple(text for piece in pieces if (text := field_text(piece)[0]))

    def still_there(self, within: Deadline | None = None) -> bool:
        """Tell whether the card that was read still answers, without reading it again.

        No standard says how: a module that does not know one command is asked by the next one.
        """
        while self._presence_command is not None:
            try:
                self._ask(self._presence_command, within)
            except Unsupported:
                asked_first = self._presence_command is commands.READ_APPENDED
                self._presence_command = commands.READ_MANAGEMENT if asked_first else None
            except (NoCard, CardMoved, DamagedCard, WrongCard, DamagedAnswer, NeedsReset, OutOfTime):
                return False
            else:
                return True
        try:
            self.find(within)
        except NoCard:
            return False
        return True

    def _ask(
        self, command: Command, within: Deadline | None = None, first_byte: float | None = None
    ) -> Answer:
        """Return the good or empty answer to a command; raise the error that any other answer is."""
        answer = self._line.exchange(command, first_byte, within)
        _log.debug("%s: %s", command.name, answer.words)
        if answer.sw3 in command.good:
            self._refused.pop(command.name, None)
            return answer
        # SW1 SW2 are for the engineer who reads the log; a card that stays on the reader says it once.
        if answer.outcome is not Outcome.NO_CARD and self._refused.get(command.name) != answer.words:
            self._refused[command.name] = answer.words
            _log.info("%s refused: %s", command.name, answer.words)
        raise _ERRORS.get(answer.outcome, NeedsReset)(answer.words)


def _parts(answer: Answer, count: int) -> list[bytes]:
    """Cut the data of a read by the lengths in front of it. Raises DamagedAnswer when they do not fit."""
    data = answer.data
    sizes = [int.from_bytes(data[2 * i : 2 * i + 2], "big") for i in range(count)]
    at = 2 * count
    if len(data) != at + sum(sizes) or sizes[0] != TEXT_SIZE:
        raise DamagedAnswer(answer.words)
    parts = []
    for size in sizes:
        parts.append(data[at : at + size])
        at += size
    return parts


def open_reader(
    port: str | Port,
    baud: int | None = None,
    open_line: Callable[[Port, int], SdtLine] = open_line,
    patience: float | None = None,
) -> SdtReader:
    """Open the module at a port; without `baud` the five speeds are tried until one answers.

    `patience` s are given to the first byte of an answer; None: as long as the command may take, less while
    speeds are tried.

    A wire without a speed is tried once, whatever `baud` says. A module that answers that it is unwell is
    opened all the same. Raises PortError for a malformed name, ReaderGone when there is no such port,
    ReaderSilent when nothing answers at any speed.
    """
    place = parse_port(port) if isinstance(port, str) else port
    probing = place.has_speed and not baud
    for speed in commands.PROBE_SPEEDS if probing else (baud or commands.PROBE_SPEEDS[0],):
        reader = SdtReader(open_line(place, speed))
        try:
            reader.status(first_byte=patience or (_PROBE_PATIENCE if probing else None))
        except (ReaderSilent, DamagedAnswer):
            reader.close()
        except ReaderGone:
            reader.close()
            raise
        except ReaderError:
            return reader
        else:
            return reader
    raise ReaderSilent
