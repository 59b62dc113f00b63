"""/terminals: enrolment, certificates, site profile, heartbeats."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import JSONResponse

from kiosk.platform.models import Enrolment
from sandbox.platform.clock import rfc3339
from sandbox.platform.dependencies import ServicesDep, TerminalDep, body_of
from sandbox.platform.enrolling import enrol, renew, site_of
from sandbox.platform.identity import end_sessions_of
from sandbox.platform.ordering import answered, pending
from sandbox.platform.tables import Terminal

router = APIRouter(prefix="/terminals")
_CSR = "/paths/~1terminals~1self~1certificates/post/requestBody/content/application~1json/schema"
_RESULT = (
    "/paths/~1terminals~1self~1commands~1{commandId}~1result/post/requestBody/content"
    "/application~1json/schema"
)


@router.post("/enrolments")
def post_enrolments(
    services: ServicesDep, body: Annotated[dict[str, Any], Depends(body_of("Enrolment"))]
) -> Response:
    """Enrol a terminal with its one-time code."""
    with services.database.transaction() as session:
        result = enrol(services, session, Enrolment.model_validate(body))
    services.log.info("terminal_enrolled", terminal=result.terminal_id)
    return JSONResponse(result.to_wire(), status_code=201)


@router.post("/self/certificates")
def post_certificates(
    services: ServicesDep, terminal: TerminalDep, body: Annotated[dict[str, Any], Depends(body_of(_CSR))]
) -> Response:
    """Renew the client certificate."""
    with services.database.transaction() as session:
        result = renew(services, session, terminal, body["csr"])
    return JSONResponse(result.to_wire(), status_code=201)


@router.get("/self/config")
def get_config(request: Request, services: ServicesDep, terminal: TerminalDep) -> Response:
    """Return the site profile."""
    with services.database.transaction() as session:
        site = site_of(session, terminal)
        version, told = (site.version, site.config) if site is not None else (0, {})
    etag = f'"c{version}"'
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers={"ETag": etag})
    config = {
        "terminalId": terminal,
        "version": version,
        "areaCode": services.publication.catalogue.area.code,
        "siteName": services.settings.site_name,
        "timeouts": {"idleSeconds": 60, "warningSeconds": 30, "maxExtensions": 10},
        "features": {"offlineCapture": True, "ratings": True},
        **told,
    }
    return JSONResponse(config, headers={"ETag": etag})


@router.post("/self/heartbeats")
def post_heartbeats(
    services: ServicesDep,
    terminal: TerminalDep,
    body: Annotated[dict[str, Any], Depends(body_of("Heartbeat"))],
) -> dict[str, Any]:
    """Note that the terminal lives; a terminal that is idle holds no citizen's session."""
    now = services.clock()
    with services.database.transaction() as session:
        row = session.get_one(Terminal, terminal)
        row.seen_at, row.state = now, body["state"]
        if body["state"] == "IDLE":
            end_sessions_of(services, session, terminal)
        site = site_of(session, terminal)
        version = site.version if site is not None else 0
        commands = pending(services, session, terminal)
    return {
        "serverTime": rfc3339(now),
        "catalogueVersion": services.publication.catalogue.version,
        "configVersion": version,
        "commands": commands,
    }


@router.post("/self/commands/{command_id}/result")
def post_command_result(
    command_id: str,
    services: ServicesDep,
    terminal: TerminalDep,
    body: Annotated[dict[str, Any], Depends(body_of(_RESULT))],
) -> Response:
    """Note what became of an order."""
    with services.database.transaction() as session:
        answered(services, session, terminal, command_id, body["ok"], body.get("detail", ""))
    return Response(status_code=204)
