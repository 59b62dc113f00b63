"""/submissions and /submission-lookups."""

import asyncio
import time
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse

from kiosk.catalogue.numbers import read_short_code
from kiosk.platform.models import FieldError, ProblemType, SubmissionRequest
from sandbox.platform.case_tables import EventRow, SubmissionRow
from sandbox.platform.dependencies import (
    KeyedDep,
    ProvenDep,
    ServicesDep,
    TerminalDep,
    WaitDep,
    body_of,
)
from sandbox.platform.idempotency import Answer
from sandbox.platform.identity import Citizen
from sandbox.platform.lookups import guarded
from sandbox.platform.problems import ProblemError
from sandbox.platform.services import Services
from sandbox.platform.settings import API_BASE
from sandbox.platform.submitting import submit
from sandbox.platform.views import etag, event_view, submission_view

router = APIRouter()
_LOOKUP = "/paths/~1submission-lookups/post/requestBody/content/application~1json/schema"
_POLL = 0.1
_PAGE = 100


@router.post("/submissions")
async def post_submissions(
    services: ServicesDep,
    terminal: TerminalDep,
    citizen: ProvenDep,
    keyed: KeyedDep,
    body: Annotated[dict[str, Any], Depends(body_of("SubmissionRequest"))],
) -> Response:
    """Submit once: the platform checks all again and gives every number."""
    request = SubmissionRequest.model_validate(body)
    if keyed.key and keyed.key.lower() != str(request.client_submission_id):
        detail = services.texts.field("key-differs")
        error = FieldError(pointer="/clientSubmissionId", code="key-differs", detail=detail)
        raise ProblemError(ProblemType.VALIDATION, errors=[error])

    def work(session: Session) -> Answer:
        submitted = submit(services, session, citizen, terminal, request)
        session.flush()
        row = submitted.row
        services.log.info("submission_received", submission=row.no, cases=len(row.cases))
        location = f"{API_BASE}/submissions/{row.no}"
        return Answer(201, submission_view(row, submitted.query_code), {"Location": location})

    try:
        return (await keyed.run(work)).response()
    except IntegrityError:
        # The same clientSubmissionId won a race from elsewhere; asking again finds it.
        raise ProblemError(ProblemType.IDEMPOTENCY_IN_FLIGHT, headers={"Retry-After": "1"}) from None


@router.get("/submissions")
def get_submissions(services: ServicesDep, citizen: ProvenDep) -> dict[str, Any]:
    """Return the citizen's submissions, newest first."""
    with services.database.transaction() as session:
        rows = session.scalars(
            select(SubmissionRow)
            .where(SubmissionRow.subject == citizen.subject)
            .order_by(SubmissionRow.received_at.desc(), SubmissionRow.no.desc())
            .limit(_PAGE)
        )
        return {"items": [submission_view(row) for row in rows], "next": None}


@router.get("/submissions/{submission_no}")
def get_submission(services: ServicesDep, citizen: ProvenDep, submission_no: str) -> Response:
    """Return one submission with all its cases."""
    with services.database.transaction() as session:
        row = _own(session, citizen, submission_no)
        return JSONResponse(submission_view(row), headers={"ETag": etag(row.status_version)})


@router.get("/submissions/{submission_no}/events")
async def get_events(
    request: Request, services: ServicesDep, citizen: ProvenDep, submission_no: str, wait: WaitDep
) -> dict[str, Any]:
    """Return the events after `since`; with none yet, waits at most `waitSeconds`."""
    since = request.query_params.get("since") or "0"
    if not (since.isascii() and since.isdigit()) or len(since) > 15:
        raise ProblemError(ProblemType.MALFORMED)
    deadline = time.monotonic() + wait
    while True:
        events = await run_sync(_events, services, citizen, submission_no, int(since))
        left = deadline - time.monotonic()
        if events or left <= 0:
            items = [event_view(row) for row in events]
            return {"items": items, "next": str(events[-1].id) if events else since}
        await asyncio.sleep(min(_POLL, left))


@router.post("/submission-lookups")
def post_lookups(
    services: ServicesDep,
    terminal: TerminalDep,
    body: Annotated[dict[str, Any], Depends(body_of(_LOOKUP))],
) -> dict[str, Any]:
    """Find a submission by its number or short code and the query code from the slip."""
    no, code = body["no"].strip(), body["queryCode"].strip()

    def find(session: Session) -> dict[str, Any] | None:
        row = session.scalar(
            select(SubmissionRow).where(
                or_(SubmissionRow.no == no, SubmissionRow.short_code == read_short_code(no)),
                SubmissionRow.query_code_hash == services.keys.blind("query", code),
            )
        )
        return submission_view(row) if row is not None else None

    return guarded(services, terminal, find)


def _own(session: Session, citizen: Citizen, submission_no: str) -> SubmissionRow:
    row = session.get(SubmissionRow, submission_no)
    if row is None or row.subject != citizen.subject:
        raise ProblemError(ProblemType.NOT_FOUND)
    return row


def _events(services: Services, citizen: Citizen, submission_no: str, since: int) -> list[EventRow]:
    with services.database.transaction() as session:
        _own(session, citizen, submission_no)
        rows = session.scalars(
            select(EventRow)
            .where(EventRow.submission_no == submission_no, EventRow.id > since)
            .order_by(EventRow.id)
            .limit(_PAGE)
        )
        return list(rows)
