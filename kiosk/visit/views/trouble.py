"""What went wrong, and the doors out of it."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.catalogue.models import LocalText
from kiosk.visit.pages import Destination, Page
from kiosk.visit.views.frame import Say


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend, with the way there."""

    text: Say
    words: str
    """The platform's own words, or empty."""
    change: Destination
    label: LocalText | None = None
    """What it is about, where it is about one thing."""


@dataclass(frozen=True, slots=True)
class ErrorView:
    """What happened, what you can do. `name` selects the texts error.<name>.what and error.<name>.do."""

    name: str
    words: str
    """The platform's own plain words, or empty."""
    problems: tuple[Problem, ...]
    can_retry: bool
    can_back: bool
    code: str
    """For staff: what failed during what, and the trace id."""


@dataclass(frozen=True, slots=True)
class ReportView:
    """办不成事. state: ask, sending, sent, failed."""

    state: str
    where: Page
    bundle_name: LocalText | None
    problem: str
    issue_no: str
    due: str | None
    phone: str | None
    """The hall's phone."""


@dataclass(frozen=True, slots=True)
class OutOfServiceView:
    """本机暂停服务 with the reason: revoked, no_guides, … Of a planned outage: what is told, and its end."""

    reason: str
    told: LocalText | None = None
    until: datetime | None = None
