"""Consent to one exact text for one purpose; both shared data and certificates need it."""

from datetime import timedelta

from sqlalchemy.orm import Session

from kiosk.platform.models import Consent, ProblemType
from sandbox.platform.identity import Citizen
from sandbox.platform.problems import ProblemError
from sandbox.platform.services import Services, new_id
from sandbox.platform.tables import ConsentRow

SHARED_DATA = "shared-data"
E_CERTIFICATES = "e-certificates"
_LIFE = timedelta(days=1)


def record_consent(services: Services, session: Session, citizen: Citizen, consent: Consent) -> ConsentRow:
    """Record a decision, granted or refused."""
    row = ConsentRow(
        id=new_id("con"),
        subject=citizen.subject,
        session_id=citizen.session_id,
        purpose=consent.purpose[:200],
        agreement_id=consent.agreement_id[:200],
        agreement_revision=consent.agreement_revision,
        granted=consent.decision == "GRANTED",
        body=consent.to_wire(),
        valid_until=services.clock() + _LIFE,
    )
    session.add(row)
    return row


def require_consent(
    services: Services, session: Session, citizen: Citizen, consent_id: str, agreement: str
) -> ConsentRow:
    """Return the consent; raises `consent-required` when it is missing, refused, withdrawn or over."""
    row = session.get(ConsentRow, consent_id)
    if (
        row is None
        or row.subject != citizen.subject
        or not row.granted
        or row.withdrawn_at is not None
        or row.valid_until <= services.clock()
    ):
        raise ProblemError(ProblemType.CONSENT_REQUIRED, agreementId=agreement)
    return row
