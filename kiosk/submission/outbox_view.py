"""What is in the outbox: everything that changes nothing."""

from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Self
from uuid import UUID

from kiosk.submission import outbox_repair as repair
from kiosk.submission.outbox_files import SealedFiles
from kiosk.submission.outbox_locks import held
from kiosk.submission.outbox_rows import COLUMNS, cell, entry_of, find
from kiosk.submission.outbox_states import (
    LONGEST_WAIT,
    OPEN,
    Counts,
    Entry,
    State,
    UnknownPackage,
    disk_refused,
)
from kiosk.submission.outbox_store import OutboxStore
from kiosk.whole_file import sync_folder

GATE_LOCK = "gate.lock"


class OutboxView:
    """The reading half of `Outbox`; the folder is made when it is not there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files = SealedFiles(folder)
        self._store = OutboxStore(folder)
        if not folder.is_dir():
            try:
                folder.mkdir(mode=0o770, parents=True, exist_ok=True)
                folder.chmod(0o770)
                sync_folder(folder.parent)
            except OSError as error:
                raise disk_refused(error) from error

    def close(self) -> None:
        """Let go of the database."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def due(self, now: datetime, limit: int = 100) -> tuple[Entry, ...]:
        """Return what may be tried now, oldest first, up to `limit`.

        SENDING is among it: so stands what a killed process was sending. One agent sends, one at a time.
        """
        return self._select(
            "state IN (?, ?) AND (next_attempt_at IS NULL OR next_attempt_at <= ? OR next_attempt_at > ?) "
            "ORDER BY position LIMIT ?",
            *OPEN,
            now,
            now + LONGEST_WAIT,
            limit,
        )

    def next_due(self) -> datetime | None:
        """Return when the next attempt is noted for; None when nothing waits.

        One that may be tried at once counts with its time of sealing.
        """
        entries = self._select(
            "state IN (?, ?) ORDER BY coalesce(next_attempt_at, sealed_at), position LIMIT 1", *OPEN
        )
        return next((entry.next_attempt_at or entry.header.sealed_at for entry in entries), None)

    def get(self, package_id: UUID) -> Entry:
        """Return one package."""
        with self._store.reading() as connection:
            entry = find(connection, package_id)
        if entry is None:
            raise UnknownPackage(str(package_id))
        return entry

    def list(self) -> tuple[Entry, ...]:
        """Return every package, oldest first."""
        return self._select("1 ORDER BY position")

    def counts(self) -> Counts:
        """Return how many packages stand where."""
        with self._store.reading() as connection:
            rows = dict(connection.execute("SELECT state, count(*) FROM packages GROUP BY state").fetchall())
        return Counts(*(rows.get(state, 0) for state in State))

    def oldest(self) -> Entry | None:
        """Return the waiting package that was sealed first: past the site's limit it raises an alarm."""
        return next(iter(self._select("state IN (?, ?) ORDER BY sealed_at, position LIMIT 1", *OPEN)), None)

    def open_sealed(self, package_id: UUID) -> BinaryIO:
        """Open the sealed file for reading (seekable)."""
        self.get(package_id)
        try:
            return self._files.open(package_id)
        except OSError as error:
            raise disk_refused(error) from error

    def verify(self) -> tuple[repair.Finding, ...]:
        """Compare rows and files, reading every sealed file whole; empty when all is well.

        Waits for those who seal, so that nothing is seen half made, and lets them in again before it reads.
        """
        with self._gate(shared=False):
            entries, found = self.list(), self._files.found()
        findings = repair.findings(self._files, entries, found)
        if not findings:
            return ()
        # Acknowledged while the files were read: what was held then is rightly gone now.
        gone = {str(one.package_id) for one in entries if one.held}
        gone -= {str(one.package_id) for one in self.list() if one.held}
        return tuple(finding for finding in findings if finding.name not in gone)

    def _gate(self, *, shared: bool) -> Any:
        """Those who change come in together; who repairs is alone."""
        return held(self.folder / GATE_LOCK, shared=shared)

    def _select(self, condition: str, *values: Any) -> tuple[Entry, ...]:
        with self._store.reading() as connection:
            rows = connection.execute(
                f"SELECT {COLUMNS} FROM packages WHERE {condition}",  # noqa: S608  conditions of ours
                [cell(value) for value in values],
            ).fetchall()
        return tuple(entry_of(row) for row in rows)
