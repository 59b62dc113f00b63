"""A4 paper: what is asked of its printer and what became of the pages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PrintA4:
    """On A4 paper: what this page offers, the guide in large print or the form."""


@dataclass(frozen=True, slots=True)
class A4CameOut:
    """都出来了吗？ The answer where nobody else knows what became of the A4 pages."""

    yes: bool


@dataclass(frozen=True, slots=True)
class A4Began:
    """The A4 pages are made, so many of them, and handed to their printer."""

    pages: int


@dataclass(frozen=True, slots=True)
class A4Finished:
    """The A4 pages are out, or why not; unknown: some of them may be on paper."""

    fault: str | None = None
    unknown: bool = False
