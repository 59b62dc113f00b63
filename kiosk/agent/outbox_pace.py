"""When the outbox is tried again, and how much is sent at once. Pure."""

from dataclasses import dataclass

from kiosk.platform.errors import Busy, NotJson, PlatformError, PlatformUnreachable, Problem, TerminalRefused
from kiosk.platform.models import ProblemType
from kiosk.submission.receipt import ReceiptRefused

FIRST_S = 1.0
LONGEST_S = 900.0
SPREAD = 0.3
"""Terminals that lost the network together do not come back together."""
IN_A_ROW = 3
"""So many packages that fail one after the other are not the packages' fault."""

FIRST_CHUNK = 256 * 1024
SMALLEST_CHUNK = 64 * 1024
LARGEST_CHUNK = 4 * 1024 * 1024
QUICK_S, SLOW_S = 2.0, 10.0


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an attempt came to nothing."""

    code: str
    """A short type such as `upstream-unavailable`."""
    of_the_line: bool
    """Whether the next package would fare no better."""
    retry_after: float = 0.0
    """Seconds that the platform asked to wait."""


LINE = frozenset(
    {
        "connection-refused",
        "connection-terminated",
        "connection-timeout",
        "destination-unavailable",
        "http-response-body-size",
        "http-response-incomplete",
        "http-response-timeout",
        "not-json",
        "tls-certificate-error",
        "tls-protocol-error",
    }
)
"""Codes of failures after which one is tried at once when the network is back."""


def failure_of(error: PlatformError | ReceiptRefused) -> Failure:
    """Name what went wrong, in words of ours only."""
    if isinstance(error, ReceiptRefused):
        return Failure(f"receipt-{error.code}", of_the_line=False)
    after = error.retry_after or 0.0
    if isinstance(error, PlatformUnreachable):
        return Failure(code_of(error.reason), True, after)
    if isinstance(error, NotJson):
        return Failure("not-json", True, after)
    if isinstance(error, Problem):
        # Too many requests are about the terminal; 503 may be about this package's key.
        of_the_line = isinstance(error, TerminalRefused) or (
            isinstance(error, Busy) and error.type == ProblemType.RATE_LIMITED
        )
        return Failure(code_of(error.type), of_the_line, after)
    return Failure("failed", True, after)


def code_of(text: str) -> str:
    """Return a problem's type as the outbox keeps it: lower case, digits and hyphens."""
    kept = "".join(char if char.isascii() and char.isalnum() else "-" for char in text.lower())
    return kept.strip("-")[:64] or "unknown"


def back_off(failures: int, spread: float) -> float:
    """Return the seconds to wait after so many failures in a row; `spread` is -1 to 1."""
    return min(FIRST_S * 2.0 ** min(max(failures, 1) - 1, 20), LONGEST_S) * (1 + SPREAD * spread)


def next_chunk(size: int, seconds: float) -> int:
    """Return how much to send after a chunk of `size` bytes took `seconds`: a cut line loses little."""
    if seconds < QUICK_S:
        size *= 2
    elif seconds > SLOW_S:
        size //= 2
    return min(max(size, SMALLEST_CHUNK), LARGEST_CHUNK)


def chunk_after_cut(size: int) -> int:
    """Return how much to send after the line was cut within a chunk."""
    return max(size // 2, SMALLEST_CHUNK)
