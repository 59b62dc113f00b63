"""What a page shows, as values. A page in `screens/pages` draws one of these and sends messages; it decides
nothing. Content texts are `LocalText`; texts of our own are message keys that the page knows or that
stand in a `Say`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kiosk.catalogue.models import (
    Audience,
    Declaration,
    Item,
    LocalText,
    Material,
    MaterialSource,
    Option,
    Situation,
)
from kiosk.catalogue.plan_models import Flow, Plan, PlanField
from kiosk.visit.pages import Destination, Page


@dataclass(frozen=True, slots=True)
class Say:
    """A text of our own: key in locale/, with its values."""

    key: str
    values: Mapping[str, object]


def say(key: str, **values: object) -> Say:
    """Short for Say(key, values)."""
    return Say(key, values)


@dataclass(frozen=True, slots=True)
class Aids:
    """The strip of aids. All of them go back to the start with the visit."""

    text_size: str = "standard"
    """standard, large, extra."""
    high_contrast: bool = False
    low_reach: bool = False
    language: str = "zh-CN"


@dataclass(frozen=True, slots=True)
class Overlay:
    """A question in front of the page: leave, help, idle. `seconds` counts down where time is short."""

    kind: str
    seconds: int | None = None
    topic: str = ""
    """For help: the page's name."""


@dataclass(frozen=True, slots=True)
class Busy:
    """Something is under way; `key` says what, in locale `busy.*`. Done of total where it is known."""

    key: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Frame:
    """What is the same around every page."""

    at: Destination
    step: int | None
    steps: int
    site_name: str
    machine_label: str
    now: datetime
    aids: Aids
    languages: tuple[str, ...]
    busy: Busy | None
    overlay: Overlay | None
    can_back: bool
    can_leave: bool
    notices: tuple[Say, ...]
    """Bands at the top of the page: printer out of paper, guides may be old, …"""
    sample: bool
    """示例数据 must be marked on this page."""


# ---- pages -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class IdleView:
    """Touch to start."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A bundle on the home page or in a list."""

    bundle_id: str
    name: LocalText
    icon: str
    item_count: int
    lead: str
    guide_only: bool
    sample: bool
    region: str
    """Where it holds: two places may have a bundle of the same name."""
    why: str = ""
    """In search results: what matched."""
    greyed: Say | None = None
    """What is out of order that it needs, and what can be done all the same."""


@dataclass(frozen=True, slots=True)
class TileGroup:
    """The tiles of one life stage."""

    name: LocalText
    icon: str
    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class HomeView:
    """今天要办什么事？ At most nine tiles; everything else by search."""

    audience: Audience
    audiences: tuple[Audience, ...]
    tiles: tuple[Tile, ...]
    total: int
    """Bundles of this audience in all."""


@dataclass(frozen=True, slots=True)
class SearchView:
    """Everything by life stage while the query is empty, else what matches, best first."""

    query: str
    groups: tuple[TileGroup, ...]
    results: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class EditionView:
    """How new the guides of this terminal are: the foot of each guide page."""

    version: int
    made_on: date
    checked_on: date | None
    """Day on which the platform last confirmed them."""
    days_unchecked: int
    area: str
    bundles: int


@dataclass(frozen=True, slots=True)
class A4View:
    """Paper that a page offers. what: guide, list, draft, form.

    state: none, preparing, printing, printed, failed, unknown (ask: 都出来了吗？).
    """

    what: str
    state: str
    pages: int
    fault: str | None
    out: str | None
    """Why nothing can be printed, a fault's code."""
    can_print: bool


@dataclass(frozen=True, slots=True)
class GuideView:
    """一次告知: all elements over all items, before anything is asked."""

    bundle_id: str
    name: LocalText
    version: str
    updated_on: date
    region: str
    list_name: str
    lead: tuple[str, ...]
    support: tuple[str, ...]
    guide_only: bool
    summary: LocalText
    plan: Plan
    """The usual case; materials and limits may still change with the answers."""
    other_items: tuple[Item, ...]
    """What only other answers bring."""
    other_materials: tuple[Material, ...]
    materials_before: int | None
    visits_before: int | None
    have_in_hand: tuple[LocalText, ...]
    conditions: tuple[LocalText, ...]
    basis: tuple[LocalText, ...]
    places: tuple[LocalText, ...]
    hours: LocalText | None
    phone: str | None
    complaint_phone: str
    faq: tuple[tuple[LocalText, LocalText], ...]
    can_start: bool
    blocked: Say | None
    """Why it cannot be applied for here now."""
    doors: tuple[Say, ...] = ()
    """Who mends it, and what can be done all the same."""
    can_print: bool = True
    """Whether the take-away guide is offered: the printer works and has paper."""
    edition: EditionView | None = None
    a4: A4View | None = None
    """None: the terminal has no A4 printer."""


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


