"""/drafts: strong ETags, If-Match, merge patch, validation."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse

from kiosk.platform.models import ProblemType, ValidationReport
from sandbox.platform.dependencies import CitizenDep, KeyedDep, ServicesDep, body_of, merge_patch_of
from sandbox.platform.drafting import (
    content_of,
    merge_patch,
    own_draft,
    require_match,
    require_open,
    state_of,
    view,
)
from sandbox.platform.idempotency import Answer
from sandbox.platform.planning import bundle_in_force
from sandbox.platform.problems import ProblemError
from sandbox.platform.services import new_id
from sandbox.platform.settings import API_BASE
from sandbox.platform.submitting import check_draft
from sandbox.platform.tables import DraftRow
from sandbox.platform.views import etag

router = APIRouter(prefix="/drafts")
_PATCH = "/paths/~1drafts~1{draftId}/patch/requestBody/content/application~1merge-patch+json/schema"


@router.post("")
async def post_drafts(
    services: ServicesDep,
    citizen: CitizenDep,
    keyed: KeyedDep,
    body: Annotated[dict[str, Any], Depends(body_of("Draft"))],
) -> Response:
    """Begin a draft under the guide in force."""

    def work(session: Session) -> Answer:
        bundle_in_force(services, body["bundleCode"], body["bundleRevision"])
        now = services.clock()
        row = DraftRow(
            id=new_id("dr"),
            subject=citizen.subject,
            body=content_of(session, body),
            version=1,
            state="OPEN",
            created_at=now,
            expires_at=now + services.settings.draft_life,
        )
        session.add(row)
        headers = {"ETag": etag(row.version), "Location": f"{API_BASE}/drafts/{row.id}"}
        return Answer(201, view(services, row), headers)

    return (await keyed.run(work)).response()


@router.get("")
def get_drafts(services: ServicesDep, citizen: CitizenDep) -> dict[str, Any]:
    """Return the citizen's open drafts, newest first."""
    with services.database.transaction() as session:
        rows = session.scalars(
            select(DraftRow)
            .where(DraftRow.subject == citizen.subject, DraftRow.state == "OPEN")
            .order_by(DraftRow.created_at.desc())
        )
        return {
            "items": [view(services, row) for row in rows if state_of(services, row) == "OPEN"],
            "next": None,
        }


@router.get("/{draft_id}")
def get_draft(services: ServicesDep, citizen: CitizenDep, draft_id: str) -> Response:
    """Return a draft with its ETag."""
    with services.database.transaction() as session:
        row = own_draft(session, citizen, draft_id)
        return JSONResponse(view(services, row), headers={"ETag": etag(row.version)})


@router.patch("/{draft_id}")
def patch_draft(
    request: Request,
    services: ServicesDep,
    citizen: CitizenDep,
    draft_id: str,
    patch: Annotated[dict[str, Any], Depends(merge_patch_of(_PATCH))],
) -> Response:
    """Merge a patch in; the whole must still be a draft."""
    with services.database.transaction() as session:
        row = own_draft(session, citizen, draft_id, lock=True)
        require_match(row, request.headers.get("if-match"))
        require_open(services, row)
        merged = merge_patch(row.body, patch)
        errors = services.contract.violations("Draft", merged, services.texts)
        if errors:
            raise ProblemError(ProblemType.VALIDATION, errors=errors)
        row.body = content_of(session, merged)
        row.version += 1
        return JSONResponse(view(services, row), headers={"ETag": etag(row.version)})


@router.delete("/{draft_id}")
def delete_draft(request: Request, services: ServicesDep, citizen: CitizenDep, draft_id: str) -> Response:
    """Throw an open draft away."""
    with services.database.transaction() as session:
        row = own_draft(session, citizen, draft_id, lock=True)
        require_match(row, request.headers.get("if-match"))
        require_open(services, row)
        session.delete(row)
    return Response(status_code=204)


@router.post("/{draft_id}/validations")
def post_validations(services: ServicesDep, citizen: CitizenDep, draft_id: str) -> dict[str, Any]:
    """Return everything that is still wrong with a draft."""
    with services.database.transaction() as session:
        row = own_draft(session, citizen, draft_id)
        _, _, findings = check_draft(services, session, citizen, row, row.body.get("selectedItems"), None)
    report = ValidationReport(
        ok=findings.ok, errors=findings.errors, missing_materials=findings.missing_materials
    )
    return report.to_wire()
