"""Citizens who are to be told that what was sealed offline could not be taken in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.catalogue.masks import mask_phone
from kiosk.catalogue.numbers import in_groups
from sandbox.platform.sealed_tables import NoticeRow, SealedRow
from sandbox.platform.services import Services


@dataclass(frozen=True, slots=True)
class Notice:
    """One line of the list, the phone number masked."""

    package_id: str
    claim_code: str
    at: datetime
    phone: str
    problem: str


def waiting(services: Services, session: Session) -> list[Notice]:
    """Return those that nobody has told yet, the oldest first."""
    rows = session.execute(
        select(NoticeRow, SealedRow)
        .join(SealedRow, SealedRow.package_id == NoticeRow.package_id)
        .where(NoticeRow.told_at.is_(None))
        .order_by(NoticeRow.at, NoticeRow.package_id)
    )
    return [
        Notice(
            package_id=notice.package_id,
            claim_code=in_groups(sealed.claim_code, 3),
            at=notice.at,
            phone=mask_phone(notice.phone) if notice.phone else "",
            problem=services.texts.problems[notice.problem].title,
        )
        for notice, sealed in rows
    ]


def told(session: Session, package_id: str, now: datetime) -> bool:
    """Note that the citizen was told; False where there is no such notice."""
    row = session.get(NoticeRow, package_id)
    if row is None:
        return False
    row.told_at = row.told_at or now
    return True
