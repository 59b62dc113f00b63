"""The outbox (暂存箱): sealed submissions on their way, durable before anything is said, once and only once.

The screens' process adds; the agent's process does the rest, at the same time. What is kept is ciphertext and
headers. Times are handed in, with an offset.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any
from uuid import UUID

from kiosk.platform.models import SealedHeader
from kiosk.submission import outbox_repair as repair
from kiosk.submission.outbox_door import Problem, look
from kiosk.submission.outbox_rows import cell, find, insert, update
from kiosk.submission.outbox_states import (
    DISK_FAILED,
    LONGEST_WAIT,
    WAYS,
    DiskRefused,
    Entry,
    OutboxDatabaseBroken,
    OutboxError,
    SealInDoubt,
    State,
    Step,
    UnknownPackage,
    WrongState,
    checked_code,
    checked_place,
    disk_refused,
)
from kiosk.submission.outbox_view import GATE_LOCK, OutboxView
from kiosk.submission.receipt import VerifiedReceipt
from kiosk.submission.seal import Sealing

FREE_BYTES = 512 * 1024 * 1024
"""Default of what must be free before a citizen starts."""


class Outbox(OutboxView):
    """The queue in one folder, which is made when it is not there. Safe to share between threads.

    Every method may raise `OutboxDatabaseBroken` (then `rebuild`), `OutboxNotDurable`, `OutboxBusy` and
    `DiskRefused`; those with a package id `UnknownPackage`, those that change a state `WrongState`.
    """

    def __init__(self, folder: Path, free_bytes: int = FREE_BYTES) -> None:
        super().__init__(folder)
        self._free_bytes = free_bytes
        self._adding = Lock()

    # Before a citizen starts

    def check(self, now: datetime) -> tuple[Problem, ...]:
        """Return everything that would keep a submission from being sealed now; raises no `OutboxError`."""
        return look(self.folder, self._store, now, self._free_bytes, self.folder / GATE_LOCK)

    # The screens' side

    def add(self, sealing: Sealing, now: datetime | None = None) -> SealedHeader:
        """Seal a submission and queue it. Only after the return may anything be said.

        A package that is there already is not sealed again; its header is returned. Raises `SealFailed` and
        what the plain stream raises as well. After any exception but `SealInDoubt` the package is not queued
        and never will be.
        """
        with self._adding, self._gate(shared=True):
            with self._store.reading() as connection:
                there = find(connection, sealing.package_id)
            if there is not None:
                return there.header
            try:
                self._files.remove([sealing.package_id])
                header = self._files.write(sealing)
            except OSError as error:
                raise disk_refused(error) from error
            try:
                with self._store.writing() as connection:
                    insert(connection, header, now or sealing.sealed_at)
            except Exception as error:
                if not self._taken_back(header):
                    code = error.code if isinstance(error, DiskRefused) else DISK_FAILED
                    raise SealInDoubt(code, "entered or not") from error
                raise
            return header

    def _taken_back(self, header: SealedHeader) -> bool:
        """Whether a package that could not be entered is gone for good, rows and files.

        A commit whose sync failed may still lie in the WAL and count after a restart; a later commit takes
        its place there, and that one must be written even where there is no row to delete.
        """
        try:
            with self._store.writing() as connection:
                connection.execute("DELETE FROM packages WHERE package_id = ?", (str(header.package_id),))
                connection.execute("INSERT OR REPLACE INTO probes VALUES (0, ?)", (cell(header.sealed_at),))
            self._files.remove([header.package_id])
        except (OutboxError, OSError):
            return False
        return True

    # The agent's side

    def begin(self, package_id: UUID, now: datetime) -> Entry:
        """Note that sending begins: SENDING, one more attempt."""
        return self._change(
            package_id, now, Step.BEGIN, lambda entry: {"attempts": entry.attempts + 1, "problem": None}
        )

    def note_place(self, package_id: UUID, now: datetime, place: str | None) -> Entry:
        """Note where the upload was begun (a path without query; None: begin a new one), for resuming."""
        checked = None if place is None else checked_place(place)
        return self._change(package_id, now, Step.PLACE, lambda _entry: {"place": checked})

    def note_attempt(self, package_id: UUID, now: datetime, next_attempt_at: datetime, problem: str) -> Entry:
        """Note a failed attempt: SEALED again, due at `next_attempt_at` or `LONGEST_WAIT` from now.

        `problem` is a short type such as `upstream-unavailable`.
        """
        values = {
            "next_attempt_at": min(next_attempt_at, now + LONGEST_WAIT),
            "problem": checked_code(problem),
        }
        return self._change(package_id, now, Step.PUT_OFF, lambda _entry: values)

    def acknowledge(self, package_id: UUID, now: datetime, verified: VerifiedReceipt) -> Entry:
        """Keep the receipt, durably; then delete the sealed file. A REJECTED receipt belongs to `reject`.

        Again with the same package is no error.
        """
        receipt = verified.receipt
        if receipt.outcome != "ACCEPTED" or receipt.package_id != package_id:
            raise WrongState("not a receipt for this")
        with self._gate(shared=True):
            entry = self.get(package_id)
            if receipt.digest != entry.header.digest:
                raise WrongState("not a receipt for this file")
            if entry.state is not State.ACKNOWLEDGED:
                values = {
                    "receipt": receipt,
                    "held": 0,
                    "problem": None,
                    "next_attempt_at": None,
                    "place": None,
                }
                entry = self._change(package_id, now, Step.ACKNOWLEDGE, lambda _entry: values)
            self._drop([package_id])
            return entry

    def reject(
        self, package_id: UUID, now: datetime, problem: str, verified: VerifiedReceipt | None = None
    ) -> Entry:
        """Put away as dead letter; the file stays, with a receipt until `purge`, without one for good."""
        if verified is not None and verified.receipt.package_id != package_id:
            raise WrongState("not a receipt for this")
        values: dict[str, Any] = {"problem": checked_code(problem), "next_attempt_at": None, "place": None}
        if verified is not None:
            values["receipt"] = verified.receipt
        return self._change(package_id, now, Step.REJECT, lambda _entry: values)

    def retry(self, package_id: UUID, now: datetime) -> Entry:
        """Make due at once; takes a dead letter up again."""
        values = {"next_attempt_at": None, "receipt": None}
        return self._change(package_id, now, Step.RETRY, lambda _entry: values)

    def flush(self, now: datetime) -> int:
        """Make everything that waits due at once; returns how many."""
        with self._gate(shared=True), self._store.writing() as connection:
            rows = connection.execute(
                "UPDATE packages SET next_attempt_at = NULL WHERE state = ? AND next_attempt_at IS NOT NULL",
                (State.SEALED,),
            )
            return rows.rowcount

    def settle_clock(self, now: datetime) -> None:
        """Bring times after `now` back to it: the clock was ahead, and is right now as the platform says."""
        with self._gate(shared=True), self._store.writing() as connection:
            connection.execute("UPDATE packages SET changed_at = ?1 WHERE changed_at > ?1", (cell(now),))
            connection.execute("UPDATE probes SET at = ?1 WHERE at > ?1", (cell(now),))

    def purge(self, now: datetime, keep: timedelta) -> int:
        """Forget what has had its signed receipt for longer than `keep`; returns how many rows went."""
        with self._gate(shared=True):
            old = [
                entry.package_id
                for entry in self._select("receipt IS NOT NULL AND changed_at <= ?", now - keep)
                if entry.state in (State.ACKNOWLEDGED, State.REJECTED)
            ]
            if old:
                self._forget(old)
            return len(old)

    def forget_rejected(self, package_id: UUID) -> None:
        """Close a dead letter with its signed receipt: the citizen has been told why. Its file goes."""
        with self._gate(shared=True):
            entry = self.get(package_id)
            if entry.state is not State.REJECTED or entry.receipt is None:
                raise WrongState("not a dead letter with a receipt")
            self._forget([package_id])

    def _forget(self, package_ids: list[UUID]) -> None:
        # First they may go, then they go, then their rows: a cut in between is finished the next time.
        with self._store.writing() as connection:
            for package_id in package_ids:
                connection.execute("UPDATE packages SET held = 0 WHERE package_id = ?", (str(package_id),))
        self._drop(package_ids)
        with self._store.writing() as connection:
            for package_id in package_ids:
                connection.execute("DELETE FROM packages WHERE package_id = ?", (str(package_id),))

    # Looking after

    def recover(self, now: datetime) -> repair.Recovered:
        """After a start: enter sealed files that have no row, tidy what was cut off. Waits for who seals."""
        with self._gate(shared=False):
            try:
                return repair.recover(self._files, self._store, self.list(), now)
            except OSError as error:
                raise disk_refused(error) from error

    def rebuild(self, now: datetime) -> repair.Recovered:
        """Set a broken database aside and make a new one from the headers beside the sealed files.

        A sound one is only recovered. What the headers do not know is lost: attempts, places, receipts, dead
        letters; those are sent again, and the platform knows them by their package id.
        """
        with self._gate(shared=False):
            aside = None
            try:
                self._store.check(now)
                self.list()
            except OutboxDatabaseBroken:
                self._store.close()
                try:
                    aside = repair.set_aside(self.folder, now)
                except OSError as error:
                    raise disk_refused(error) from error
            done = repair.recover(self._files, self._store, self.list(), now)
            return repair.Recovered(done.entered, done.tidied, aside)

    def _change(
        self, package_id: UUID, now: datetime, step: Step, values: Callable[[Entry], dict[str, Any]]
    ) -> Entry:
        with self._gate(shared=True), self._store.writing() as connection:
            entry = find(connection, package_id)
            if entry is None:
                raise UnknownPackage(str(package_id))
            since, to = WAYS[step]
            if entry.state not in since:
                raise WrongState(f"{step} of {entry.state}")
            update(connection, package_id, now, state=to, **values(entry))
            changed = find(connection, package_id)
        if changed is None:
            raise UnknownPackage(str(package_id))
        return changed

    def _drop(self, package_ids: list[UUID]) -> None:
        try:
            self._files.remove(package_ids)
        except OSError as error:
            raise disk_refused(error) from error
