"""Paper that a page offers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class A4View:
    """Paper that a page offers. what: guide, list, draft, form.

    state: none, preparing, printing, printed, failed, unknown (ask: 都出来了吗？).
    """

    what: str
    state: str
    pages: int
    fault: str | None
    out: str | None
    """Why nothing can be printed, a fault's code."""
    can_print: bool
