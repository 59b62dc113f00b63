"""/consents."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from sqlalchemy.orm import Session

from kiosk.platform.models import Consent, ConsentRecord, ProblemType
from sandbox.platform.dependencies import KeyedDep, ProvenDep, ServicesDep, body_of
from sandbox.platform.idempotency import Answer
from sandbox.platform.problems import ProblemError
from sandbox.platform.services import new_id
from sandbox.platform.tables import ConsentRow

router = APIRouter(prefix="/consents")
_LIFE = timedelta(days=1)


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
