"""One citizen's visit, and what the terminal knows meanwhile. Frozen: `update` gives the next one.

All personal data of a visit stands here and in nothing else of the UI process. `State.fresh()` is what
remains when a visit ends.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from kiosk.application.application import Application
from kiosk.catalogue.models import Audience, MaterialSource
from kiosk.submission.package import Package
from kiosk.submission.signature import Point
from kiosk.visit.health import Device as Device
from kiosk.visit.health import Health as Health
from kiosk.visit.messages import Certificate, Failed, FieldError, Handed, Sealed, Submitted
from kiosk.visit.pages import IDLE, Destination
from kiosk.visit.sheets import Place, Scan, Sheet
from kiosk.visit.staff_state import SetUp as SetUp
from kiosk.visit.staff_state import Staff as Staff
from kiosk.visit.views import Aids, Busy, Overlay

PROOFS = ("ID_CARD", "CODE", "LINK_CODE")
"""Methods of log-in by which somebody proves who they are."""
PAPERS_LIE, MAT_MAYBE_CLEAR, MAT_CLEAR = "papers", "maybe-clear", "clear"

Strokes = tuple[tuple[Point, ...], ...]


@dataclass(frozen=True, slots=True)
class Citizen:
    """Who stands here, as the card and the platform say."""

    facts: Mapping[str, Any]
    proof: str
    session_id: str = ""
    display_name: str = ""
    number_masked: str = ""
    method: str = "ID_CARD"
    """How they identified themselves: a method of the contract's SessionStart."""
    assurance: str = ""
    here: bool = False
    """Their card was read and the platform has not been asked: it could not be reached."""

    @property
    def known(self) -> bool:
        """Whether it is settled who they are: the platform said so, or the card alone."""
        return bool(self.session_id) or self.here

    @property
    def declared(self) -> bool:
        """Whether they only said who they are and have proved nothing."""
        return self.assurance == "DECLARED"

    @property
    def number(self) -> str:
        """Their number, or nothing where it is not known here."""
        return str(self.facts.get("number") or "")


@dataclass(frozen=True, slots=True)
class Typed:
    """What is being typed of who one is. `tried`: one wanted to go on; `refused`: the platform said no."""

    name: str = ""
    number: str = ""
    tried: bool = False
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A code for the phone. state: asking, shown, scanned, denied, over, failed."""

    state: str = "asking"
    code: str = ""
    qr_text: str = ""
    open: bool = False
    """The platform has been asked and has not answered yet."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something went wrong; where one stood, and what doing it again means."""

    failed: Failed
    where: Destination
    outcome_unknown: bool = False
    """The submission may have been received: nothing but the same may be sent again."""


@dataclass(frozen=True, slots=True)
class Report:
    """办不成事, as far as it has come: ask, sending, sent, failed."""

    state: str = "ask"
    where: Destination = IDLE
    problem: str = ""
    issue_no: str = ""
    due: str | None = None


