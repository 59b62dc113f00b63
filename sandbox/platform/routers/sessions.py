"""/citizen-sessions: by card, by a code that was shown, by the phone, or by what was typed."""

import asyncio
import time
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse

from kiosk.platform.models import LinkCode, LinkStatus, ProblemType
from sandbox.platform.dependencies import CitizenDep, ServicesDep, TerminalDep, WaitDep, body_of
from sandbox.platform.identity import (
    PROOFS,
    Citizen,
    Identified,
    by_app,
    by_card,
    by_typing,
    end_session,
    read_card_proof,
    start_session,
    wire_session,
)
from sandbox.platform.linking import find_link, link_status, new_link_code, use_identity_code, use_link
from sandbox.platform.phone import link_url
from sandbox.platform.problems import ProblemError
from sandbox.platform.services import Services

router = APIRouter(prefix="/citizen-sessions")
_PRIVATE = {"Cache-Control": "no-store"}
_POLL = 0.1
_POLL_AFTER_MS = 1000


@router.post("")
def post_sessions(
    services: ServicesDep,
    terminal: TerminalDep,
    body: Annotated[dict[str, Any], Depends(body_of("SessionStart"))],
) -> Response:
    """Start a session; whoever was logged in at this terminal is logged out."""
    with services.database.transaction() as session:
        who = _identify(services, session, terminal, body)
        row, token = start_session(services, session, terminal, who)
        citizen = Citizen(row.id, row.subject, row.name, row.number, row.card, row.expires_at, row.assurance)
    wire = wire_session(services, citizen, token).to_wire()
    return JSONResponse(wire, status_code=201, headers=_PRIVATE)


def _identify(services: Services, session: Session, terminal: str, body: dict[str, Any]) -> Identified:
    match body["method"]:
        case "ID_CARD":
            return by_card(read_card_proof(services, body["cardProof"]))
        case "CODE":
            number = use_identity_code(services, session, body["code"])
            return by_app(services, number, "/code", "identity-code")
        case "LINK_CODE":
            number = use_link(services, session, terminal, body["linkCode"])
            return by_app(services, number, "/linkCode", "link-code")
        case "TYPED":
            return by_typing(services, body["name"], body["certNo"])
        case _:
            raise ProblemError(ProblemType.ASSURANCE_TOO_LOW, methods=list(PROOFS))


@router.post("/link-codes")
def post_link_codes(request: Request, services: ServicesDep, terminal: TerminalDep) -> Response:
    """Give the terminal a code to show; a phone that scans it is led to our page for phones."""
    with services.database.transaction() as session:
        code, until = new_link_code(services, session, terminal)
    wire = LinkCode(
        link_code=code,
        qr_text=link_url(str(request.base_url), code),
        expires_at=until,
        poll_after_ms=_POLL_AFTER_MS,
    )
    return JSONResponse(wire.to_wire(), status_code=201, headers=_PRIVATE)


@router.get("/link-codes/{link_code}")
async def get_link_code(
    services: ServicesDep, terminal: TerminalDep, link_code: str, wait: WaitDep
) -> Response:
    """Return what the phone has done; waits at most `waitSeconds` for it to do something."""
    deadline = time.monotonic() + wait
    first = await run_sync(_status, services, terminal, link_code)
    status = first
    while status == first and status in ("PENDING", "SCANNED") and (left := deadline - time.monotonic()) > 0:
        await asyncio.sleep(min(_POLL, left))
        status = await run_sync(_status, services, terminal, link_code)
    return JSONResponse(LinkStatus(status=status).to_wire(), headers=_PRIVATE)


def _status(services: Services, terminal: str, code: str) -> str:
    with services.database.transaction() as session:
        row = find_link(services, session, code)
        if row is None or row.terminal_id != terminal:
            raise ProblemError(ProblemType.NOT_FOUND)
        return link_status(services, row)


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
