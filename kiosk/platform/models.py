"""The contract's messages (docs/api/openapi.yaml) as values, for the terminal and for the embedded platform.

A tolerant reader: unknown members are ignored, and a code that is not known here stays the text it is
(compare with the members of the StrEnums below; show the platform's own text for the rest). Names on the wire
are camelCase, in Python snake_case; `to_wire()` gives the JSON. Validation errors never show the input.
"""

import hashlib
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

PROBLEM_PREFIX = "urn:yiciban:problem:"
SIGNATURE_LABEL = "sig1"
SIGNATURE_TAG = "yiciban-terminal"
LATER_MATERIALS = "later-materials"
"""declarationId of the promise to bring materials later (容缺后补)."""


class Wire(BaseModel):
    """A message or a part of one."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    def to_wire(self) -> dict[str, Any]:
        """Return the JSON members; what is None is left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


class ProblemType(StrEnum):
    """RFC 9457 problem types; on the wire behind `PROBLEM_PREFIX`."""

    VALIDATION = "validation"
    MALFORMED = "malformed"
    GUIDE_OUTDATED = "guide-outdated"
    MANDATORY_GROUP_INCOMPLETE = "mandatory-group-incomplete"
    ITEM_NOT_AVAILABLE_HERE = "item-not-available-here"
    DUPLICATE_APPLICATION = "duplicate-application"
    IDEMPOTENCY_KEY_MISSING = "idempotency-key-missing"
    IDEMPOTENCY_IN_FLIGHT = "idempotency-in-flight"
    IDEMPOTENCY_KEY_REUSED = "idempotency-key-reused"
    PRECONDITION_FAILED = "precondition-failed"
    SESSION_EXPIRED = "session-expired"
    ASSURANCE_TOO_LOW = "assurance-too-low"
    CONSENT_REQUIRED = "consent-required"
    TERMINAL_NOT_AUTHORISED = "terminal-not-authorised"
    TERMINAL_CLOCK_SKEW = "terminal-clock-skew"
    TERMINAL_SIGNATURE_INVALID = "terminal-signature-invalid"
    PAYLOAD_TOO_LARGE = "payload-too-large"
    CHECKSUM_MISMATCH = "checksum-mismatch"
    UPLOAD_OFFSET_MISMATCH = "upload-offset-mismatch"
    RATE_LIMITED = "rate-limited"
    UPSTREAM_UNAVAILABLE = "upstream-unavailable"
    NOT_FOUND = "not-found"
    STATE_CONFLICT = "state-conflict"
    INTERNAL = "internal"


class FieldError(Wire):
    """One violation: `pointer` is a JSON Pointer into the request body, `detail` plain Chinese."""

    pointer: str
    detail: str
    code: str | None = None
    item_key: str | None = None


class Problem(Wire):
    """RFC 9457 problem; `errors` is the complete list."""

    type: str
    title: str
    status: int
    detail: str | None = None
    instance: str | None = None
    retryable: bool = False
    trace_id: str | None = None
    errors: tuple[FieldError, ...] = ()
    methods: tuple[str, ...] = ()
    agreement_id: str | None = None
    item_keys: tuple[str, ...] = ()
    server_time: datetime | None = None
    submission_no: str | None = None
    current_revision: int | None = None

    @property
    def short_type(self) -> str:
        """The type without the prefix, to compare with `ProblemType`."""
        return self.type.removeprefix(PROBLEM_PREFIX)


class Limit(Wire):
    """A time limit; unit WORKING_DAY, DAY or MINUTE."""

    value: int = Field(ge=0)
    unit: str


class Capabilities(Wire):
    """What the platform can do."""

    api_versions: tuple[str, ...]
    features: tuple[str, ...]
    signature_algorithms: tuple[str, ...] = ()
    max_upload_bytes: int | None = None
    server_time: datetime | None = None


# Terminal


class Hardware(Wire):
    """The terminal's hardware."""

    serial: str
    model: str | None = None
    tpm_quote: str | None = None


class Software(Wire):
    """The terminal's software."""

    version: str
    sbom_digest: str | None = None


class Enrolment(Wire):
    """One-time code and certificate request (PKCS#10 PEM)."""

    code: str = Field(min_length=8, repr=False)
    csr: str
    hardware: Hardware
    software: Software


class SnapshotKey(Wire):
    """The platform's Ed25519 key for snapshots: `value` is base64 of the 32 raw bytes."""

    key_id: str
    alg: str
    value: str


class EnrolmentResult(Wire):
    """What a terminal is given: certificates as PEM, `platform_encryption_key` as JWK text (X25519)."""

    terminal_id: str
    certificate_chain: str
    expires_at: datetime
    snapshot_key: SnapshotKey
    trust_roots: tuple[str, ...] = ()
    platform_encryption_key: str | None = None


class Screen(Wire):
    """Size and place of the screen."""

    diagonal_inch: float | None = None
    screen_bottom_mm: int | None = None


