"""Sealed submissions: what became of each, and whom the office has still to tell."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from sandbox.platform.database import Base, Moment


class SealedRow(Base):
    """One package and the answer to it, which is given again as often as it is asked for."""

    __tablename__ = "sealed_submissions"
    package_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    terminal_id: Mapped[str] = mapped_column(String(40))
    claim_code: Mapped[str] = mapped_column(String(20), index=True)
    bundle_id: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(80))
    sealed_at: Mapped[datetime] = mapped_column(Moment)
    received_at: Mapped[datetime] = mapped_column(Moment, index=True)
    submission_no: Mapped[str | None] = mapped_column(String(50))
    problem: Mapped[str | None] = mapped_column(String(80))
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)


class NoticeRow(Base):
    """A citizen to be told that what they handed in offline could not be taken in."""

    __tablename__ = "notices"
    package_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    phone: Mapped[str | None] = mapped_column(String(30))
    problem: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    told_at: Mapped[datetime | None] = mapped_column(Moment)
