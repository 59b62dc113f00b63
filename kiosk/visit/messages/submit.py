"""Signing and handing in, and the answer."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.submission.signature import Point


@dataclass(frozen=True, slots=True)
class TickDeclaration:
    """Ticks or unticks a declaration."""

    declaration_id: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class Sign:
    """The signature so far: strokes of points in millimetres, origin top left of the field."""

    strokes: tuple[tuple[Point, ...], ...]


@dataclass(frozen=True, slots=True)
class SignAtWindow:
    """Who cannot sign on the glass signs by hand at the window (窗口补签), or takes that back."""

    wanted: bool


@dataclass(frozen=True, slots=True)
class StopWaiting:
    """不等了，先封存: the answer may come later."""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """One case of the submission, as the platform answered."""

    case_no: str
    item_id: str
    name: str
    org: str
    status: str
    due: str | None
    blocked_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Submitted:
    """The platform's answer: it has been received, under this number."""

    submission_no: str
    short_code: str
    query_code: str
    received_at: datetime
    cases: tuple[CaseFacts, ...]
    sign_at_window: bool = False
    """It is still to be signed by hand at the window."""
