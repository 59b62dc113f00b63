"""Handing it in, and the two ends of that: sealed, or received under a number."""

from dataclasses import dataclass
from datetime import date, datetime

from kiosk.catalogue.models import LocalText
from kiosk.catalogue.plan_models import Flow
from kiosk.visit.views.a4 import A4View


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
    sign_at_window: bool = False
    """It has to be signed by hand at the window."""


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
    sign_at_window: bool = False
    """It has to be signed by hand at the window."""
