"""/audit-batches: terminals' audit logs."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from sqlalchemy.orm import Session

from kiosk.platform.models import Accepted
from sandbox.platform.auditing import take
from sandbox.platform.dependencies import KeyedDep, ServicesDep, TerminalDep, body_of
from sandbox.platform.idempotency import Answer

router = APIRouter()


@router.post("/audit-batches")
async def post_audit_batches(
    services: ServicesDep,
    terminal: TerminalDep,
    keyed: KeyedDep,
    body: Annotated[dict[str, Any], Depends(body_of("EventBatch"))],
) -> Response:
    """Keep records that are chained to those that are here."""

    def work(session: Session) -> Answer:
        return Answer(202, Accepted(id=take(services, session, terminal, body)).to_wire())

    return (await keyed.run(work)).response()