class ConfiguredDevice(Wire):
    """A device that this site has."""

    kind: str
    driver: str | None = None


class Timeouts(Wire):
    """Idle warning, in seconds."""

    idle_seconds: int | None = None
    warning_seconds: int | None = None
    max_extensions: int | None = None


class TerminalConfig(Wire):
    """The site profile."""

    terminal_id: str
    version: int
    area_code: str
    site_name: str | None = None
    org_code: str | None = None
    service_hours: str | None = None
    screen: Screen | None = None
    devices: tuple[ConfiguredDevice, ...] = ()
    timeouts: Timeouts | None = None
    features: dict[str, bool] = Field(default_factory=dict)


class DeviceState(Wire):
    """State is OK, LOW, FAULT or ABSENT."""

    kind: str
    state: str
    detail: str | None = None


class Heartbeat(Wire):
    """Every 60 s. State is IDLE, IN_SESSION, OUT_OF_SERVICE or MAINTENANCE."""

    at: datetime
    software_version: str
    catalogue_version: int
    state: str
    devices: tuple[DeviceState, ...] = ()
    outbox_depth: int | None = None
    clock_offset_ms: int | None = None


class Command(Wire):
    """A signed order of the platform to the terminal."""

    id: str
    kind: str
    expires_at: datetime
    signature: str
    args: dict[str, Any] = Field(default_factory=dict)


class HeartbeatReply(Wire):
    """The platform's clock and what it wants done."""

    server_time: datetime
    commands: tuple[Command, ...]
    catalogue_version: int | None = None
    config_version: int | None = None


# Catalogue and plan


class ManifestObject(Wire):
    """One object that the terminal may show."""

    id: str
    type: str
    revision: int
    digest: str
    size: int
    effective_from: datetime | None = None
    effective_to: datetime | None = None
    required: bool | None = None


class ManifestSignature(Wire):
    """`value` is base64."""

    key_id: str
    alg: str
    value: str


class Manifest(Wire):
    """Signed list of everything this terminal may show."""

    spec_version: str
    version: int
    created_at: datetime
    expires_at: datetime
    area_code: str
    objects: tuple[ManifestObject, ...]
    signatures: tuple[ManifestSignature, ...]


class SnapshotSignature(Wire):
    """The signature over one snapshot file; `signed_bytes()` is what `value` (base64) signs.

    `expires_at` stays the text of the wire, since the signature covers it as written.
    """

    version: int
    digest: str
    size: int
    expires_at: str
    key_id: str
    alg: str
    value: str

    def signed_bytes(self) -> bytes:
        """Return the canonical bytes that are signed."""
        return f"yiciban-snapshot\n{self.version}\n{self.digest}\n{self.size}\n{self.expires_at}\n".encode()


class PlanRequest(Wire):
    """`facts` are the situations' answers; `selected_items` None takes the suggestion."""

    bundle_code: str
    bundle_revision: int
    facts: dict[str, Any]
    selected_items: tuple[str, ...] | None = None


class PlannedItem(Wire):
    """An item of the platform's plan."""

    item_key: str
    name: str
    selected: bool
    task_code: str | None = None
    org: str | None = None
    locked: bool = False
    lock_reason: str | None = None
    locked_with: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    promised_limit: Limit | None = None


class PlannedMaterial(Wire):
    """A material of the platform's plan; need is REQUIRED, OPTIONAL or LATER."""

    material_key: str
    name: str
    need: str
    copies: int = 1
    for_items: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


class PlannedFee(Wire):
    """Money in fen."""

    name: str
    amount_fen: int
    basis: str | None = None


class Totals(Wire):
    """Before and after 一件事."""

    materials_before: int | None = None
    materials_after: int | None = None
    visits_before: int | None = None
    visits_after: int | None = None
    limit: Limit | None = None


class PlatformPlan(Wire):
    """The platform's authoritative plan (`Plan` in the contract)."""

    plan_id: str
    items: tuple[PlannedItem, ...]
    materials: tuple[PlannedMaterial, ...]
    bundle_code: str | None = None
    bundle_revision: int | None = None
    fees: tuple[PlannedFee, ...] = ()
    total_fen: int | None = None
    totals: Totals | None = None
    open_situations: tuple[str, ...] = ()
    form_schema: dict[str, Any] | None = None


# Citizen


class IdCardStart(Wire):
    """Session by identity card; `card_proof` as in the contract's SessionStart."""

    method: Literal["ID_CARD"] = "ID_CARD"
    card_proof: str = Field(repr=False)


class Subject(Wire):
    """Who it is, masked."""

    display_name: str | None = Field(default=None, repr=False)
    cert_type_code: str | None = None
    cert_no_masked: str | None = Field(default=None, repr=False)


class Principal(Wire):
    """For whom one may act; kind is SELF, LEGAL_ENTITY, WARD or CLIENT."""

    principal_id: str
    kind: str
    display_name: str | None = Field(default=None, repr=False)
    uscc: str | None = None
    authority: str | None = None


