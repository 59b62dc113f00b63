"""Who stands here: the card, a code, the phone, what is typed, and what the platform makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class OpenDoor:
    """Another way than the card to say who one is: `phone` or `typed`."""

    door: str


@dataclass(frozen=True, slots=True)
class TypeIdentity:
    """What is typed so far of who one is; part is `name` or `number`."""

    part: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Chip:
    """What a card's chip and the reader's module gave, beside the text: nothing that is of a person.

    kind: resident, permit, foreigner_2017, foreigner_2023. `module`: the reader's own number was read.
    `photo`: the picture's block came, `decoded`: it was made a picture. `damaged`: fields that looked wrong.
    """

    kind: str = ""
    module: bool = False
    photo: bool = False
    decoded: bool = False
    damaged: int = 0


@dataclass(frozen=True, slots=True)
class CardRead:
    """The reader has read a card. `facts` are the card's text fields; `proof` goes to the platform."""

    facts: dict[str, Any]
    proof: str
    chip: Chip = Chip()


@dataclass(frozen=True, slots=True)
class CardReading:
    """A card lies there and is being read."""


@dataclass(frozen=True, slots=True)
class CardFailed:
    """Reading failed; code is a key of `card.advice.*`: moved, damaged, wrong_card, expired, unreadable."""

    code: str


@dataclass(frozen=True, slots=True)
class CardRemoved:
    """The card was taken away."""


@dataclass(frozen=True, slots=True)
class CodeShown:
    """A code was scanned. It is nobody's but its issuer's to read: it goes to the platform as it is."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CodeRefused:
    """Something was scanned that is no code; reason as the code reader says it."""

    reason: str


@dataclass(frozen=True, slots=True)
class SessionOpened:
    """The platform knows who stands here."""

    session_id: str
    display_name: str
    number_masked: str
    assurance: str
    holder: Mapping[str, Any] | None = None
    """What a card would say, by the same names, after a log-in by code or phone."""


@dataclass(frozen=True, slots=True)
class LinkOffered:
    """A code for the phone: `qr_text` is shown, `link_code` is asked for."""

    link_code: str = field(repr=False)
    qr_text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LinkSeen:
    """What the phone has done with the code; status is the contract's LinkStatus."""

    link_code: str = field(repr=False)
    status: str
