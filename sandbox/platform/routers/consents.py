"""/consents."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from sqlalchemy.orm import Session

from kiosk.platform.models import Consent, ConsentRecord, ProblemType
from sandbox.platform.consenting import record_consent
from sandbox.platform.dependencies import KeyedDep, ProvenDep, ServicesDep, body_of
from sandbox.platform.idempotency import Answer
from sandbox.platform.problems import ProblemError
from sandbox.platform.tables import ConsentRow

router = APIRouter(prefix="/consents")


@router.post("")
async def post_consents(
    services: ServicesDep,
    citizen: ProvenDep,
    keyed: KeyedDep,
    body: Annotated[dict[str, Any], Depends(body_of("Consent"))],
) -> Response:
    """Record a decision, granted or refused."""
    consent = Consent.model_validate(body)

    def work(session: Session) -> Answer:
        row = record_consent(services, session, citizen, consent)
        record = ConsentRecord(consent_id=row.id, valid_until=row.valid_until)
        return Answer(201, record.to_wire())

    return (await keyed.run(work)).response()


@router.delete("/{consent_id}")
def delete_consent(services: ServicesDep, citizen: ProvenDep, consent_id: str) -> Response:
    """Withdraw a consent; what it allowed before stays done."""
    with services.database.transaction() as session:
        row = session.get(ConsentRow, consent_id)
        if row is None or row.subject != citizen.subject:
            raise ProblemError(ProblemType.NOT_FOUND)
        row.withdrawn_at = row.withdrawn_at or services.clock()
    return Response(status_code=204)
