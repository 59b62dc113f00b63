"""Copying the logs onto a stick: what the staff do, and what comes of it."""

from dataclasses import dataclass

from kiosk.log_copy.desk import LogsSeen


@dataclass(frozen=True, slots=True)
class CopyLogs:
    """Begin to copy onto the stick that is there."""


@dataclass(frozen=True, slots=True)
class LogsAsked:
    """Whether root could be asked."""

    done: bool


@dataclass(frozen=True, slots=True)
class LogsTold:
    """What is plugged in, and how the copy goes."""

    seen: LogsSeen


LogsMessage = CopyLogs | LogsAsked | LogsTold
BY_STAFF = (CopyLogs,)
"""Those that somebody makes: signs of life."""
