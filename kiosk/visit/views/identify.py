"""Who stands here: the notice, the card, and the other ways to say it."""

from dataclasses import dataclass

from kiosk.catalogue.models import LocalText
from kiosk.visit.views.frame import Say


@dataclass(frozen=True, slots=True)
class NoticeView:
    """What is read and why, how long it is kept. Continue means: read my card."""

    bundle_name: LocalText


@dataclass(frozen=True, slots=True)
class IdentityView:
    """Put your card on the reader. state: waiting, reading, checking, failed."""

    state: str
    advice: Say | None
    attempts: int
    same_person: bool
    """The session ran out: the same card is wanted again."""
    proof_wanted: bool = False
    """Name and number were only typed: before the end they have to be proved."""
    reader_out: bool = False
    """The card reader is out: the other ways come first."""
    scan: bool = False
    """A code that is held to the code reader is taken."""
    doors: tuple[str, ...] = ()
    """Other ways, each a page: phone, typed."""
    can_print: bool = False
    """Whether what was chosen can be taken along on paper, to the counter."""


@dataclass(frozen=True, slots=True)
class TypedView:
    """Name or number, typed. part: name, number."""

    part: str
    value: str
    problem: Say | None


@dataclass(frozen=True, slots=True)
class PhoneView:
    """A code for the phone. state: asking, shown, scanned, denied, over, failed."""

    state: str
    qr_text: str
