"""/citizen-sessions: by identity card; the other methods are not offered here."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import JSONResponse

from kiosk.platform.models import ProblemType
from sandbox.platform.dependencies import CitizenDep, ServicesDep, TerminalDep, body_of
from sandbox.platform.identity import (
    Citizen,
    end_session,
    read_card_proof,
    start_session,
    wire_session,
)
from sandbox.platform.problems import ProblemError

router = APIRouter(prefix="/citizen-sessions")
_PRIVATE = {"Cache-Control": "no-store"}


@router.post("")
def post_sessions(
    services: ServicesDep,
    terminal: TerminalDep,
    body: Annotated[dict[str, Any], Depends(body_of("SessionStart"))],
) -> Response:
    """Start a session; whoever was logged in at this terminal is logged out."""
    if body["method"] != "ID_CARD":
        raise ProblemError(ProblemType.ASSURANCE_TOO_LOW, methods=["ID_CARD"])
    card = read_card_proof(services, body["cardProof"])
    with services.database.transaction() as session:
        row, token = start_session(services, session, terminal, card)
        citizen = Citizen(row.id, row.subject, row.name, row.number, row.card, row.expires_at, row.assurance)
    wire = wire_session(services, citizen, token).to_wire()
    return JSONResponse(wire, status_code=201, headers=_PRIVATE)


@router.get("/self")
def get_self(request: Request, services: ServicesDep, citizen: CitizenDep) -> Response:
    """Return who it is and how long the session lives."""
    token = request.headers["authorization"].partition(" ")[2].strip()
    return JSONResponse(wire_session(services, citizen, token).to_wire(), headers=_PRIVATE)


@router.delete("/self")
def delete_self(services: ServicesDep, citizen: CitizenDep) -> Response:
    """End the session at once."""
    with services.database.transaction() as session:
        end_session(services, session, citizen.session_id)
    return Response(status_code=204)
