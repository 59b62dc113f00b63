"""办不成事, 12345 and disputed data: one kind of record, one number, one due date."""

from typing import Any

from sqlalchemy.orm import Session

from kiosk.catalogue.working_days import due_date
from kiosk.platform.models import IssueReportState
from sandbox.platform import numbers
from sandbox.platform.case_tables import IssueRow
from sandbox.platform.case_work import end_of_work, query_code
from sandbox.platform.clock import CHINA
from sandbox.platform.services import Services

_SIMPLE_DAYS = 5
"""Working days until a simple issue is answered."""


def open_issue(
    services: Services, session: Session, terminal_id: str, body: dict[str, Any]
) -> IssueReportState:
    """Record an issue; the query code is in this answer only."""
    now = services.clock()
    day = now.astimezone(CHINA).date()
    code = query_code()
    row = IssueRow(
        issue_no=numbers.issue_no(services.database, session, day),
        query_code_hash=services.keys.blind("query", code),
        terminal_id=terminal_id,
        body=body,
        state="RECEIVED",
        due_at=end_of_work(due_date(day, _SIMPLE_DAYS)),
        at=now,
    )
    session.add(row)
    return issue_state(services, row, code)


def issue_state(services: Services, row: IssueRow, code: str | None = None) -> IssueReportState:
    """Return where an issue stands."""
    return IssueReportState(
        issue_no=row.issue_no,
        state=row.state,
        due_at=row.due_at,
        handler=services.texts.issue_handler,
        reply=row.reply,
        query_code=code,
    )
