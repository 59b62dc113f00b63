"""Messages about one citizen: session, consent, shared data, certificates."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal

from pydantic import Field

from kiosk.platform.models.wire import Wire


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
