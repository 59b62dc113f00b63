"""Consent to one exact text for one purpose; both shared data and certificates need it."""

from sqlalchemy.orm import Session

from kiosk.platform.models import ProblemType
from sandbox.platform.identity import Citizen
from sandbox.platform.problems import ProblemError
from sandbox.platform.services import Services
from sandbox.platform.tables import ConsentRow

SHARED_DATA = "shared-data"
E_CERTIFICATES = "e-certificates"


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
