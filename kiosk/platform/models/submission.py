"""Messages from the draft to the result: drafts, submissions, cases, events."""

import hashlib
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import Field

from kiosk.platform.models.ink import SignatureInk, ink_binding
from kiosk.platform.models.wire import FieldError, Wire


class MaterialRef(Wire):
    """How one material is given; `via` is a source of the plan, or LATER."""

    material_key: str
    via: str
    upload_id: str | None = None
    certificate_use_id: str | None = None
    commitment_id: str | None = None
    original_upload_id: str | None = None
    """The photograph from which the page was made."""
    document_upload_id: str | None = None
    """All pages of the material as one file; named by its first page."""
    quality: dict[str, float] | None = None
    """Figures of the page: blur in px at 200 dpi, glare 0..1, brightness 0..255, ink 0..1."""
    review: dict[str, Any] | None = None
    """What the terminal's pre-review (材料预审) says of it, and what the citizen said to that. No values."""


class Delivery(Wire):
    """How results are taken: WINDOW, KIOSK_PRINT, LOCKER, POST or ELECTRONIC."""

    method: str
    address: dict[str, Any] | None = Field(default=None, repr=False)
    phone: str | None = Field(default=None, repr=False)


class Draft(Wire):
    """`answers` are form values by data element id, `facts` the situations' answers."""

    bundle_code: str
    bundle_revision: int
    answers: dict[str, Any] = Field(repr=False)
    draft_id: str | None = None
    plan_id: str | None = None
    form_revision: int | None = None
    facts: dict[str, Any] | None = None
    selected_items: tuple[str, ...] | None = None
    materials: tuple[MaterialRef, ...] = ()
    delivery: Delivery | None = None
    state: str | None = None
    expires_at: datetime | None = None


class DraftList(Wire):
    """The citizen's drafts."""

    items: tuple[Draft, ...]
    next: str | None = None


class ValidationReport(Wire):
    """Everything that is wrong, at once."""

    ok: bool
    errors: tuple[FieldError, ...] = ()
    missing_materials: tuple[str, ...] = ()


class SignedDeclaration(Wire):
    """Kind is TRUTH, COMMITMENT or LATER_MATERIALS; `text_digest` as in the contract."""

    declaration_id: str
    revision: int
    kind: str
    signed_at: datetime
    text_digest: str
    signature: str | None = Field(default=None, repr=False)
    """A picture as a data URL."""
    ink: SignatureInk | None = Field(default=None, repr=False)

    @property
    def bound(self) -> bool:
        """Whether the strokes belong to this very statement, text and moment; True where there are none."""
        if self.ink is None:
            return True
        strokes = self.ink.strokes
        return self.ink.binding == ink_binding(
            self.declaration_id, self.revision, self.text_digest, self.signed_at, strokes
        )


class SubmissionRequest(Wire):
    """`client_submission_id` equals the Idempotency-Key."""

    draft_id: str
    draft_etag: str
    client_submission_id: UUID
    selected_items: tuple[str, ...]
    declarations: tuple[SignedDeclaration, ...]
    principal_id: str | None = None
    consents: tuple[str, ...] = ()
    offline_captured_at: datetime | None = None


class SubmissionStatus(StrEnum):
    """Derived from the cases."""

    RECEIVED = "RECEIVED"
    PARTLY_DONE = "PARTLY_DONE"
    ACTION_NEEDED = "ACTION_NEEDED"
    IN_PROGRESS = "IN_PROGRESS"
    DONE = "DONE"
    WITHDRAWN = "WITHDRAWN"


class CaseStatus(StrEnum):
    """办件状态."""

    DRAFT = "DRAFT"
    RECEIVED = "RECEIVED"
    PRE_REVIEW = "PRE_REVIEW"
    PRE_REJECTED = "PRE_REJECTED"
    CORRECTION = "CORRECTION"
    ACCEPTED = "ACCEPTED"
    NOT_ACCEPTED = "NOT_ACCEPTED"
    IN_REVIEW = "IN_REVIEW"
    SUSPENDED = "SUSPENDED"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"
    RETURNED = "RETURNED"
    VOIDED = "VOIDED"
    FORWARDED = "FORWARDED"
    LAPSED = "LAPSED"
    CLOSED = "CLOSED"
    WITHDRAWN = "WITHDRAWN"


class CaseSummary(Wire):
    """One item's case. `blocked_by` holds item keys; clock is RUNNING, PAUSED or STOPPED."""

    item_key: str
    name: str
    status: str
    case_no: str | None = None
    task_code: str | None = None
    org: str | None = None
    delivery_status: str | None = None
    blocked_by: tuple[str, ...] = ()
    due_at: datetime | None = None
    clock: str | None = None
    materials_later: tuple[str, ...] = ()


class CorrectionLine(Wire):
    """What is wrong and how to put it right."""

    problem: str
    how_to_fix: str
    material_key: str | None = None
    pointer: str | None = None


class CorrectionNotice(Wire):
    """补正告知: everything at once."""

    notice_id: str
    due_at: datetime
    lines: tuple[CorrectionLine, ...]


class CaseStep(Wire):
    """One step of a case's history."""

    at: datetime
    status: str
    text: str | None = None
    by: str | None = None


class Case(CaseSummary):
    """A case with its history."""

    history: tuple[CaseStep, ...] = ()
    correction: CorrectionNotice | None = None
    remedies: tuple[str, ...] = ()


class CorrectionReply(Wire):
    """The citizen's answer to a correction notice."""

    notice_id: str
    answers: dict[str, Any] | None = Field(default=None, repr=False)
    materials: tuple[MaterialRef, ...] = ()


class Submission(Wire):
    """What the platform holds. `query_code` is given once, when it is created."""

    submission_no: str
    received_at: datetime
    status: str
    cases: tuple[CaseSummary, ...]
    short_code: str | None = None
    query_code: str | None = Field(default=None, repr=False)
    status_version: int | None = None
    receipt_document_id: str | None = None
    bundle_code: str | None = None
    bundle_revision: int | None = None
    bundle_name: str | None = None
    client_submission_id: UUID | None = None
    sign_at_window: bool = False
    """Declared without a signature, which is still to be given at the window (窗口补签)."""


class SubmissionList(Wire):
    """The citizen's submissions."""

    items: tuple[Submission, ...]
    next: str | None = None


class CloudEvent(Wire):
    """CloudEvents 1.0."""

    specversion: str
    id: str
    source: str
    type: str
    subject: str | None = None
    time: datetime | None = None
    data: dict[str, Any] | None = None


class EventList(Wire):
    """Events in order; `next` is the `since` of the next call."""

    items: tuple[CloudEvent, ...]
    next: str | None = None


class ResultDocument(Wire):
    """A result; kind is E_CERTIFICATE, DOCUMENT or PAPER_ONLY."""

    result_id: str
    name: str
    kind: str
    certificate_id: str | None = None
    media_type: str | None = None
    size: int | None = None
    digest: str | None = None
    printable: bool | None = None
    prints_left: int | None = None
    seal_verified: bool | None = None
    issued_at: datetime | None = None


class ResultList(Wire):
    """A case's results."""

    items: tuple[ResultDocument, ...]
    next: str | None = None


def text_digest(title: str, text: str, consequences: str) -> str:
    """Return the contract's `textDigest` of a declaration or commitment in the wording that was shown.

    sha-256 over title, text and consequences joined by line feeds, UTF-8: what was shown and signed.
    """
    joined = "\n".join((title, text, consequences)).encode()
    return "sha-256:" + hashlib.sha256(joined).hexdigest()
