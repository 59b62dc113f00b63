"""/issue-reports and /issue-report-lookups: the door of every dead end; no log-in."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from sqlalchemy.orm import Session

from sandbox.platform.case_tables import IssueRow
from sandbox.platform.dependencies import KeyedDep, ServicesDep, TerminalDep, body_of
from sandbox.platform.idempotency import Answer
from sandbox.platform.issues import issue_state, open_issue
from sandbox.platform.lookups import guarded

router = APIRouter()
_LOOKUP = "/paths/~1issue-report-lookups/post/requestBody/content/application~1json/schema"


@router.post("/issue-reports")
async def post_issues(
    services: ServicesDep,
    terminal: TerminalDep,
    keyed: KeyedDep,
    body: Annotated[dict[str, Any], Depends(body_of("IssueReport"))],
) -> Response:
    """Take an issue in and say by when it is answered."""

    def work(session: Session) -> Answer:
        return Answer(201, open_issue(services, session, terminal, body).to_wire())

    return (await keyed.run(work)).response()


@router.post("/issue-report-lookups")
def post_lookups(
    services: ServicesDep,
    terminal: TerminalDep,
    body: Annotated[dict[str, Any], Depends(body_of(_LOOKUP))],
) -> dict[str, Any]:
    """Find an issue by its number and query code."""

    def find(session: Session) -> dict[str, Any] | None:
        row = session.get(IssueRow, body["issueNo"].strip())
        code = services.keys.blind("query", body["queryCode"].strip())
        if row is None or row.query_code_hash != code:
            return None
        return issue_state(services, row).to_wire()

    return guarded(services, terminal, find)
