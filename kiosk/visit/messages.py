"""Everything that can happen to a visit: what the citizen does, what devices and the platform report, time.

Messages are values. `update(state, message, world)` is the only reader.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from devices.status import Status
from kiosk.catalogue.models import Audience, MaterialSource
from kiosk.platform.client import OutboxState
from kiosk.visit.pages import Destination

# ---- the citizen -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenBoard:
    """Staff want to see how the devices stand: a gesture that citizens do not meet."""


@dataclass(frozen=True, slots=True)
class Touched:
    """Any sign of life: wakes the idle page, and counts against the idle limit."""


@dataclass(frozen=True, slots=True)
class ChooseAudience:
    """个人, 企业 or 项目 on the home page."""

    audience: Audience


@dataclass(frozen=True, slots=True)
class OpenSearch:
    """To the search page; it lists everything while the query is empty."""


@dataclass(frozen=True, slots=True)
class Query:
    """The search words so far: hanzi, pinyin or initials."""

    text: str


@dataclass(frozen=True, slots=True)
class OpenBundle:
    """Open the guide of a bundle."""

    bundle_id: str


@dataclass(frozen=True, slots=True)
class Continue:
    """The one thing to do next on this page."""


@dataclass(frozen=True, slots=True)
class Back:
    """One page back; nothing entered is lost."""


@dataclass(frozen=True, slots=True)
class GoTo:
    """Change something from the check page or an error summary; leads back there afterwards."""

    destination: Destination


@dataclass(frozen=True, slots=True)
class Leave:
    """Asks to end the visit; asks once more where something was entered."""


@dataclass(frozen=True, slots=True)
class LeaveConfirmed:
    """Yes, end it and wipe."""


@dataclass(frozen=True, slots=True)
class CloseOverlay:
    """Stay: closes the question in front of the page (leave, help, still there?)."""


@dataclass(frozen=True, slots=True)
class ShowHelp:
    """Open the help in front of the page."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a situation (情形)."""

    situation_id: str
    value: str


@dataclass(frozen=True, slots=True)
class Toggle:
    """A tap on an item of the plan."""

    item_id: str


@dataclass(frozen=True, slots=True)
class DecideConsent:
    """Grant or refuse the fetching of shared data and certificates."""

    granted: bool


@dataclass(frozen=True, slots=True)
class SetField:
    """A value as entered. Kept even when invalid, so that nothing typed is lost."""

    element_id: str
    value: Any


@dataclass(frozen=True, slots=True)
class ChooseSource:
    """How a material is given."""

    material_id: str
    via: MaterialSource


@dataclass(frozen=True, slots=True)
class AgreeCommitment:
    """Ticks or unticks the commitment (告知承诺) of a material."""

    material_id: str
    agreed: bool


@dataclass(frozen=True, slots=True)
class TakePhoto:
    """现在就拍."""


@dataclass(frozen=True, slots=True)
class Retake:
    """Throw this picture away and take another."""


@dataclass(frozen=True, slots=True)
class TickDeclaration:
    """Ticks or unticks a declaration."""

    declaration_id: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class Sign:
    """The signature so far: strokes of (x, y) points in millimetres, origin top left of the field."""

    strokes: tuple[tuple[tuple[float, float], ...], ...]


@dataclass(frozen=True, slots=True)
class StopWaiting:
    """不等了，先封存: the answer may come later."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A level of GB/T 39046 A.8: 1 非常满意 … 5 非常不满意; None skips."""

    code: int | None


@dataclass(frozen=True, slots=True)
class PrintAgain:
    """再打一张."""


@dataclass(frozen=True, slots=True)
class SlipCameOut:
    """The answer to 出来了吗？, where the printer could not say what became of the slip."""

    yes: bool


@dataclass(frozen=True, slots=True)
class PrintGuide:
    """带走指南."""


@dataclass(frozen=True, slots=True)
class PrintA4:
    """On A4 paper: what this page offers, the guide in large print or the form."""


@dataclass(frozen=True, slots=True)
class A4CameOut:
    """都出来了吗？ The answer where nobody else knows what became of the A4 pages."""

    yes: bool


@dataclass(frozen=True, slots=True)
class OpenProgress:
    """查进度、打回执: what somebody has handed in."""


@dataclass(frozen=True, slots=True)
class PrintReceipt:
    """打印回执: the official slip of one submission."""

    submission_no: str


@dataclass(frozen=True, slots=True)
class OpenReport:
    """办不成事: the door out of a dead end."""


@dataclass(frozen=True, slots=True)
class SendReport:
    """Send the report with what happened and where; no personal data unless a phone number is given."""

    phone: str = ""


@dataclass(frozen=True, slots=True)
class Retry:
    """Do again what failed."""


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
class SetAid:
    """Change one aid of the strip: text_size, high_contrast, low_reach, language."""

    name: str
    value: Any


# ---- devices -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CardRead:
    """The reader has read a card. `facts` are the card's text fields; `proof` goes to the platform."""

    facts: dict[str, Any]
    proof: str


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
class PhotoTaken:
    """A straight page. JPEG bytes of the page and of the original, and quality figures by name."""

    page: bytes
    original: bytes
    quality: dict[str, float]


@dataclass(frozen=True, slots=True)
class PhotoRejected:
    """No good picture; code is a key of `scan.advice.*`: noPage, blurred, glare, cutEdge, tooDark, moving."""

    code: str


@dataclass(frozen=True, slots=True)
class PrintFinished:
    """The slip is out; fault names what went wrong instead: paperOut, coverOpen, gone, …

    `unknown`: some of it, or all, may be on paper; otherwise a slip with a fault is not on paper at all.
    """

    fault: str | None = None
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class A4Began:
    """The A4 pages are made, so many of them, and handed to their printer."""

    pages: int