@dataclass(frozen=True, slots=True)
class SituationView:
    """One question with its answers."""

    situation: Situation
    chosen: str | None
    index: int
    count: int


@dataclass(frozen=True, slots=True)
class PlanView:
    """Tick items; totals live."""

    plan: Plan
    questions_left: int
    materials_to_bring: int
    """Materials that neither data nor a certificate nor a ticked item gives."""
    changed: tuple[LocalText, ...]
    """Items that the platform's plan added or took away."""
    a4: A4View | None = None


@dataclass(frozen=True, slots=True)
class ConsentView:
    """May we fetch these for you? Refusing means typing and photographing, never a wall."""

    elements: tuple[tuple[LocalText, LocalText], ...]
    """(label, source)"""
    certificates: tuple[str, ...]
    decided: bool | None


@dataclass(frozen=True, slots=True)
class Line:
    """A label with its value, on the review and check pages."""

    element_id: str
    label: LocalText
    value: str
    provenance: Say
    """Where it comes from and of which day."""
    masked: bool
    change: Destination | None
    problem: str | None = None
    """A key of locale form.*, or words of the platform."""


@dataclass(frozen=True, slots=True)
class ReviewView:
    """These values were filled in for you: right?"""

    lines: tuple[Line, ...]
    failed: tuple[tuple[LocalText, LocalText], ...]
    """(label, source) that did not answer: they are asked instead."""
    nothing: bool


@dataclass(frozen=True, slots=True)
class FieldView:
    """One question of the form."""

    field: PlanField
    value: Any
    options: tuple[Option, ...]
    problems: tuple[Say, ...]
    platform_words: str
    provenance: Say | None
    left: int
    """Questions still open after this one."""
    optional: bool


@dataclass(frozen=True, slots=True)
class MaterialRow:
    """A material and how it is given. status: ready, to_scan, to_agree, to_choose, at_window, scanned."""

    material: Material
    copies: int
    status: str
    via: MaterialSource | None
    choices: tuple[MaterialSource, ...]
    certificate: str | None
    """Type name of the citizen's certificate that serves."""
    pages: int
    pages_taken: int
    optional: bool


@dataclass(frozen=True, slots=True)
class MaterialsView:
    """One set of materials."""

    rows: tuple[MaterialRow, ...]
    produced: tuple[tuple[LocalText, LocalText], ...]
    """(material, item that produces it): nobody is asked for these."""
    left: int


@dataclass(frozen=True, slots=True)
class CommitmentView:
    """告知承诺 for one material."""

    material: Material
    agreed: bool


@dataclass(frozen=True, slots=True)
class ScanView:
    """One sheet under the camera. state: placing, taking, rejected, taken."""

    material: Material
    sheet: LocalText | None
    index: int
    count: int
    state: str
    advice: Say | None
    picture: bytes | None
    """JPEG of the straight page, once taken."""
    alternatives: tuple[MaterialSource, ...]
    """没带怎么办: the other ways."""
    optional: bool = False
    """One may go on without it."""


@dataclass(frozen=True, slots=True)
class LineGroup:
    """Lines that stand together."""

    key: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend, with the way there."""

    text: Say
    words: str
    """The platform's own words, or empty."""
    change: Destination
    label: LocalText | None = None
    """What it is about, where it is about one thing."""


@dataclass(frozen=True, slots=True)
class CheckView:
    """Everything once more, each with a way to change it."""

    items: tuple[tuple[LocalText, str], ...]
    groups: tuple[LineGroup, ...]
    materials: tuple[MaterialRow, ...]
    plan: Plan
    problems: tuple[Problem, ...]
    a4: A4View | None = None


@dataclass(frozen=True, slots=True)
class DeclareView:
    """The statement, and the signature. `bundle_name` and `item_count` name the act on the button."""

    declarations: tuple[Declaration, ...]
    ticked: frozenset[str]
    strokes: tuple[tuple[tuple[float, float], ...], ...]
    item_count: int
    ready: bool


