"""What every message of the contract is, problems included (docs/api/openapi.yaml)."""

from datetime import datetime
from enum import StrEnum
from typing import Any

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