@dataclass(frozen=True, slots=True)
class A4Finished:
    """The A4 pages are out, or why not; unknown: some of them may be on paper."""

    fault: str | None = None
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class DeviceChanged:
    """A device's state changed: kind id_card, printer, document_camera, code_reader; fault None = works."""

    kind: str
    fault: str | None
    paper: str | None = None
    status: Status | None = None
    """All that the device says of itself, for the staff's board."""


# ---- the platform and the agent ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AgentStatus:
    """What the agent says of the platform and of this terminal."""

    reachable: bool
    revoked: bool
    guide_version: int | None
    guide_expired: bool = False
    sealing: str | None = None
    """Why nothing could be sealed now (`submission.submit.SealingDesk.obstacle`)."""
    guide_problem: str | None = None
    """Why the guides that were offered last were refused."""
    outbox: OutboxState | None = None
    """None: the agent does not answer."""


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


@dataclass(frozen=True, slots=True)
class PlanAgreed:
    """The platform's authoritative plan: its id and the items it selects."""

    plan_id: str
    selected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fetched:
    """One value from a shared source."""

    element_id: str
    status: str
    value: Any = None
    source: str = ""
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class Certificate:
    """An electronic certificate of the citizen."""

    certificate_id: str
    type_name: str
    state: str
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class DataFetched:
    """Shared data and certificates, as far as their sources answered."""

    consent_ids: tuple[str, ...]
    values: tuple[Fetched, ...]
    certificates: tuple[Certificate, ...]


@dataclass(frozen=True, slots=True)
class Sealed:
    """It is in the outbox, durably. Only from here on may 已封存 be said."""

    package_id: UUID
    claim_code: str
    sealed_at: datetime


@dataclass(frozen=True, slots=True)
class OutboxSeen:
    """How far what was sealed is on its way, in bytes of the sealed file."""

    package_id: UUID
    sent: int
    total: int


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """One case of the submission, as the platform answered."""

    case_no: str
    item_id: str
    name: str
    org: str
    status: str
    due: str | None
    blocked_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Submitted:
    """The platform's answer: it has been received, under this number."""

    submission_no: str
    short_code: str
    query_code: str
    received_at: datetime
    cases: tuple[CaseFacts, ...]


@dataclass(frozen=True, slots=True)
class Handed:
    """One submission of the citizen, whichever terminal it came from."""

    bundle_id: str
    bundle_name: str
    submitted: Submitted


@dataclass(frozen=True, slots=True)
class SubmissionsFound:
    """What the citizen has handed in, the newest first."""

    items: tuple[Handed, ...]


@dataclass(frozen=True, slots=True)
class FieldError:
    """One line of a complete error list: where (element or material id, or empty) and plain words."""

    place: str
    detail: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Something asked of the platform did not come about.

    `problem` is a type of the contract, or one of unreachable, timeout, not-json.
    """

    during: str
    problem: str
    detail: str = ""
    errors: tuple[FieldError, ...] = ()
    retryable: bool = False
    trace_id: str = ""
    retry_after: float | None = None
    methods: tuple[str, ...] = ()
    """With assurance-too-low: the methods of log-in that are enough."""


@dataclass(frozen=True, slots=True)
class Reported:
    """The report (办不成事) was taken under a number, to be answered by a date."""

    issue_no: str
    due: str | None


@dataclass(frozen=True, slots=True)
class RatingSent:
    """The rating was taken."""


@dataclass(frozen=True, slots=True)
class GuidesChanged:
    """The guide store holds another version now."""

    version: int


# ---- time --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tick:
    """A second has passed; now in seconds of a monotonic clock."""

    now: float


Message = (
    OpenProgress | PrintReceipt | SubmissionsFound |
    Touched | ChooseAudience | OpenSearch | Query | OpenBundle | Continue | Back | GoTo | Leave
    | LeaveConfirmed | CloseOverlay | ShowHelp | Answer | Toggle | DecideConsent | SetField
    | ChooseSource | AgreeCommitment | TakePhoto | Retake | TickDeclaration | Sign | StopWaiting | Rate
    | PrintAgain | SlipCameOut | PrintGuide | OpenReport | SendReport | Retry | SetAid | CardRead
    | CardReading | CardFailed | CardRemoved | PhotoTaken | PhotoRejected | PrintFinished | DeviceChanged
    | AgentStatus | SessionOpened | PlanAgreed | DataFetched | Sealed | OutboxSeen | Submitted
    | Failed | Reported | RatingSent | GuidesChanged | Tick | OpenBoard
    | OpenDoor | TypeIdentity | CodeShown | CodeRefused | LinkOffered | LinkSeen
    | PrintA4 | A4CameOut | A4Began | A4Finished
)  # fmt: skip

CITIZEN = (
    OpenProgress, PrintReceipt,
    Touched, ChooseAudience, OpenSearch, Query, OpenBundle, Continue, Back, GoTo, Leave,
    LeaveConfirmed, CloseOverlay, ShowHelp, Answer, Toggle, DecideConsent, SetField, ChooseSource,
    AgreeCommitment, TakePhoto, Retake, TickDeclaration, Sign, StopWaiting, Rate, PrintAgain, SlipCameOut,
    PrintGuide, OpenReport, SendReport, Retry, SetAid, CardRead, OpenDoor, TypeIdentity, CodeShown,
    CodeRefused, PrintA4, A4CameOut,
)  # fmt: skip
"""What counts as a sign of life."""
