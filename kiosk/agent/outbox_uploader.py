"""Empties the outbox: who waits at the screen first, then the oldest; no bad package blocks the next."""

import random
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kiosk.agent.outbox_delivery import Delivered, Delivery, SealedFileDamaged, SealedFileUnreadable
from kiosk.agent.outbox_desk import OutboxDesk
from kiosk.agent.outbox_pace import IN_A_ROW, LINE, Failure, back_off, code_of, failure_of
from kiosk.platform.errors import PlatformError
from kiosk.submission.outbox import Outbox
from kiosk.submission.outbox_states import (
    LONGEST_WAIT,
    OPEN,
    Entry,
    OutboxError,
    State,
    UnknownPackage,
)
from kiosk.submission.receipt import ReceiptRefused
from kiosk.terminal.logs import Event

NOTHING_S = 10.0
"""So long a package may go unnoticed that another process made due."""
TROUBLE_S = 5.0
GAVE_WAY = "gave-way"
DAMAGED = "sealed-file-damaged"
UNREADABLE = Failure("sealed-file-unreadable", of_the_line=False, retry_after=LONGEST_WAIT.total_seconds())
FAILED = Failure("failed", of_the_line=False)


class _GaveWay(Exception):  # noqa: N818  the name says what happened
    """Somebody waits for another package."""


class _Stopping(Exception):  # noqa: N818  the name says what happened
    """The process ends."""


