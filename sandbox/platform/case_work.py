"""Moves cases, writes history and events, lets successors begin; works in the caller's transaction."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from kiosk.catalogue.limits import working_days_of
from kiosk.catalogue.models import Limit, LimitUnit
from kiosk.catalogue.working_days import due_date
from kiosk.platform.models import CaseStatus, CorrectionLine, CorrectionNotice, ProblemType
from sandbox.platform import case_machine
from sandbox.platform.case_tables import CaseRow, CaseStepRow, EventRow, SubmissionRow
from sandbox.platform.clock import CHINA, rfc3339
from sandbox.platform.problems import ProblemError
from sandbox.platform.services import Services, new_id

_CLOSING_TIME = time(17, 30)
EVENT_PREFIX = "cn.yiciban.case."


@dataclass(frozen=True, slots=True)
class Move:
    """Who makes which move, in what words."""

    event: str
    by: str
    text: str | None = None


def end_of_work(day: date) -> datetime:
    """Return the moment (UTC, as on the wire) at which a legal day ends at the counter."""
    return datetime.combine(day, _CLOSING_TIME, CHINA).astimezone(UTC)


def due_after(start: datetime, limit: Limit) -> datetime:
    """Return when a limit that begins at `start` ends, in working days of China."""
    if limit.unit is LimitUnit.MINUTE:
        return start + timedelta(minutes=limit.value)
    return end_of_work(due_date(start.astimezone(CHINA).date(), working_days_of(limit)))


def make_move(services: Services, session: Session, case: CaseRow, move: Move) -> None:
    """Move a case; raises `state-conflict` when its state does not allow it."""
    try:
        status = case_machine.move(case.status, move.event)
    except case_machine.MoveNotAllowedError:
        raise ProblemError(ProblemType.STATE_CONFLICT) from None
    if move.event in ("accept", "pre_review") and blocked_by(case):
        raise ProblemError(ProblemType.STATE_CONFLICT)
    now = services.clock()
    case.status = status.value
    if move.event == "accept":
        limit = Limit(value=case.limit_value, unit=LimitUnit(case.limit_unit))
        case.due_at = due_after(now, limit)
    if move.event == "approve":
        _issue(case, now)
    if move.event == "reply":
        case.correction = None
    _record(services, session, case, move.text or services.texts.steps[move.event], move.by, "status")
    if status in case_machine.DONE_WELL:
        _let_successors_begin(services, session, case)


def ask_for_correction(
    services: Services,
    session: Session,
    case: CaseRow,
    by: str,
    lines: Sequence[CorrectionLine],
    due: date | None,
) -> CorrectionNotice:
    """Send a correction notice with everything that is wrong; raises `state-conflict`."""
    today = services.clock().astimezone(CHINA).date()
    last = due or today + timedelta(days=services.settings.correction_days)
    notice = CorrectionNotice(notice_id=new_id("bz"), due_at=end_of_work(last), lines=tuple(lines))
    make_move(services, session, case, Move("correct", by))
    case.correction = notice.to_wire()
    return notice


def decide_on_the_spot(services: Services, session: Session, case: CaseRow) -> None:
    """当场办结: accept and approve what needs nobody's judgement and waits for nothing."""
    if case.on_the_spot and case.status == CaseStatus.RECEIVED and not blocked_by(case):
        by = services.texts.by["system"]
        make_move(services, session, case, Move("accept", by))
        make_move(services, session, case, Move("approve", by, services.texts.steps["on_the_spot"]))


def blocked_by(case: CaseRow) -> list[str]:
    """Return the item keys that the case still waits for."""
    done = {other.item_key for other in case.submission.cases if other.status in case_machine.DONE_WELL}
    return [key for key in case.waits_for if key not in done]


def _let_successors_begin(services: Services, session: Session, case: CaseRow) -> None:
    for other in case.submission.cases:
        if other.status != CaseStatus.RECEIVED or case.item_key not in other.waits_for:
            continue
        if not blocked_by(other):
            text, by = services.texts.steps["unblock"], services.texts.by["system"]
            _record(services, session, other, text, by, "unblocked")
            decide_on_the_spot(services, session, other)


def _issue(case: CaseRow, now: datetime) -> None:
    issued = [{**result, "issuedAt": rfc3339(now)} for result in case.results]
    case.results = issued
    if issued:
        case.delivery_status = "READY"


def _record(services: Services, session: Session, case: CaseRow, text: str, by: str, kind: str) -> None:
    now = services.clock()
    case.steps.append(CaseStepRow(at=now, status=case.status, text=text, by=by))
    case.submission.status_version += 1
    data: dict[str, Any] = {
        "submissionNo": case.submission_no,
        "caseNo": case.case_no,
        "itemKey": case.item_key,
        "status": case.status,
        "text": text,
    }
    session.add(
        EventRow(
            submission_no=case.submission_no,
            type=EVENT_PREFIX + kind,
            subject=case.case_no,
            time=now,
            data=data,
        )
    )


def received(services: Services, session: Session, submission: SubmissionRow) -> None:
    """Write the first step of every case, then decide what can be decided at once."""
    by = services.texts.by["system"]
    for case in submission.cases:
        _record(services, session, case, services.texts.steps["receive"], by, "status")
    for case in submission.cases:
        decide_on_the_spot(services, session, case)


def query_code() -> str:
    """Return six digits, shown and printed once."""
    return f"{secrets.randbelow(1_000_000):06d}"
