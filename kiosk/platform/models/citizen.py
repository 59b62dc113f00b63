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


class CodeStart(Wire):
    """Session by a code that was shown (电子社保卡, 医保码, CTID, …); `code` is as it was scanned."""

    method: Literal["CODE"] = "CODE"
    code: str = Field(repr=False)


class LinkStart(Wire):
    """Session by the citizen's phone, once it has approved the link code."""

    method: Literal["LINK_CODE"] = "LINK_CODE"
    link_code: str = Field(repr=False)


class TypedStart(Wire):
    """Session by typed name and number: assurance DECLARED, nobody has proved anything."""

    method: Literal["TYPED"] = "TYPED"
    name: str = Field(repr=False)
    cert_no: str = Field(repr=False)


SessionStart = IdCardStart | CodeStart | LinkStart | TypedStart


class LinkCode(Wire):
    """A code for the citizen's phone: `qr_text` is shown, `link_code` is asked for."""

    link_code: str = Field(repr=False)
    qr_text: str = Field(repr=False)
    expires_at: datetime
    poll_after_ms: int | None = None


class LinkStatus(Wire):
    """Status is PENDING, SCANNED, APPROVED, DENIED or EXPIRED."""

    status: str


class Holder(Wire):
    """Who it is, unmasked; sex by GB/T 2261.1, ethnicity as the card says it (汉)."""

    name: str = Field(repr=False)
    cert_no: str = Field(repr=False)
    sex: str | None = Field(default=None, repr=False)
    ethnicity: str | None = Field(default=None, repr=False)
    birth_date: date | None = Field(default=None, repr=False)
    address: str | None = Field(default=None, repr=False)


class Subject(Wire):
    """Who it is, masked; `holder` only after a log-in by code or phone."""

    display_name: str | None = Field(default=None, repr=False)
    cert_type_code: str | None = None
    cert_no_masked: str | None = Field(default=None, repr=False)
    holder: Holder | None = Field(default=None, repr=False)


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