class Uploader:
    """`run` sends everything that is due and returns the seconds until the next is."""

    def __init__(
        self,
        outbox: Outbox,
        delivery: Delivery,
        desk: OutboxDesk,
        may_send: Callable[[], bool],
        now: Callable[[], datetime],
        log: Any,
        *,
        settled: Callable[[], None] = lambda: None,
        keys_wanted: Callable[[], None] = lambda: None,
        trouble: Callable[[], None] = lambda: None,
        monotonic: Callable[[], float] = time.monotonic,
        spread: Callable[[], float] = lambda: random.uniform(-1, 1),  # noqa: S311  no secret
    ) -> None:
        """`settled` is told of every package that is done, `trouble` of an outbox that cannot be used."""
        self._outbox = outbox
        self._delivery = delivery
        self._desk = desk
        self._may_send = may_send
        self._now = now
        self._log = log
        self._settled = settled
        self._keys_wanted = keys_wanted
        self._trouble = trouble
        self._monotonic = monotonic
        self._spread = spread
        self._stop = threading.Event()
        self._network_is_back = threading.Event()
        self._failures: dict[UUID, int] = {}
        """In a row and without any progress."""
        self._furthest: dict[UUID, int] = {}
        self._in_a_row = 0
        self._line_failures = 0
        self._line_until = 0.0

    def network_is_back(self) -> None:
        """Have what failed for want of a network tried at once by the next `run`."""
        self._network_is_back.set()

    def send_now(self) -> None:
        """Have everything that waits tried at once by the next `run`, whatever put it off."""
        self._outbox.flush(self._now())
        self._network_is_back.set()

    def stop(self) -> None:
        """Break off before the next chunk; what was being sent is due after the next start."""
        self._stop.set()

    def run(self) -> float:
        """Send what is due, one package after the other."""
        if not self._may_send():
            return TROUBLE_S
        try:
            if self._network_is_back.is_set():
                self._network_is_back.clear()
                self._take_up_again()
            while not self._stop.is_set():
                entry = self._next()
                if entry is None:
                    return self._pause()
                self._send(entry)
        except _Stopping:
            pass
        except OutboxError as error:
            self._log.error(Event.OUTBOX_FAILED, reason=error.code)
            self._trouble()
            return TROUBLE_S
        return NOTHING_S

    def _take_up_again(self) -> None:
        self._line_failures, self._line_until = 0, 0.0
        for entry in self._outbox.list():
            if entry.state is State.SEALED and entry.next_attempt_at and entry.problem in LINE:
                self._outbox.retry(entry.package_id, self._now())

    def _next(self) -> Entry | None:
        now = self._now()
        for entry in self._awaited():
            if entry.next_attempt_at is None or entry.next_attempt_at <= now:
                return entry
        if self._monotonic() < self._line_until:
            return None
        return next(iter(self._outbox.due(now, 1)), None)

    def _awaited(self) -> list[Entry]:
        found = []
        for package_id in self._desk.attended():
            try:
                entry = self._outbox.get(package_id)
            except UnknownPackage:
                continue
            if entry.state in OPEN:
                found.append(entry)
        return found

    def _pause(self) -> float:
        now = self._now()
        pauses = [NOTHING_S]
        pauses += [
            (entry.next_attempt_at - now).total_seconds()
            for entry in self._awaited()
            if entry.next_attempt_at is not None
        ]
        next_due = self._outbox.next_due()
        if next_due is not None:
            line = self._line_until - self._monotonic()
            pauses.append(max(line, (next_due - now).total_seconds()))
        return max(min(pauses), 0.01)

    def _send(self, entry: Entry) -> None:
        package_id = entry.package_id
        entry = self._outbox.begin(package_id, self._now())
        self._desk.note_change(package_id)
        try:
            delivered = self._delivery.deliver(entry, lambda sent: self._progress(package_id, sent))
            self._settle(entry, delivered)
        except _GaveWay:
            self._outbox.note_attempt(package_id, self._now(), self._now(), GAVE_WAY)
        except SealedFileDamaged:
            self._outbox.reject(package_id, self._now(), DAMAGED)
            self._log.error(Event.OUTBOX_REJECTED, problem=DAMAGED, bundle=entry.header.bundle_code)
            self._done(package_id)
        except SealedFileUnreadable as refused:
            self._log.error(Event.OUTBOX_FAILED, reason=refused.code)
            self._put_off(package_id, UNREADABLE)
            self._trouble()
        except (PlatformError, ReceiptRefused) as error:
            if self._stop.is_set():
                raise _Stopping from None
            if isinstance(error, ReceiptRefused):
                self._log.error(Event.OUTBOX_RECEIPT_REFUSED, reason=error.code)
                if error.code == "unknown-key":
                    self._keys_wanted()
            self._put_off(package_id, failure_of(error))
        except (OutboxError, _Stopping):
            raise
        except Exception as error:
            # A defect that one package brings to light must not hold up the others.
            self._log.error(Event.CRASHED, reason="outbox-uploader", error_type=type(error).__name__)
            self._put_off(package_id, FAILED)

    def _progress(self, package_id: UUID, sent: int) -> None:
        if self._stop.is_set():
            raise _Stopping
        if sent > self._furthest.get(package_id, 0):
            self._furthest[package_id] = sent
            self._failures.pop(package_id, None)
            self._line_failures = 0
        self._desk.note_sent(package_id, sent)
        awaited = self._desk.attended()
        if awaited and package_id not in awaited and self._waits_now():
            raise _GaveWay

    def _waits_now(self) -> bool:
        now = self._now()
        return any(not entry.next_attempt_at or entry.next_attempt_at <= now for entry in self._awaited())

    def _settle(self, entry: Entry, delivered: Delivered) -> None:
        receipt = delivered.verified.receipt
        if receipt.outcome == "ACCEPTED":
            self._outbox.acknowledge(entry.package_id, self._now(), delivered.verified)
            self._log.info(Event.OUTBOX_ACKNOWLEDGED, attempt=entry.attempts, bytes=entry.header.size)
        else:
            problem = code_of(receipt.problem or "")
            self._outbox.reject(entry.package_id, self._now(), problem, delivered.verified)
            self._log.warning(Event.OUTBOX_REJECTED, problem=problem, bundle=entry.header.bundle_code)
        self._in_a_row = self._line_failures = 0
        self._line_until = 0.0
        self._desk.note_change(entry.package_id, delivered.answer)
        self._done(entry.package_id)

    def _done(self, package_id: UUID) -> None:
        self._failures.pop(package_id, None)
        self._furthest.pop(package_id, None)
        self._desk.note_change(package_id)
        self._settled()

    def _put_off(self, package_id: UUID, failure: Failure) -> None:
        failures = self._failures[package_id] = self._failures.get(package_id, 0) + 1
        wait = max(back_off(failures, self._spread()), failure.retry_after)
        now = self._now()
        self._outbox.note_attempt(package_id, now, now + timedelta(seconds=wait), failure.code)
        self._desk.note_change(package_id)
        self._log.warning(
            Event.OUTBOX_PUT_OFF, problem=failure.code, attempt=failures, duration_ms=round(wait * 1000)
        )
        self._in_a_row += 1
        if failure.of_the_line or self._in_a_row >= IN_A_ROW:
            self._line_failures += 1
            line = back_off(self._line_failures, self._spread())
            if failure.of_the_line:
                line = max(line, failure.retry_after)
            self._line_until = self._monotonic() + line
