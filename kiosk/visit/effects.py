"""What the visit wants done outside: values, carried out by `runner.py` with what it was handed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from devices.document_camera.scanned import Corners, ReadCode, ReadLine
from devices.document_camera.values import Wanted
from kiosk.catalogue.models import Material
from kiosk.platform.models import SessionStart
from kiosk.receipts.a4 import A4Document
from kiosk.receipts.document import Slip
from kiosk.submission.package import Package
from kiosk.visit.facts_effects import FactsEffect
from kiosk.visit.hunt_effects import HuntEffect
from kiosk.visit.logs_effects import LogsEffect
from kiosk.visit.staff_effects import StaffEffect


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
    """Open the document camera and show its picture; where it is open, tell it what is wanted now."""

    wanted: Wanted


@dataclass(frozen=True, slots=True)
class CloseCamera:
    """Close it: it is open only while a paper is asked for."""


@dataclass(frozen=True, slots=True)
class Photograph:
    """Take what lies there."""


@dataclass(frozen=True, slots=True)
class TeachCamera:
    """Carry out one step of the calibration over the open camera; LessonTaught follows."""

    step: str


@dataclass(frozen=True, slots=True)
class PlaySound:
    """Let a tone and a sentence be heard, whether headphones are in or not. where: speaker, headphones."""

    where: str
    volume: int
    language: str


@dataclass(frozen=True, slots=True)
class Straighten:
    """Make the page of a photograph with corners that the citizen put right (px, clockwise from top left)."""

    original: bytes = field(repr=False)
    corners: Corners
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """Compare what stands on a page with what was asked for and with what is known (材料预审)."""

    take: int
    page: int
    material: Material
    sheet: int
    lines: tuple[ReadLine, ...] = field(repr=False)
    codes: tuple[ReadCode, ...] = field(repr=False)
    answers: Mapping[str, object] = field(repr=False)
    today: date
    others: tuple[Material, ...]
    readable: bool


@dataclass(frozen=True, slots=True)
class ComparePages:
    """Tell whether a page was photographed before."""

    take: int
    page: int
    fingerprint: bytes = field(repr=False)
    others: tuple[bytes, ...] = field(repr=False)


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
    """Sound: your card is still here."""


@dataclass(frozen=True, slots=True)
class Ring:
    """Call the hall's staff, once."""


@dataclass(frozen=True, slots=True)
class LookAtMat:
    """Say whether paper lies under the open camera; nothing is photographed."""


@dataclass(frozen=True, slots=True)
class Practise:
    """Have it answered here, by nobody: in training nothing leaves the terminal."""

    wanted: "Effect"


@dataclass(frozen=True, slots=True)
class ThrowAway:
    """Throw away everything that was practised."""


@dataclass(frozen=True, slots=True)
class Wipe:
    """Forget everything of this visit: session, card, pictures, what is typed, what is being printed."""


@dataclass(frozen=True, slots=True)
class Note:
    """One line of the log of events: a name of the list and facts that identify nobody."""

    event: str
    facts: Mapping[str, Any]


Effect = (
    FetchSubmissions | StartCard | StopCard | StartCodes | StopCodes | OpenSession | OpenLink
    | AskLink | EndSession | AskPlan | FetchData | OpenCamera | CloseCamera | Photograph | Straighten
    | ReviewPage | ComparePages | Submit | AskOutbox | CloseRejected | Print | SendRating | Report
    | SyncGuides | TeachCamera | PlaySound | CardLeftAlarm | Ring | LookAtMat | Wipe | Note | PrintA4
    | StaffEffect | FactsEffect | LogsEffect | HuntEffect | Practise | ThrowAway
)  # fmt: skip
