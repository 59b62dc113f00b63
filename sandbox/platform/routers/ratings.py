"""/rating-forms/current and /ratings (好差评)."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse

from kiosk.platform.models import (
    Accepted,
    CodedText,
    FieldError,
    ProblemType,
    Rating,
    RatingForm,
    RatingLevel,
)
from sandbox.platform.case_tables import CaseRow, RatingRow, SubmissionRow
from sandbox.platform.dependencies import CitizenDep, KeyedDep, ServicesDep, TerminalDep, body_of
from sandbox.platform.idempotency import Answer
from sandbox.platform.identity import Citizen
from sandbox.platform.problems import ProblemError
from sandbox.platform.services import new_id

router = APIRouter()
FORM_VERSION = "2026.1"
_FIRST_BAD = 4


@router.get("/rating-forms/current")
def get_form(services: ServicesDep) -> Response:
    """Return the five levels, equal in rank; reasons belong to the two bad ones."""
    texts = services.texts
    reasons = tuple(CodedText(**each) for each in texts.rating_reasons)
    form = RatingForm(
        version=FORM_VERSION,
        levels=tuple(
            RatingLevel(code=code, text=text, reasons=reasons if code >= _FIRST_BAD else ())
            for code, text in sorted(texts.rating_levels.items())
        ),
    )
    return JSONResponse(form.to_wire(), headers={"ETag": f'"{FORM_VERSION}"'})


@router.post("/ratings")
async def post_ratings(
    services: ServicesDep,
    terminal: TerminalDep,
    citizen: CitizenDep,
    keyed: KeyedDep,
    body: Annotated[dict[str, Any], Depends(body_of("Rating"))],
) -> Response:
    """Take a rating of what is the citizen's own, or of a guide or the terminal."""
    rating = Rating.model_validate(body)
    if rating.form_version != FORM_VERSION:
        detail = services.texts.field("enum", name="formVersion")
        error = FieldError(pointer="/formVersion", code="enum", detail=detail)
        raise ProblemError(ProblemType.VALIDATION, errors=[error])

    def work(session: Session) -> Answer:
        _check_target(session, citizen, rating)
        row = RatingRow(id=new_id("rt"), terminal_id=terminal, body=rating.to_wire(), at=services.clock())
        session.add(row)
        return Answer(201, Accepted(id=row.id).to_wire())

    return (await keyed.run(work)).response()


def _check_target(session: Session, citizen: Citizen, rating: Rating) -> None:
    kind, no = rating.target.kind, rating.target.no
    submission: SubmissionRow | None
    if kind == "SUBMISSION":
        submission = session.get(SubmissionRow, no)
    elif kind == "CASE":
        case = session.get(CaseRow, no)
        submission = case.submission if case is not None else None
    else:
        return
    if submission is None or submission.subject != citizen.subject:
        raise ProblemError(ProblemType.NOT_FOUND)
