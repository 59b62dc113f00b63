"""Wait for one card and read it: for the engineer's command and the check of a reader, not for a visit."""

import time
from collections.abc import Callable

from devices.deadline import Deadline
from devices.id_card.errors import CardError, DamagedAnswer, NeedsReset, NoCard, OutOfTime, ReaderSilent
from devices.id_card.reader import SdtReader
from devices.id_card.reading import Reading
from devices.id_card.whole_card import CardReader

POLL = 0.25
"""Time between two polls, s."""


def await_card(
    reader: SdtReader,
    cards: CardReader,
    deadline: Deadline,
    fingerprints: bool = False,
    wait: Callable[[float], object] = time.sleep,
) -> Reading:
    """Return the first card that is read before the deadline.

    Raises NoCard when none came, the last CardError when one was there and was not read, DamagedAnswer when
    that was the line's fault, and a ReaderError at once when the reader is out.
    """
    last: CardError = NoCard()
    silent = was_reset = False
    while True:
        try:
            reader.find()
            return cards.read(fingerprints, True, deadline)
        except NoCard:
            silent = False
        except OutOfTime as error:
            last, silent = error if isinstance(last, NoCard) else last, False
        except CardError as error:
            last, silent = error, False
        except ReaderSilent:
            if silent:
                raise
            silent = True
        except NeedsReset:
            if was_reset:
                raise
            was_reset = True
            reader.reset()
        if deadline.expired:
            raise last
        wait(min(POLL, deadline.remaining))


def module_number(reader: SdtReader) -> str:
    """Return the module's number; a module in disorder is reset once for it. Raises a ReaderError."""
    try:
        return reader.sam_id()
    except NeedsReset:
        reader.reset()
        return reader.sam_id()


def is_the_lines(error: CardError) -> bool:
    """Tell whether a card was not read because of the reader and its line, not of the card."""
    return isinstance(error, DamagedAnswer)
