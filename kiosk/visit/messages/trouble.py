"""What did not come about, and the doors out of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Retry:
    """Do again what failed."""


@dataclass(frozen=True, slots=True)
class OpenReport:
    """办不成事: the door out of a dead end."""


@dataclass(frozen=True, slots=True)
class SendReport:
    """Send the report with what happened and where; no personal data unless a phone number is given."""

    phone: str = ""


@dataclass(frozen=True, slots=True)
class FieldError:
    """One line of a complete error list: where (element or material id, or empty) and plain words."""

    place: str
    detail: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Something asked of the platform did not come about.

    `problem` is a type of the contract, or one of unreachable, timeout, not-json.
    """

    during: str
    problem: str
    detail: str = ""
    errors: tuple[FieldError, ...] = ()
    retryable: bool = False
    trace_id: str = ""
    retry_after: float | None = None
    methods: tuple[str, ...] = ()
    """With assurance-too-low: the methods of log-in that are enough."""


@dataclass(frozen=True, slots=True)
class Reported:
    """The report (办不成事) was taken under a number, to be answered by a date."""

    issue_no: str
    due: str | None
