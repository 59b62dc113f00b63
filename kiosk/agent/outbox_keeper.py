"""Looks after the outbox: puts it in order, counts, raises the alarm, forgets what has had its time."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

from kiosk.agent.status import AgentStatus, OutboxFacts
from kiosk.submission.outbox import Outbox
from kiosk.submission.outbox_door import Obstacle, Problem
from kiosk.submission.outbox_locks import AgentLock
from kiosk.submission.outbox_states import AnotherAgent, OutboxError
from kiosk.terminal.logs import Event
from kiosk.terminal.settings import OutboxSection

INTERVAL_S = 60.0
ALARM_S = 3600.0


class OutboxKeeper:
    """`run` makes one pass. Holds the lock by which one agent empties an outbox, never two."""

    def __init__(
        self,
        outbox: Outbox,
        settings: OutboxSection,
        status: AgentStatus,
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
        log: Any,
    ) -> None:
        """Raises `AnotherAgent`."""
        self._outbox = outbox
        self._settings = settings
        self._status = status
        self._now = now
        self._monotonic = monotonic
        self._log = log
        self._counting = threading.Lock()
        self._lock: AgentLock | None = None
        self._in_order = False
        self._alarm_at = 0.0
        self._claim()

    def may_send(self) -> bool:
        """Whether this agent is the one, and the outbox has been put in order since the start."""
        return self._in_order

    def run(self) -> float:
        """Make one pass; returns the seconds until the next."""
        try:
            if not self._in_order:
                self._put_in_order()
            problems = self._outbox.check(self._now())
            if self._in_order and any(one.obstacle is Obstacle.DATABASE_BROKEN for one in problems):
                self._rebuild()
                problems = self._outbox.check(self._now())
            self._note(problems)
            purged = self._outbox.purge(self._now(), self._settings.retention)
            if purged:
                self._log.info(Event.OUTBOX_PURGED, count=purged)
        except OutboxError as error:
            self._log.error(Event.OUTBOX_FAILED, reason=error.code)
            self._note(self._outbox.check(self._now()))
        return INTERVAL_S

    def look(self) -> OutboxFacts:
        """Look now and return what is there."""
        self._note(self._outbox.check(self._now()))
        return self._status.now.outbox

    def count(self) -> None:
        """Count again; what is wrong stays as it was found last."""
        with self._counting:
            self._status.set(outbox=self._counted(self._status.now.outbox.problems))

    def clock_is_right(self) -> None:
        """Take it that the clock is right now, as the platform says: what lies in its future was a jump."""
        problems = self._status.now.outbox.problems
        if not any(one["obstacle"] == Obstacle.CLOCK_WENT_BACK for one in problems):
            return
        try:
            self._outbox.settle_clock(self._now())
            self._log.warning(Event.OUTBOX_CLOCK_SETTLED)
            self._note(self._outbox.check(self._now()))
        except OutboxError as error:
            self._log.error(Event.OUTBOX_FAILED, reason=error.code)

    def close(self) -> None:
        """Let another agent in."""
        self._in_order = False
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _claim(self) -> bool:
        if self._lock is None:
            try:
                self._lock = AgentLock(self._outbox.folder)
            except OSError:
                # A disk that takes nothing: the door says so, and it is tried again.
                return False
        return True

    def _put_in_order(self) -> None:
        try:
            if not self._claim():
                return
        except AnotherAgent as error:
            self._log.error(Event.OUTBOX_FAILED, reason=error.code)
            return
        if any(one.obstacle is Obstacle.DATABASE_BROKEN for one in self._outbox.check(self._now())):
            self._rebuild()
        else:
            done = self._outbox.recover(self._now())
            if done.entered or done.tidied:
                self._log.warning(
                    Event.OUTBOX_RECOVERED, count=len(done.entered), reason=f"tidied-{done.tidied}"
                )
        self._in_order = True

    def _rebuild(self) -> None:
        done = self._outbox.rebuild(self._now())
        self._log.error(Event.OUTBOX_REBUILT, count=len(done.entered))

    def _note(self, problems: tuple[Problem, ...]) -> None:
        told = tuple({"obstacle": one.obstacle.value, "detail": one.detail} for one in problems)
        with self._counting:
            before = self._status.now.outbox.problems
            self._status.set(outbox=self._counted(told))
        for one in told:
            if one["obstacle"] not in {known["obstacle"] for known in before}:
                self._log.error(Event.OUTBOX_TROUBLE, reason=one["obstacle"])

    def _counted(self, problems: tuple[dict[str, str], ...]) -> OutboxFacts:
        try:
            counts, oldest = self._outbox.counts(), self._outbox.oldest()
        except OutboxError:
            known = self._status.now.outbox
            return OutboxFacts(known.waiting, known.rejected, known.oldest, known.overdue, problems)
        sealed_at = oldest.header.sealed_at if oldest else None
        overdue = sealed_at is not None and self._now() - sealed_at > self._settings.max_age
        if overdue and self._monotonic() >= self._alarm_at:
            self._alarm_at = self._monotonic() + ALARM_S
            self._log.error(Event.OUTBOX_OVERDUE, count=counts.waiting)
        if not overdue:
            self._alarm_at = 0.0
        return OutboxFacts(counts.waiting, counts.rejected, sealed_at, overdue, problems)
