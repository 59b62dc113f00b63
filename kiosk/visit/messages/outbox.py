"""What was sealed, and how far it is on its way."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Sealed:
    """It is in the outbox, durably. Only from here on may 已封存 be said."""

    package_id: UUID
    claim_code: str
    sealed_at: datetime


@dataclass(frozen=True, slots=True)
class OutboxSeen:
    """How far what was sealed is on its way, in bytes of the sealed file."""

    package_id: UUID
    sent: int
    total: int