@dataclass(frozen=True, slots=True)
class A4Print:
    """The last job on A4 paper. what: guide, list, draft, form.

    state: none, preparing, printing, printed, failed, unknown.
    """

    what: str = ""
    state: str = "none"
    pages: int = 0
    fault: str | None = None
    asked_at: float = 0.0
    prints: Mapping[str, int] = field(default_factory=dict)
    """How often each was printed, as far as it may be on paper."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit, from the first touch to the wipe."""

    at: Destination = IDLE
    trail: tuple[Destination, ...] = ()
    """Pages outside the route that lead here (home, search), for the way back."""
    return_to: Destination | None = None
    aids: Aids = field(default_factory=Aids)
    audience: Audience = Audience.PERSON
    query: str = ""
    bundle_id: str | None = None
    noticed: bool = False
    citizen: Citizen | None = None
    card_here: bool = False
    card_taken_at: float | None = None
    """When the card was taken on the last page, by `State.now`."""
    scanned: bool = False
    """Papers were asked for under the camera."""
    mat: str = ""
    """What was seen under the camera at the end: one of the three words; empty before it has looked."""
    card_state: str = "waiting"
    card_advice: str | None = None
    card_attempts: int = 0
    same_person_wanted: bool = False
    resume_at: Destination | None = None
    """Where one stood when the session ran out, or when more was wanted than what was typed."""
    methods: tuple[str, ...] = ()
    """Methods of log-in that are enough; empty where every one is."""
    typed: Typed = Typed()
    link: Link | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    ticked: frozenset[str] | None = None
    plan_id: str = ""
    planned: bool = False
    plan_changed: tuple[str, ...] = ()
    consent: bool | None = None
    fetched: bool = False
    consent_ids: tuple[str, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    shared_materials: frozenset[str] = frozenset()
    """Materials that shared data give."""
    sources_failed: tuple[str, ...] = ()
    """Element ids whose source did not answer."""
    reviewed: bool = False
    application: Application = field(default_factory=Application)
    drafts: Mapping[str, Any] = field(default_factory=dict)
    """Values as entered, also invalid ones."""
    reopened: frozenset[str] = frozenset()
    """Filled fields that the citizen wants to change."""
    passed: frozenset[str] = frozenset()
    """Fields that the citizen has been through, so that optional ones may stay empty."""
    sources: Mapping[str, MaterialSource] = field(default_factory=dict)
    """How the citizen wants to give a material, where that is not the first way."""
    agreed: frozenset[str] = frozenset()
    """Materials whose commitment is agreed to."""
    sheets: Mapping[Place, Sheet] = field(default_factory=dict)
    scan: Scan = field(default_factory=Scan)
    materials_seen: bool = False
    checked: bool = False
    declared: frozenset[str] = frozenset()
    strokes: Strokes = ()
    sign_at_window: bool = False
    """Somebody cannot sign on the glass, and signs by hand at the window (窗口补签)."""
    submitting: tuple[str, int, int] | None = None
    """Step (key of `submitting.step.*`), done and total while one waits for the submission."""
    package: Package | None = None
    """What is being submitted and is not settled: only this very thing is tried again."""
    sealed: Sealed | None = None
    """It is in the outbox, and the platform has not said yet what becomes of it."""
    asking: bool = False
    """The agent has been asked what became of it and has not answered yet."""
    moved_at: float = 0.0
    """When the submission last came on."""
    outcome_unknown: bool = False
    """It may be in the outbox: nothing is changed until that is known."""
    platform_errors: tuple[FieldError, ...] = ()
    outcome: Submitted | None = None
    handed: tuple[Handed, ...] | None = None
    """What they have handed in so far, where they asked for that."""
    slip: str = "none"
    prints: int = 0
    """Acceptance slips that were sent to the printer; from the second on they are marked 补打."""
    slip_fault: str | None = None
    a4: A4Print = field(default_factory=A4Print)
    rating: int | None = None
    staff: Staff = field(default_factory=Staff)
    set_up: SetUp = field(default_factory=SetUp)
    busy: Busy | None = None
    overlay: Overlay | None = None
    trouble: Trouble | None = None
    report: Report = Report()
    last_activity: float = 0.0
    overlay_since: float = 0.0
    page_since: float = 0.0

    @property
    def personal(self) -> bool:
        """Whether anything of a person is held."""
        return bool(self.citizen or self.answers or self.drafts or self.typed.name or self.typed.number)

    @property
    def entered(self) -> bool:
        """Whether leaving would lose something that the citizen gave."""
        return self.personal and self.outcome is None and self.sealed is None


@dataclass(frozen=True, slots=True)
class State:
    """The terminal's health and the visit. `now` is the last tick, in seconds of a monotonic clock."""

    health: Health = field(default_factory=Health)
    visit: Visit = Visit()
    serial: int = 0
    """Counts visits, and requests that a visit gave up: an answer to an earlier one is dropped."""
    now: float = 0.0

    def with_visit(self, **changes: Any) -> "State":
        """Return the state with members of the visit changed."""
        return replace(self, visit=replace(self.visit, **changes))

    def fresh(self) -> "State":
        """Return the state after a visit has ended: health stays, everything else is gone."""
        return State(
            health=replace(self.health, papers_left=self.visit.mat == PAPERS_LIE),
            serial=self.serial + 1,
            now=self.now,
            visit=Visit(last_activity=self.now, page_since=self.now),
        )
