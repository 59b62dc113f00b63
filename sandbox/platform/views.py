"""Rows as the contract writes them."""

from typing import Any

from kiosk.platform.models import Case, CaseStep, CaseSummary, CloudEvent, CorrectionNotice, Submission
from sandbox.platform import case_machine
from sandbox.platform.case_tables import CaseRow, EventRow, SubmissionRow
from sandbox.platform.case_work import blocked_by
from sandbox.platform.settings import API_BASE

_WITH_REMEDIES = frozenset({"REFUSED", "NOT_ACCEPTED", "PRE_REJECTED"})


def etag(version: int) -> str:
    """Return a strong ETag."""
    return f'"v{version}"'


def _case_members(row: CaseRow) -> dict[str, Any]:
    return {
        "case_no": row.case_no,
        "item_key": row.item_key,
        "task_code": row.task_code,
        "name": row.name,
        "org": row.org,
        "status": row.status,
        "delivery_status": row.delivery_status,
        "blocked_by": tuple(blocked_by(row)) if row.status == "RECEIVED" else (),
        "due_at": row.due_at,
        "clock": case_machine.clock(row.status),
        "materials_later": tuple(row.materials_later),
    }


def case_view(row: CaseRow, remedies: tuple[str, ...]) -> dict[str, Any]:
    """Return a case with its history."""
    case = Case(
        **_case_members(row),
        history=tuple(
            CaseStep(at=step.at, status=step.status, text=step.text, by=step.by) for step in row.steps
        ),
        correction=CorrectionNotice.model_validate(row.correction) if row.correction else None,
        remedies=remedies if row.status in _WITH_REMEDIES else (),
    )
    return case.to_wire()


def submission_view(row: SubmissionRow, query_code: str | None = None) -> dict[str, Any]:
    """Return a submission; the query code only when it is new."""
    submission = Submission(
        submission_no=row.no,
        short_code=row.short_code,
        query_code=query_code,
        received_at=row.received_at,
        status=case_machine.overall([case.status for case in row.cases]).value,
        status_version=row.status_version,
        cases=tuple(CaseSummary(**_case_members(case)) for case in row.cases),
        bundle_code=row.bundle_id,
        bundle_revision=row.bundle_revision,
        bundle_name=row.bundle_name,
        client_submission_id=row.client_submission_id,
        sign_at_window=any(not one.get("signature") for one in row.body.get("declarations", ())),
    )
    return submission.to_wire()


def event_view(row: EventRow) -> dict[str, Any]:
    """Return an event in CloudEvents' shape."""
    event = CloudEvent(
        specversion="1.0",
        id=str(row.id),
        source=f"{API_BASE}/submissions/{row.submission_no}",
        type=row.type,
        subject=row.subject,
        time=row.time,
        data=row.data,
    )
    return event.to_wire()
