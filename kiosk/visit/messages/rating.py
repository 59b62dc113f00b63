"""What the citizen thought of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """A level of GB/T 39046 A.8: 1 非常满意 … 5 非常不满意; None skips."""

    code: int | None


@dataclass(frozen=True, slots=True)
class RatingSent:
    """The rating was taken."""
