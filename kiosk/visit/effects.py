"""What the visit wants done outside: values, carried out by `runner.py` with what it was handed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from kiosk.platform.models import SessionStart
from kiosk.receipts.a4 import A4Document
from kiosk.receipts.document import Slip
from kiosk.submission.package import Package


@dataclass(frozen=True, slots=True)
class StartCard:
    """Start to poll for a card."""


@dataclass(frozen=True, slots=True)
class StopCard:
    """Stop polling."""


@dataclass(frozen=True, slots=True)
class OpenSession:
    """Log in, by card or otherwise; a former session of the visit ends then."""

    start: SessionStart


@dataclass(frozen=True, slots=True)
class OpenLink:
    """Ask the platform for a code that a phone can scan."""


@dataclass(frozen=True, slots=True)
class AskLink:
    """Ask what the phone has done; the answer may take some seconds."""

    link_code: str


@dataclass(frozen=True, slots=True)
class StartCodes:
    """Take the codes that are shown to the code reader."""


@dataclass(frozen=True, slots=True)
class StopCodes:
    """Take no more codes."""


@dataclass(frozen=True, slots=True)
class EndSession:
    """End the platform's session."""


@dataclass(frozen=True, slots=True)
class AskPlan:
    """Ask the platform for the authoritative plan."""

    bundle_id: str
    revision: int
    answers: Mapping[str, str]
    ticked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FetchData:
    """Record the consents, then fetch shared values and look up certificates."""

    plan_id: str
    bundle_id: str
    element_ids: tuple[str, ...]
    sources: tuple[str, ...]
    certificate_types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FetchSubmissions:
    """Ask what the citizen has handed in."""


@dataclass(frozen=True, slots=True)
class OpenCamera:
    """Open the document camera and show its picture."""


@dataclass(frozen=True, slots=True)
class CloseCamera:
    """Close it: it is open only while a paper is asked for."""


@dataclass(frozen=True, slots=True)
class Photograph:
    """Take one page."""


@dataclass(frozen=True, slots=True)
class Submit:
    """Seal it into the outbox, once: the same package given again after a failure keeps its id.

    Exactly one of `session_id` and `card_proof` says whose it is.
    """

    package: Package
    session_id: str | None = field(default=None, repr=False)
    card_proof: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class AskOutbox:
    """Ask what became of what was sealed; the answer may take some seconds."""

    package_id: UUID


@dataclass(frozen=True, slots=True)
class CloseRejected:
    """The citizen sees why it was refused: nobody has to tell them any more."""

    package_id: UUID


@dataclass(frozen=True, slots=True)
class Print:
    """Print a slip."""

    slip: Slip


@dataclass(frozen=True, slots=True)
class PrintA4:
    """Print on A4 paper."""

    document: A4Document = field(repr=False)


@dataclass(frozen=True, slots=True)
class SendRating:
    """Send the rating."""

    submission_no: str
    code: int


@dataclass(frozen=True, slots=True)
class Report:
    """办不成事: send what happened where."""

    page: str
    bundle_id: str
    revision: int
    problem: str
    phone: str


@dataclass(frozen=True, slots=True)
class SyncGuides:
    """Ask the agent to look for newer guides now."""


@dataclass(frozen=True, slots=True)
class CardLeftAlarm:
    """Sound and speak: your card is still here."""


@dataclass(frozen=True, slots=True)
class Wipe:
    """Forget everything of this visit: session, card, pictures, what is typed, what is being printed."""


@dataclass(frozen=True, slots=True)
class Note:
    """One line of the log of events: a name of the list and facts that identify nobody."""

    event: str
    facts: Mapping[str, Any]


Effect = (
    FetchSubmissions |
    StartCard | StopCard | StartCodes | StopCodes | OpenSession | OpenLink | AskLink | EndSession
    | AskPlan | FetchData | OpenCamera | CloseCamera
    | Photograph | Submit | AskOutbox | CloseRejected | Print | SendRating | Report | SyncGuides
    | CardLeftAlarm | Wipe | Note | PrintA4
)  # fmt: skip
