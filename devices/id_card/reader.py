"""The reader module on a serial line: one command, one answer, one owner of the port.

One thread owns a `SdtReader`. Every method answers within the command's own time and raises a `ReaderError`
that says what is the matter; SW3 decides, never a comparison of whole frames.
"""

import logging
from collections.abc import Callable

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
    ReaderError,
    ReaderGone,
    ReaderSilent,
    SelfTestFailed,
    Unsupported,
    WrongCard,
)
from devices.id_card.layout import TEXT_SIZE
from devices.id_card.line import SdtLine, open_line
from devices.id_card.reading import sam_id

_log = logging.getLogger(__name__)

_ADDRESS = 70

_ERRORS: dict[Outcome, type[ReaderError]] = {
    Outcome.NO_CARD: NoCard,
    Outcome.MOVED: CardMoved,
    Outcome.PLACE_AGAIN: DamagedCard,
    Outcome.WRONG_CARD: WrongCard,
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

    @property
    def baud(self) -> int:
        """The line speed in use, bit/s."""
        return self._line.baud

    def close(self) -> None:
        """Give the port back; never raises."""
        self._line.close()

    # -- the module ------------------------------------------------------------------------------

    def status(self, first_byte: float | None = None) -> None:
        """Return when the module is well. Raises what is the matter, ReaderSilent without an answer."""
        self._ask(commands.STATUS, first_byte)

    def sam_id(self) -> str:
        """Return the module's number in its printed form."""
        return sam_id(self._ask(commands.SAM_ID).data)

    def reset(self) -> None:
        """Reset the module: the last resort after an unknown error."""
        self._ask(commands.RESET)

    def set_rf_bytes(self, count: int = 0x50) -> None:
        """Limit one radio exchange to `count` bytes."""
        self._ask(commands.set_rf_bytes(count))

    # -- the card --------------------------------------------------------------------------------

    def find(self) -> None:
        """Return when a card is there. Raises NoCard when none is."""
        self._ask(commands.FIND)

    def select(self) -> None:
        """Select the card found. Raises CardMoved when it is gone again."""
        self._ask(commands.SELECT)

    def read(self, fingerprints: bool = False) -> tuple[bytes, bytes, bytes]:
        """Return text (256 bytes), photo and fingerprints of the selected card, the last may be empty.

        The lengths in the answer are believed, not the size of the frame. Without a fingerprint part on card
        or module the card is read without. Raises CardMoved, DamagedCard, WrongCard, DamagedAnswer.
        """
        if fingerprints:
            try:
                answer = self._ask(commands.READ_WITH_FINGERPRINTS)
            except (FingerprintsFailed, Unsupported):
                _log.info("no fingerprints from this card or module")
            else:
                if answer.outcome is not Outcome.EMPTY:
                    text, photo, prints = _parts(answer, 3)
                    return text, photo, prints
        text, photo = _parts(self._ask(commands.READ), 2)
        return text, photo, b""

    def appended_addresses(self) -> tuple[str, ...]:
        """Return the addresses appended to the selected card, in the order the module gives them."""
        answer = self._ask(commands.READ_APPENDED)
        pieces = (answer.data[i : i + _ADDRESS] for i in range(0, len(answer.data), _ADDRESS))
        texts = (piece.decode("utf-16-le", "replace").strip(" \0") for piece in pieces)
        return tuple(text for text in texts if text)

    def still_there(self) -> bool:
        """Tell whether the card that was read still answers, without reading it again.

        No standard says how: a module that does not know one command is asked by the next one.
        """
        while self._presence_command is not None:
            try:
                self._ask(self._presence_command)
            except Unsupported:
                asked_first = self._presence_command is commands.READ_APPENDED
                self._presence_command = commands.READ_MANAGEMENT if asked_first else None
            except (NoCard, CardMoved, DamagedCard, WrongCard, DamagedAnswer, NeedsReset):
                return False
            else:
                return True
        try:
            self.find()
        except NoCard:
            return False
        return True

    def _ask(self, command: Command, first_byte: float | None = None) -> Answer:
        """Return the good or empty answer to a command; raise the error that any other answer is."""
        answer = self._line.exchange(command, first_byte)
        _log.debug("%s: %s", command.name, answer.words)
        if answer.sw3 in command.good or answer.outcome is Outcome.EMPTY:
            return answer
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
    device: str, baud: int | None = None, open_line: Callable[[str, int], SdtLine] = open_line
) -> SdtReader:
    """Open the module at a port; without `baud` the five speeds are tried until one answers.

    A module that answers that it is unwell is opened all the same. Raises ReaderGone when there is no such
    port, ReaderSilent when nothing answers at any speed.
    """
    for speed in (baud,) if baud else commands.PROBE_SPEEDS:
        reader = SdtReader(open_line(device, speed))
        try:
            reader.status(first_byte=1.0 if baud else 0.3)
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
