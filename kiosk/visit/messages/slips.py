"""Slips: what is asked of their printer and what became of them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PrintAgain:
    """再打一张."""


@dataclass(frozen=True, slots=True)
class SlipCameOut:
    """The answer to 出来了吗？, where the printer could not say what became of the slip."""

    yes: bool


@dataclass(frozen=True, slots=True)
class PrintGuide:
    """带走指南."""


@dataclass(frozen=True, slots=True)
class PrintFinished:
    """The slip is out; fault names what went wrong instead: paperOut, coverOpen, gone, …

    `unknown`: some of it, or all, may be on paper; otherwise a slip with a fault is not on paper at all.
    """

    fault: str | None = None
    unknown: bool = False
