"""What can go wrong between the terminal and the platform: one class a thing that the screens treat apart.

Messages of these exceptions carry types and numbers, never what the platform wrote about a person.
"""

from kiosk.platform.models import FieldError, ProblemType
from kiosk.platform.models import Problem as ProblemBody


class PlatformError(Exception):
    """Base. `retryable`: the same request may well succeed in a moment."""

    retryable = False
    retry_after: float | None = None
    """Seconds that the platform asks to wait."""


class PlatformUnreachable(PlatformError):  # noqa: N818
    """No answer: no agent, no network, no TLS, or the circuit is open. Nothing is known of the request."""

    retryable = True

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        """An error type of RFC 9209 §2.3, "agent" or "circuit-open"."""
        self.retry_after = retry_after


class PlatformTimeout(PlatformUnreachable):
    """No answer in time. The platform may have done it: ask again with the same key."""


class NotJson(PlatformError):  # noqa: N818
    """An answer that is not JSON, or not the contract's shape."""

    retryable = True

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


class SessionEnded(PlatformError):  # noqa: N818
    """The visit has given its session back; nothing is sent for it any more."""


class Problem(PlatformError):  # noqa: N818
    """An RFC 9457 problem. A type without a class of its own is a plain `Problem`."""

    def __init__(self, body: ProblemBody, retry_after: float | None = None) -> None:
        super().__init__(f"{body.status} {body.short_type}")
        self.body = body
        self.retry_after = retry_after
        self.retryable = body.retryable or body.status in (429, 503)

    @property
    def type(self) -> str:
        """Short type, to compare with `ProblemType`."""
        return self.body.short_type

    @property
    def title(self) -> str:
        """Short name of the type."""
        return self.body.title

    @property
    def status(self) -> int:
        """HTTP status."""
        return self.body.status

    @property
    def detail(self) -> str | None:
        """Plain Chinese, ready to show and to speak; None for problems that the agent found."""
        return self.body.detail

    @property
    def errors(self) -> tuple[FieldError, ...]:
        """Everything that is wrong, at once."""
        return self.body.errors

    @property
    def trace_id(self) -> str | None:
        """To be told to whoever helps."""
        return self.body.trace_id


class Invalid(Problem):
    """What was sent breaks a rule; `errors` lists all: validation, malformed, mandatory-group-incomplete."""


class GuideOutdated(Problem):
    """The guide was changed; load the new one and go through the plan again."""


class NotAvailableHere(Problem):
    """An item cannot be applied for here."""


class DuplicateApplication(Problem):
    """The same was applied for already; `body.submission_no` may name it."""


class KeyRefused(Problem):
    """The Idempotency-Key is missing or was used for something else: a defect in this program."""


class StillRunning(Problem):
    """The first request with this key is not finished; ask again."""

    def __init__(self, body: ProblemBody, retry_after: float | None = None) -> None:
        super().__init__(body, retry_after)
        self.retryable = True


class ChangedElsewhere(Problem):
    """The draft is not the one that was read (412, 已在别处修改)."""


class SessionExpired(Problem):
    """The citizen's session has run out: card again, entries are kept."""


class AssuranceTooLow(Problem):
    """A stronger identification is wanted; `body.methods` says which are enough."""


class ConsentRequired(Problem):
    """`body.agreement_id` names the consent that is missing."""


class TerminalRefused(Problem):
    """本机暂停服务: unknown, revoked, not yet enrolled, wrong clock or wrong signature."""


class TooLarge(Problem):
    """A body or a page above the limit."""


class DamagedOnTheWay(Problem):
    """Checksum or offset of an upload does not fit: send that chunk again."""

    def __init__(self, body: ProblemBody, retry_after: float | None = None) -> None:
        super().__init__(body, retry_after)
        self.retryable = True


class NotFound(Problem):
    """Not there, or not visible to this citizen."""


class Busy(Problem):
    """Too many requests, or the platform or one of its sources is out: later."""


CLASSES: dict[str, type[Problem]] = {
    ProblemType.VALIDATION: Invalid,
    ProblemType.MALFORMED: Invalid,
    ProblemType.MANDATORY_GROUP_INCOMPLETE: Invalid,
    ProblemType.GUIDE_OUTDATED: GuideOutdated,
    ProblemType.ITEM_NOT_AVAILABLE_HERE: NotAvailableHere,
    ProblemType.DUPLICATE_APPLICATION: DuplicateApplication,
    ProblemType.IDEMPOTENCY_KEY_MISSING: KeyRefused,
    ProblemType.IDEMPOTENCY_KEY_REUSED: KeyRefused,
    ProblemType.IDEMPOTENCY_IN_FLIGHT: StillRunning,
    ProblemType.PRECONDITION_FAILED: ChangedElsewhere,
    ProblemType.SESSION_EXPIRED: SessionExpired,
    ProblemType.ASSURANCE_TOO_LOW: AssuranceTooLow,
    ProblemType.CONSENT_REQUIRED: ConsentRequired,
    ProblemType.TERMINAL_NOT_AUTHORISED: TerminalRefused,
    ProblemType.TERMINAL_CLOCK_SKEW: TerminalRefused,
    ProblemType.TERMINAL_SIGNATURE_INVALID: TerminalRefused,
    ProblemType.PAYLOAD_TOO_LARGE: TooLarge,
    ProblemType.CHECKSUM_MISMATCH: DamagedOnTheWay,
    ProblemType.UPLOAD_OFFSET_MISMATCH: DamagedOnTheWay,
    ProblemType.NOT_FOUND: NotFound,
    ProblemType.RATE_LIMITED: Busy,
    ProblemType.UPSTREAM_UNAVAILABLE: Busy,
}


def problem(body: ProblemBody, retry_after: float | None = None) -> Problem:
    """Make the exception of a problem's type."""
    return CLASSES.get(body.short_type, Problem)(body, retry_after)
