"""What the page of the log copy wants done outside; carried out by logs_work.py."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LookForSticks:
    """See what is plugged in and how a copy goes; LogsTold follows. anew: the last copy is forgotten."""

    anew: bool = False


@dataclass(frozen=True, slots=True)
class BeginLogCopy:
    """Ask root for a copy; LogsAsked follows."""


LogsEffect = LookForSticks | BeginLogCopy
