"""Submissions, cases and what follows them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sandbox.platform.database import Base, Moment


class SubmissionRow(Base):
    """One submission (一件事申办). `body` holds what the citizen gave, as it was when submitted."""

    __tablename__ = "submissions"
    no: Mapped[str] = mapped_column(String(50), primary_key=True)
    short_code: Mapped[str] = mapped_column(String(20), unique=True)
    query_code_hash: Mapped[str] = mapped_column(String(64))
    client_submission_id: Mapped[str] = mapped_column(String(40), unique=True)
    subject: Mapped[str] = mapped_column(String(64), index=True)
    applicant_name: Mapped[str] = mapped_column(String(200))
    applicant_number: Mapped[str] = mapped_column(String(30))
    terminal_id: Mapped[str] = mapped_column(String(40))
    bundle_id: Mapped[str] = mapped_column(String(64))
    bundle_revision: Mapped[int]
    bundle_name: Mapped[str] = mapped_column(String(200))
    answers_digest: Mapped[str] = mapped_column(String(80), index=True)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    received_at: Mapped[datetime] = mapped_column(Moment, index=True)
    captured_at: Mapped[datetime | None] = mapped_column(Moment)
    status_version: Mapped[int] = mapped_column(default=1)
    cases: Mapped[list["CaseRow"]] = relationship(
        back_populates="submission", order_by="CaseRow.position", lazy="selectin"
    )


class CaseRow(Base):
    """One case (办件) of one item."""

    __tablename__ = "cases"
    case_no: Mapped[str] = mapped_column(String(50), primary_key=True)
    submission_no: Mapped[str] = mapped_column(ForeignKey("submissions.no"), index=True)
    position: Mapped[int]
    item_key: Mapped[str] = mapped_column(String(64))
    task_code: Mapped[str | None] = mapped_column(String(50))
    name: Mapped[str] = mapped_column(String(200))
    org: Mapped[str] = mapped_column(String(200))
    status: Mapped[str] = mapped_column(String(20))
    delivery_status: Mapped[str] = mapped_column(String(20), default="NONE")
    waits_for: Mapped[list[str]] = mapped_column(JSON)
    """Item keys that must be done before; which of them are not yet is computed."""
    on_the_spot: Mapped[bool]
    limit_value: Mapped[int]
    limit_unit: Mapped[str] = mapped_column(String(20))
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    materials_later: Mapped[list[str]] = mapped_column(JSON)
    correction: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    results: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """What the item issues when it is approved, and once it is, with `issuedAt`."""
    submission: Mapped[SubmissionRow] = relationship(back_populates="cases")
    steps: Mapped[list["CaseStepRow"]] = relationship(order_by="CaseStepRow.id", lazy="selectin")


class CaseStepRow(Base):
    """One step of a case's history."""

    __tablename__ = "case_steps"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_no: Mapped[str] = mapped_column(ForeignKey("cases.case_no"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    status: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(100))


class EventRow(Base):
    """An event in CloudEvents' shape; `id` orders them."""

    __tablename__ = "events"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    submission_no: Mapped[str] = mapped_column(ForeignKey("submissions.no"))
    type: Mapped[str] = mapped_column(String(100))
    subject: Mapped[str] = mapped_column(String(60))
    time: Mapped[datetime] = mapped_column(Moment)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    __table_args__ = (Index("events_by_submission", "submission_no", "id"),)


class RatingRow(Base):
    """A rating (好差评)."""

    __tablename__ = "ratings"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    terminal_id: Mapped[str] = mapped_column(String(40))
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Moment)


class IssueRow(Base):
    """办不成事, 12345, a wrong guide, a disputed value."""

    __tablename__ = "issues"
    issue_no: Mapped[str] = mapped_column(String(50), primary_key=True)
    query_code_hash: Mapped[str] = mapped_column(String(64))
    terminal_id: Mapped[str] = mapped_column(String(40))
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(20), default="RECEIVED")
    due_at: Mapped[datetime] = mapped_column(Moment)
    reply: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
