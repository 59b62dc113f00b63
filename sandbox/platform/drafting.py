"""Drafts: what may be in one, how it is patched, who may touch it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from kiosk.platform.models import ProblemType
from sandbox.platform.clock import rfc3339
from sandbox.platform.identity import Citizen
from sandbox.platform.problems import ProblemError
from sandbox.platform.services import Services
from sandbox.platform.tables import DraftRow, PlanRow
from sandbox.platform.views import etag

_OWN = frozenset({"draftId", "state", "expiresAt"})
"""The platform's own members; what a terminal writes there is ignored."""


def merge_patch(target: Any, patch: Any) -> Any:
    """Return the target after a JSON Merge Patch (RFC 7396); neither argument is changed."""
    if not isinstance(patch, Mapping):
        return patch
    merged = dict(target) if isinstance(target, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge_patch(merged.get(name), value)
    return merged


def content_of(session: Session, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is kept of a draft; facts and ticks come from the plan where the draft has none."""
    content = {name: value for name, value in body.items() if name not in _OWN}
    plan = session.get(PlanRow, content["planId"]) if content.get("planId") else None
    if plan is not None:
        content.setdefault("facts", plan.facts)
        content.setdefault("selectedItems", plan.selected)
    return content


def view(services: Services, row: DraftRow) -> dict[str, Any]:
    """Return a draft as the contract writes it."""
    return {
        **row.body,
        "draftId": row.id,
        "state": state_of(services, row),
        "expiresAt": rfc3339(row.expires_at),
    }


def state_of(services: Services, row: DraftRow) -> str:
    """Return OPEN, SUBMITTED or EXPIRED."""
    return "EXPIRED" if row.state == "OPEN" and row.expires_at <= services.clock() else row.state


def own_draft(session: Session, citizen: Citizen, draft_id: str, *, lock: bool = False) -> DraftRow:
    """Return the citizen's draft; `not-found` for anybody else's."""
    row = session.get(DraftRow, draft_id, with_for_update=lock)
    if row is None or row.subject != citizen.subject:
        raise ProblemError(ProblemType.NOT_FOUND)
    return row


def require_match(row: DraftRow, if_match: str | None) -> None:
    """Raise `malformed` without If-Match, `precondition-failed` when it names another version."""
    if not if_match:
        raise ProblemError(ProblemType.MALFORMED)
    if etag(row.version) not in [each.strip() for each in if_match.split(",")]:
        raise ProblemError(ProblemType.PRECONDITION_FAILED)


def require_open(services: Services, row: DraftRow) -> None:
    """Raise `state-conflict` for a draft that was submitted or has expired."""
    if state_of(services, row) != "OPEN":
        raise ProblemError(ProblemType.STATE_CONFLICT)
