"""/cases: one item's case, its corrections, withdrawal and results."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from sqlalchemy.orm import Session

from kiosk.platform.models import CorrectionReply, FieldError, ProblemType, ResultDocument, ResultList
from sandbox.platform import case_machine
from sandbox.platform.case_tables import CaseRow
from sandbox.platform.case_work import Move, make_move
from sandbox.platform.dependencies import KeyedDep, ProvenDep, ServicesDep, body_of
from sandbox.platform.idempotency import Answer
from sandbox.platform.identity import Citizen
from sandbox.platform.problems import ProblemError
from sandbox.platform.services import Services
from sandbox.platform.tables import UploadRow
from sandbox.platform.views import case_view

router = APIRouter(prefix="/cases")
_WITHDRAWAL = "/paths/~1cases~1{caseNo}~1withdrawals/post/requestBody/content/application~1json/schema"


@router.get("/{case_no}")
def get_case(services: ServicesDep, citizen: ProvenDep, case_no: str) -> dict[str, Any]:
    """Return a case with its history and what the citizen must do."""
    with services.database.transaction() as session:
        return case_view(_own(session, citizen, case_no), services.texts.remedies)


@router.post("/{case_no}/corrections")
async def post_corrections(
    services: ServicesDep,
    citizen: ProvenDep,
    keyed: KeyedDep,
    case_no: str,
    body: Annotated[dict[str, Any], Depends(body_of("CorrectionReply"))],
) -> Response:
    """Answer a correction notice; the case goes back to review."""
    reply = CorrectionReply.model_validate(body)

    def work(session: Session) -> Answer:
        case = _own(session, citizen, case_no, lock=True)
        if case.correction is None or case.status != "CORRECTION":
            raise ProblemError(ProblemType.STATE_CONFLICT)
        _check_reply(services, session, citizen, case, reply)
        given = case.submission.body
        corrections = [*given.get("corrections", ()), {"caseNo": case.case_no, **reply.to_wire()}]
        case.submission.body = {**given, "corrections": corrections}
        make_move(services, session, case, Move("reply", services.texts.by["citizen"]))
        session.flush()
        return Answer(200, case_view(case, services.texts.remedies))

    return (await keyed.run(work)).response()


@router.post("/{case_no}/withdrawals")
async def post_withdrawals(
    services: ServicesDep,
    citizen: ProvenDep,
    keyed: KeyedDep,
    case_no: str,
    _body: Annotated[dict[str, Any], Depends(body_of(_WITHDRAWAL))],
) -> Response:
    """Withdraw a case that is not decided yet."""

    def work(session: Session) -> Answer:
        case = _own(session, citizen, case_no, lock=True)
        make_move(services, session, case, Move("withdraw", services.texts.by["citizen"]))
        session.flush()
        return Answer(200, case_view(case, services.texts.remedies))

    return (await keyed.run(work)).response()


@router.get("/{case_no}/results")
def get_results(services: ServicesDep, citizen: ProvenDep, case_no: str) -> dict[str, Any]:
    """Return what was issued; nothing before the case is done."""
    with services.database.transaction() as session:
        case = _own(session, citizen, case_no)
        issued = case.results if case.status in case_machine.DONE_WELL else []
        return ResultList(items=tuple(ResultDocument.model_validate(each) for each in issued)).to_wire()


def _own(session: Session, citizen: Citizen, case_no: str, *, lock: bool = False) -> CaseRow:
    case = session.get(CaseRow, case_no, with_for_update=lock)
    if case is None or case.submission.subject != citizen.subject:
        raise ProblemError(ProblemType.NOT_FOUND)
    return case


def _check_reply(
    services: Services, session: Session, citizen: Citizen, case: CaseRow, reply: CorrectionReply
) -> None:
    texts, errors = services.texts, []
    if case.correction is None or case.correction["noticeId"] != reply.notice_id:
        errors.append(FieldError(pointer="/noticeId", code="notice", detail=texts.field("notice")))
    for index, ref in enumerate(reply.materials):
        if ref.via != "SCAN":
            continue
        upload = session.get(UploadRow, ref.upload_id or "")
        if upload is None or upload.subject != citizen.subject:
            code = "upload-unknown"
        elif upload.digest is None:
            code = "upload-incomplete"
        else:
            continue
        detail = texts.field(code, name=ref.material_key)
        errors.append(FieldError(pointer=f"/materials/{index}", code=code, detail=detail))
    if errors:
        raise ProblemError(ProblemType.VALIDATION, errors=errors)
