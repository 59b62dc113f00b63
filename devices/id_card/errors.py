# ruff: noqa: N818 - the names say what is the case: no card, wrong card
"""What can go wrong with a card or its reader. Each error carries its fault; none carries the card's data."""

from devices.status import Fault, Mender


class ReaderError(Exception):
    """Base. `words` are SW1 SW2 SW3 in hexadecimal when the module answered."""

    code = "readerError"
    who = Mender.RESET

    def __init__(self, words: str = "") -> None:
        super().__init__(f"{self.code} {words}".strip())
        self.words = words

    @property
    def fault(self) -> Fault:
        """The error as a fault of the device."""
        return Fault(self.code, self.words or self.code, self.who)


class CardError(ReaderError):
    """The reader works; the card was not read. `advice` is what the visit tells the citizen about it."""

    advice = "unreadable"


class NoCard(CardError):
    """No card on the reader."""

    code = "noCard"
    advice = "moved"
    who = Mender.CLEAR


class CardMoved(CardError):
    """The card was lifted or moved while it was read: start again with find."""

    code = "cardMoved"
    advice = "moved"


class DamagedCard(CardError):
    """The card failed a check: damaged, not genuine, or moved. It has to be lifted and put back."""

    code = "damagedCard"
    advice = "damaged"


class WrongCard(CardError):
    """Not an identity card of a known type."""

    code = "wrongCard"
    advice = "wrong_card"


class DamagedAnswer(CardError):
    """An answer arrived broken off, with a wrong check byte, or with contents that do not fit.

    With a card on the reader it may be the card's; again and again it is the cable's or the line speed's.
    """

    code = "damagedAnswer"
    who = Mender.MAINTENANCE


class OutOfTime(CardError):
    """The whole operation took longer than it may."""

    code = "cardTookTooLong"


class ReaderSilent(ReaderError):
    """The module did not answer in time."""

    code = "readerSilent"
    who = Mender.MAINTENANCE


class ReaderGone(ReaderError, OSError):
    """The port is gone. An OSError, so that the supervisor opens the device afresh."""

    code = "readerGone"
    who = Mender.MAINTENANCE


class NotAuthorised(ReaderError):
    """The module has no authorisation (SW3 66)."""

    code = "readerNotAuthorised"
    who = Mender.MAINTENANCE


class SelfTestFailed(ReaderError):
    """The module's self test failed; it takes no command (SW3 60)."""

    code = "readerSelfTestFailed"
    who = Mender.MAINTENANCE


class Unsupported(ReaderError):
    """The module does not know or permit the command (SW3 21, 23)."""

    code = "readerUnsupported"
    who = Mender.MAINTENANCE


class NeedsReset(ReaderError):
    """The module reports an unknown error (SW3 24 or an unlisted code)."""

    code = "readerNeedsReset"


class FingerprintsFailed(CardError):
    """The fingerprint check failed (SW3 37): read without fingerprints."""

    code = "fingerprintsFailed"
