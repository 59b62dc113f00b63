"""Terminals, citizens' sessions and what they leave before a submission."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from sandbox.platform.database import Base, Moment


class Terminal(Base):
    """An enrolled terminal and its public key."""

    __tablename__ = "terminals"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    serial: Mapped[str] = mapped_column(String(100))
    software: Mapped[str] = mapped_column(String(100))
    enrolled_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    seen_at: Mapped[datetime | None] = mapped_column(Moment)
    state: Mapped[str | None] = mapped_column(String(20))


class KeyChange(Base):
    """Another key of a terminal beside `Terminal.public_key`: one that comes, or one that goes."""

    __tablename__ = "key_changes"
    terminal_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    new_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Has a certificate and has signed nothing yet."""
    old_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    old_until: Mapped[datetime | None] = mapped_column(Moment)


class EnrolmentCode(Base):
    """A one-time code; only its hash is kept."""

    __tablename__ = "enrolment_codes"
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class SiteOrder(Base):
    """What a work order says of the terminal's place: with its code first, then the terminal's own."""

    __tablename__ = "site_orders"
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    terminal_id: Mapped[str | None] = mapped_column(String(40), index=True)
    version: Mapped[int] = mapped_column(default=1)
    config: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Members of TerminalConfig."""


class Nonce(Base):
    """A nonce that a terminal has used; kept as long as its signature could be replayed."""

    __tablename__ = "nonces"
    terminal_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    nonce: Mapped[str] = mapped_column(String(100), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(Moment, index=True)


class IdempotencyRecord(Base):
    """A request that creates something, and its answer once it is done."""

    __tablename__ = "idempotency"
    owner: Mapped[str] = mapped_column(String(100), primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    started_at: Mapped[datetime] = mapped_column(Moment, index=True)
    done: Mapped[bool] = mapped_column(default=False)
    status: Mapped[int | None]
    headers: Mapped[dict[str, str] | None] = mapped_column(JSON)
    body: Mapped[Any | None] = mapped_column(JSON)


class CitizenSession(Base):
    """Who stands at a terminal; only the token's hash is kept."""

    __tablename__ = "citizen_sessions"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminals.id"))
    subject: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(200))
    number: Mapped[str] = mapped_column(String(30))
    card: Mapped[dict[str, Any]] = mapped_column(JSON)
    assurance: Mapped[str] = mapped_column(String(20))
    expires_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class LinkCodeRow(Base):
    """A code that a phone may approve; only its hash is kept. `status` as in the contract, but EXPIRED."""

    __tablename__ = "link_codes"
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminals.id"))
    status: Mapped[str] = mapped_column(String(20), default="PENDING")
    number: Mapped[str | None] = mapped_column(String(30))
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class IdentityCodeRow(Base):
    """A code that an app shows for its owner, good for once; only its hash is kept."""

    __tablename__ = "identity_codes"
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[str] = mapped_column(String(30))
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class ConsentRow(Base):
    """A consent to one exact text, for one purpose."""

    __tablename__ = "consents"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject: Mapped[str] = mapped_column(String(64), index=True)
    session_id: Mapped[str] = mapped_column(String(40))
    purpose: Mapped[str] = mapped_column(String(200))
    agreement_id: Mapped[str] = mapped_column(String(200))
    agreement_revision: Mapped[int]
    granted: Mapped[bool]
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    valid_until: Mapped[datetime] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)


class PlanRow(Base):
    """A plan that was answered, to be named by its id."""

    __tablename__ = "plans"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    bundle_id: Mapped[str] = mapped_column(String(64))
    bundle_revision: Mapped[int]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    selected: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Moment)


class PrefillRow(Base):
    """One exchange with the shared data sources."""

    __tablename__ = "prefills"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject: Mapped[str] = mapped_column(String(64))
    ready_at: Mapped[datetime] = mapped_column(Moment)
    fields: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class CertificateUseRow(Base):
    """A certificate attached to a draft's material."""

    __tablename__ = "certificate_uses"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject: Mapped[str] = mapped_column(String(64))
    draft_id: Mapped[str] = mapped_column(String(40), index=True)
    certificate_id: Mapped[str] = mapped_column(String(200))
    type_name: Mapped[str] = mapped_column(String(200))
    material_key: Mapped[str] = mapped_column(String(64))
    task_code: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Moment)


class DraftRow(Base):
    """A draft; `version` makes its strong ETag."""

    __tablename__ = "drafts"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject: Mapped[str] = mapped_column(String(64), index=True)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(20), default="OPEN")
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)


class UploadRow(Base):
    """A tus upload; the bytes lie in a file named by the id."""

    __tablename__ = "uploads"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject: Mapped[str] = mapped_column(String(64), index=True)
    length: Mapped[int]
    offset: Mapped[int] = mapped_column(default=0)
    media_type: Mapped[str] = mapped_column(String(100))
    upload_metadata: Mapped[str] = mapped_column(String(2000))
    expires_at: Mapped[datetime] = mapped_column(Moment)
    digest: Mapped[str | None] = mapped_column(String(80))


class Counter(Base):
    """Serial numbers."""

    __tablename__ = "counters"
    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    value: Mapped[int]


class FailedLookup(Base):
    """A look-up with a wrong code, to slow guessing."""

    __tablename__ = "failed_lookups"
    id: Mapped[int] = mapped_column(primary_key=True)
    terminal_id: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(Moment)
    __table_args__ = (Index("failed_lookups_by_terminal", "terminal_id", "at"),)
