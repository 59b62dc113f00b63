"""/sealed-submissions: what a terminal sealed, handed in by the terminal itself."""

from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse

from kiosk.catalogue.numbers import read_claim_code
from kiosk.platform.models import FieldError, ProblemType, SealedHeader
from sandbox.platform.dependencies import ServicesDep, TerminalDep, body_of
from sandbox.platform.lookups import guarded
from sandbox.platform.problems import ProblemError
from sandbox.platform.sealed_submitting import answer_of, receive
from sandbox.platform.sealed_tables import SealedRow
from sandbox.platform.settings import API_BASE

router = APIRouter()
_LOOKUP = "/paths/~1sealed-submission-lookups/post/requestBody/content/application~1json/schema"


@router.post("/sealed-submissions")
async def post_sealed(
    request: Request,
    services: ServicesDep,
    terminal: TerminalDep,
    body: Annotated[dict[str, Any], Depends(body_of("SealedSubmission"))],
) -> Response:
    """Take one package in, or say for good why not."""
    header = SealedHeader.model_validate(body["header"])
    key = request.headers.get("idempotency-key")
    if not key:
        raise ProblemError(ProblemType.IDEMPOTENCY_KEY_MISSING)
    if key.lower() != str(header.package_id):
        detail = services.texts.field("key-differs")
        error = FieldError(pointer="/header/packageId", code="key-differs", detail=detail)
        raise ProblemError(ProblemType.VALIDATION, errors=[error])
    location = f"{API_BASE}/sealed-submissions/{header.package_id}"

    def work() -> dict[str, Any]:
        # The package id itself is the key: whatever file it comes in, there is one answer to it.
        with services.database.transaction() as session:
            return receive(services, session, terminal, header, body["uploadId"])

    try:
        answer = await run_sync(work)
    except IntegrityError:
        # The same package won a race from elsewhere; asking again finds it.
        raise ProblemError(ProblemType.IDEMPOTENCY_IN_FLIGHT, headers={"Retry-After": "1"}) from None
    return JSONResponse(answer, status_code=201, headers={"Location": location})


@router.post("/sealed-submission-lookups")
def post_lookups(
    services: ServicesDep,
    terminal: TerminalDep,
    body: Annotated[dict[str, Any], Depends(body_of(_LOOKUP))],
) -> dict[str, Any]:
    """Say whether the package with this claim code has arrived; nothing about a person."""
    code = read_claim_code(body["claimCode"])

    def find(session: Session) -> dict[str, Any] | None:
        row = session.scalar(select(SealedRow).where(SealedRow.claim_code == code)) if code else None
        if row is None:
            return None
        outcome = "ACCEPTED" if row.submission_no else "REJECTED"
        return {"claimCode": row.claim_code, "outcome": outcome}

    return guarded(services, terminal, find)


@router.get("/sealed-submissions/{package_id}")
def get_sealed(services: ServicesDep, terminal: TerminalDep, package_id: str) -> dict[str, Any]:
    """Return the answer again, for a terminal that lost it."""
    with services.database.transaction() as session:
        row = session.get(SealedRow, package_id.lower())
        if row is None or row.terminal_id != terminal:
            raise ProblemError(ProblemType.NOT_FOUND)
        return answer_of(services, row, row.digest)
