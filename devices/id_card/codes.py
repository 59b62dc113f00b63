"""What the module's own answer code (SW3) means for us. SW1 SW2 are the card's and go to the log only."""

from dataclasses import dataclass
from enum import Enum, auto


class Outcome(Enum):
    """Classes of answers; what to do next follows from the class alone."""

    OK = auto()
    EMPTY = auto()
    """Done; the card has nothing in this item."""
    NO_CARD = auto()
    MOVED = auto()
    """The card moved: start again with find."""
    PLACE_AGAIN = auto()
    """The card is damaged or moved: it has to be lifted and put back."""
    WRONG_CARD = auto()
    RESEND = auto()
    """The module got our frame damaged."""
    WITHOUT_FINGERPRINTS = auto()
    UNSUPPORTED = auto()
    FORBIDDEN = auto()
    RESET = auto()
    SELF_TEST_FAILED = auto()
    NOT_AUTHORISED = auto()
    UNKNOWN = auto()


OUTCOMES: dict[int, Outcome] = {
    0x10: Outcome.RESEND,
    0x11: Outcome.RESEND,
    0x21: Outcome.UNSUPPORTED,
    0x23: Outcome.FORBIDDEN,
    0x24: Outcome.RESET,
    0x31: Outcome.PLACE_AGAIN,
    0x32: Outcome.PLACE_AGAIN,
    0x33: Outcome.PLACE_AGAIN,
    0x37: Outcome.WITHOUT_FINGERPRINTS,
    0x3F: Outcome.PLACE_AGAIN,
    0x40: Outcome.WRONG_CARD,
    0x41: Outcome.MOVED,
    0x47: Outcome.MOVED,
    0x60: Outcome.SELF_TEST_FAILED,
    0x66: Outcome.NOT_AUTHORISED,
    0x80: Outcome.NO_CARD,
    0x81: Outcome.MOVED,
    0x90: Outcome.OK,
    0x91: Outcome.EMPTY,
    0x9F: Outcome.OK,
}


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """One answer: SW1 SW2 SW3 and the data behind them."""

    sw1: int
    sw2: int
    sw3: int
    data: bytes

    @classmethod
    def of(cls, payload: bytes) -> "Answer":
        """Return the answer in a frame's payload of at least 3 bytes."""
        return cls(payload[0], payload[1], payload[2], payload[3:])

    def __repr__(self) -> str:
        return f"Answer({self.words})"

    @property
    def words(self) -> str:
        """SW1 SW2 SW3 in hexadecimal, for the log; the data stays out of it."""
        return f"{self.sw1:02x} {self.sw2:02x} {self.sw3:02x}"

    @property
    def outcome(self) -> Outcome:
        """The class of SW3."""
        return OUTCOMES.get(self.sw3, Outcome.UNKNOWN)
