"""Ratings and reports."""

from datetime import datetime
from typing import Any

from pydantic import Field

from kiosk.platform.models.wire import Wire


class CodedText(Wire):
    """A code and its text."""

    code: str
    text: str | None = None
    system: str | None = None


class RatingLevel(Wire):
    """GB/T 39046 A.8: 1 非常满意 … 5 非常不满意."""

    code: int = Field(ge=1, le=5)
    text: str
    reasons: tuple[CodedText, ...] = ()


class RatingForm(Wire):
    """The five levels, as the platform words them."""

    version: str
    levels: tuple[RatingLevel, ...]


class RatingTarget(Wire):
    """Kind is SUBMISSION, CASE, GUIDE or TERMINAL."""

    kind: str
    no: str


class Rating(Wire):
    """One rating (好差评)."""

    target: RatingTarget
    form_version: str
    satisfaction_code: int = Field(ge=1, le=5)
    service_occurrence: int | None = None
    reason_codes: tuple[str, ...] = ()
    comment: str | None = Field(default=None, max_length=500, repr=False)
    anonymous: bool | None = None


class IssueReport(Wire):
    """Kind is CANNOT_GET_DONE, HOTLINE_12345, NEED, GUIDE_WRONG or SUGGESTION."""

    kind: str
    relates_to: dict[str, Any] | None = None
    where: dict[str, Any] | None = None
    text: str | None = Field(default=None, max_length=2000, repr=False)
    voice_upload_id: str | None = None
    contact_wanted: bool | None = None
    phone: str | None = Field(default=None, repr=False)


class IssueReportState(Wire):
    """Where an issue stands. `query_code` is given once, when it is created."""

    issue_no: str
    state: str
    due_at: datetime | None = None
    handler: str | None = None
    reply: str | None = None
    query_code: str | None = Field(default=None, repr=False)