class Session(Wire):
    """A citizen session; the token lives in RAM only."""

    session_id: str
    access_token: str = Field(repr=False)
    expires_at: datetime
    assurance: str
    subject: Subject | None = None
    principals: tuple[Principal, ...] = ()


class Consent(Wire):
    """Decision is GRANTED or REFUSED."""

    purpose: str
    agreement_id: str
    agreement_revision: int
    decision: str
    at: datetime
    items: tuple[str, ...] | None = None
    sources: tuple[str, ...] | None = None
    evidence: dict[str, Any] | None = None


class ConsentRecord(Wire):
    """The record of a consent."""

    consent_id: str
    valid_until: datetime | None = None


class Accepted(Wire):
    """Slow work has begun, or a thing was taken in."""

    id: str | None = None
    status_url: str | None = None


class PrefillRequest(Wire):
    """`fields` are data element ids."""

    consent_id: str
    plan_id: str
    fields: tuple[str, ...]


class PrefillStatus(StrEnum):
    """What became of one field."""

    FOUND = "FOUND"
    ABSENT = "ABSENT"
    SOURCE_ERROR = "SOURCE_ERROR"
    NOT_PERMITTED = "NOT_PERMITTED"


class PrefillField(Wire):
    """One field, with its source and as-of date."""

    path: str
    status: str
    value: Any = Field(default=None, repr=False)
    source: str | None = None
    as_of: datetime | None = None
    receipt: str | None = None


class PrefillResult(Wire):
    """State is RUNNING or DONE."""

    state: str
    fields: tuple[PrefillField, ...]


class DataDispute(Wire):
    """这条信息不对: tells the source; the case goes on."""

    path: str
    source: str
    stated_value: Any = Field(default=None, repr=False)
    reason: str | None = None


class CertificateSearch(Wire):
    """`type_codes` are the 证照类型 names or codes of the materials."""

    consent_id: str
    type_codes: tuple[str, ...] | None = None
    principal_id: str | None = None


class CertificateSummary(Wire):
    """An electronic certificate that the platform found; it never leaves the platform."""

    certificate_id: str
    type_name: str
    state: str
    holder: str | None = Field(default=None, repr=False)
    issuer: str | None = None
    valid_to: date | None = None


class CertificateList(Wire):
    """Answer of a certificate search."""

    items: tuple[CertificateSummary, ...]
    next: str | None = None


class CertificateUse(Wire):
    """Attaches a certificate to a draft's material, for one purpose."""

    consent_id: str
    task_code: str
    material_key: str
    draft_id: str


# Draft and submission


class MaterialRef(Wire):
    """How one material is given; `via` is a source of the plan, or LATER."""

    material_key: str
    via: str
    upload_id: str | None = None
    certificate_use_id: str | None = None
    commitment_id: str | None = None


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


# Ratings and issues


class CodedText(Wire):
    """A code and its text."""

    code: str
    text: str | None = None
    system: str | None = None


class RatingLevel(Wire):
    """GB/T 39046 A.8: 1 非常满意 … 5 非常不满意."""

    code: int = Field(ge=1, le=5)
    text: str
    reasons: tuple[CodedText, ...] = ()


class RatingForm(Wire):
    """The five levels, as the platform words them."""

    version: str
    levels: tuple[RatingLevel, ...]


class RatingTarget(Wire):
    """Kind is SUBMISSION, CASE, GUIDE or TERMINAL."""

    kind: str
    no: str


class Rating(Wire):
    """One rating (好差评)."""

    target: RatingTarget
    form_version: str
    satisfaction_code: int = Field(ge=1, le=5)
    service_occurrence: int | None = None
    reason_codes: tuple[str, ...] = ()
    comment: str | None = Field(default=None, max_length=500, repr=False)
    anonymous: bool | None = None


class IssueReport(Wire):
    """Kind is CANNOT_GET_DONE, HOTLINE_12345, NEED, GUIDE_WRONG or SUGGESTION."""

    kind: str
    relates_to: dict[str, Any] | None = None
    where: dict[str, Any] | None = None
    text: str | None = Field(default=None, max_length=2000, repr=False)
    voice_upload_id: str | None = None
    contact_wanted: bool | None = None
    phone: str | None = Field(default=None, repr=False)


class IssueReportState(Wire):
    """Where an issue stands. `query_code` is given once, when it is created."""

    issue_no: str
    state: str
    due_at: datetime | None = None
    handler: str | None = None
    reply: str | None = None
    query_code: str | None = Field(default=None, repr=False)


def text_digest(title: str, text: str, consequences: str) -> str:
    """Return the contract's `textDigest` of a declaration or commitment in the wording that was shown.

    sha-256 over title, text and consequences joined by line feeds, UTF-8: what was shown and signed.
    """
    joined = "\n".join((title, text, consequences)).encode()
    return "sha-256:" + hashlib.sha256(joined).hexdigest()