@dataclass(frozen=True, slots=True)
class SubmittingView:
    """Under way: step is a key of `submitting.step.*`."""

    step: str
    done: int
    total: int
    item_count: int
    sealed: bool = False
    """It is in the outbox: whoever does not want to wait need not."""


@dataclass(frozen=True, slots=True)
class SealedView:
    """已封存，尚未受理: what happens next, and the code by which one asks. slip as in DoneView."""

    bundle_name: LocalText
    claim_code: str
    sealed_at: datetime
    item_count: int
    slip: str
    slip_fault: str | None
    phone: str | None
    """The hall's phone."""
    can_print: bool = True


@dataclass(frozen=True, slots=True)
class CaseRow:
    """What happens next with one item; status is the contract's CaseStatus."""

    name: str
    org: str
    case_no: str
    status: str
    due: date | None
    waits_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DoneView:
    """The number, given by the platform. slip: printing, printed, failed, none, unknown (ask: 出来了吗？)."""

    bundle_name: LocalText
    short_code: str
    submission_no: str
    rows: tuple[CaseRow, ...]
    qr_text: str
    slip: str
    slip_fault: str | None
    flow: Flow
    can_print: bool = True
    """Whether another slip is offered: the printer works and has paper."""
    a4: A4View | None = None


@dataclass(frozen=True, slots=True)
class HandedRow:
    """One submission of the citizen."""

    name: str
    submission_no: str
    received_on: date
    item_count: int
    done_count: int
    printable: bool


@dataclass(frozen=True, slots=True)
class ProgressView:
    """What the citizen has handed in; rows None: not known yet. slip as in DoneView."""

    rows: tuple[HandedRow, ...] | None
    slip: str
    slip_fault: str | None
    can_print: bool


@dataclass(frozen=True, slots=True)
class RatingView:
    """Five equal levels, and 跳过."""

    levels: tuple[int, ...]
    chosen: int | None


@dataclass(frozen=True, slots=True)
class GoodbyeView:
    """Take your card, your papers, your slip."""

    card_here: bool
    seconds: int


@dataclass(frozen=True, slots=True)
class ErrorView:
    """What happened, what you can do. `name` selects the texts error.<name>.what and error.<name>.do."""

    name: str
    words: str
    """The platform's own plain words, or empty."""
    problems: tuple[Problem, ...]
    can_retry: bool
    can_back: bool
    code: str
    """For staff: what failed during what, and the trace id."""


@dataclass(frozen=True, slots=True)
class ReportView:
    """办不成事. state: ask, sending, sent, failed."""

    state: str
    where: Page
    bundle_name: LocalText | None
    problem: str
    issue_no: str
    due: str | None
    phone: str | None
    """The hall's phone."""


@dataclass(frozen=True, slots=True)
class OutOfServiceView:
    """本机暂停服务 with the reason: revoked, no_guides, …"""

    reason: str


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """One device as the staff see it. kind: a key of `device.kind.*`."""

    kind: str
    works: bool
    state: Say
    what: Say | None
    """What is wrong, None where nothing is."""
    who: Say | None
    how: Say | None
    """What to do about it, in one sentence."""
    paper: Say | None
    media: Say | None
    code: str
    """For a call to the engineer; empty where nothing is wrong."""
    since: datetime
    reopened: int


@dataclass(frozen=True, slots=True)
class StandingView:
    """The guides or the outbox: a word, whether all is well, and the facts behind it."""

    well: bool
    state: Say
    facts: tuple[Say, ...]


@dataclass(frozen=True, slots=True)
class DeviceBoardView:
    """How the devices stand, and what comes and goes over the network. Nothing of a person."""

    rows: tuple[DeviceRow, ...]
    guides: StandingView
    outbox: StandingView


Body = (
    IdleView | HomeView | SearchView | GuideView | NoticeView | IdentityView | TypedView
    | PhoneView | SituationView
    | PlanView | ConsentView | ReviewView | FieldView | MaterialsView | CommitmentView | ScanView
    | CheckView | DeclareView | SubmittingView | SealedView | ProgressView | DoneView | RatingView
    | GoodbyeView | ErrorView
    | ReportView | OutOfServiceView | DeviceBoardView
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Screen:
    """Frame and page: all that is drawn."""

    frame: Frame
    body: Body
