"""Carries out what the page of the log copy wants. Blocking, in the pool."""

from typing import Protocol

from kiosk.log_copy.desk import LogsSeen
from kiosk.visit.logs_effects import BeginLogCopy, LogsEffect, LookForSticks
from kiosk.visit.messages.staff_logs import LogsAsked, LogsTold


class LogsDesk(Protocol):
    """Where root is asked (`kiosk.log_copy.desk.LogsDesk`)."""

    def look(self, anew: bool = False) -> LogsSeen:
        """How things stand."""

    def copy(self) -> bool:
        """Ask for a copy."""


class LogsWork:
    """Does one effect after another."""

    def __init__(self, desk: LogsDesk) -> None:
        self._desk = desk

    def do(self, effect: LogsEffect) -> LogsTold | LogsAsked:
        """Carry one out; returns what it came to."""
        match effect:
            case LookForSticks():
                return LogsTold(self._desk.look(effect.anew))
            case BeginLogCopy():
                return LogsAsked(self._desk.copy())
