"""Remembers orders on disk: none is carried out twice, and each is answered, over restarts and power cuts."""

import json
import os
import sqlite3
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kiosk.telemetry.command import LONGEST
from kiosk.telemetry.messages import CommandAnswer, Disposition

_SCHEMA = """
CREATE TABLE IF NOT EXISTS command (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, taken_at TEXT NOT NULL,
    disposition TEXT, reason TEXT NOT NULL DEFAULT '', detail TEXT NOT NULL DEFAULT '{}',
    answered INTEGER NOT NULL DEFAULT 0
) STRICT;
"""
FORGET = 2 * LONGEST
_BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an order."""

    disposition: Disposition
    reason: str
    detail: dict[str, Any]


class CommandStore:
    """One file in the agent's own folder. Every change is on disk when the method returns. Thread-safe.

    Every method but `close` raises sqlite3.Error; an order that cannot be noted must not be carried out. The
    file is opened by the first use that finds the disk willing. One that is damaged is put aside (`.broken`):
    what was carried out is forgotten then, and no order is refused for good.
    """

    def __init__(self, path: Path, terminal_id: str) -> None:
        self._path, self._terminal_id = path, terminal_id
        self._lock = threading.Lock()
        self._open: sqlite3.Connection | None = None

    def begin(self, command_id: str, kind: str, now: datetime) -> bool:
        """Note an order before it is carried out; False where its id was seen before."""
        with self._lock:
            self._database.execute("DELETE FROM command WHERE taken_at < ?", (_text(now - FORGET),))
            made = self._database.execute(
                "INSERT OR IGNORE INTO command (id, kind, taken_at) VALUES (?, ?, ?)",
                (command_id, kind, _text(now)),
            )
            return made.rowcount == 1

    def end(self, command_id: str, outcome: Outcome) -> None:
        """Note what became of it."""
        with self._lock:
            self._database.execute(
                "UPDATE command SET disposition = ?, reason = ?, detail = ? WHERE id = ?",
                (outcome.disposition, outcome.reason, json.dumps(outcome.detail), command_id),
            )

    def interrupted(self) -> list[str]:
        """Note what was begun and never ended, at the start of the process; return their ids."""
        with self._lock:
            rows = self._database.execute(
                "UPDATE command SET disposition = 'interrupted', reason = 'restarted'"
                " WHERE disposition IS NULL RETURNING id"
            ).fetchall()
        return [row[0] for row in rows]

    def unanswered(self, now: datetime) -> list[CommandAnswer]:
        """Return the answers that nobody has acknowledged yet, the oldest first."""
        with self._lock:
            rows = self._database.execute(
                "SELECT id, kind, disposition, reason, detail FROM command"
                " WHERE answered = 0 AND disposition IS NOT NULL ORDER BY taken_at"
            ).fetchall()
        return [
            CommandAnswer(
                id=row[0],
                terminal_id=self._terminal_id,
                at=now,
                kind=row[1],
                disposition=row[2],
                reason=row[3],
                detail=json.loads(row[4]),
            )
            for row in rows
        ]

    def answered(self, command_id: str) -> None:
        """Note that the platform has the answer."""
        with self._lock:
            self._database.execute("UPDATE command SET answered = 1 WHERE id = ?", (command_id,))

    def first_answer(self, command_id: str) -> str:
        """Return the disposition of an order that came again; empty while it is being carried out."""
        with self._lock:
            row = self._database.execute(
                "SELECT disposition FROM command WHERE id = ?", (command_id,)
            ).fetchone()
        return (row[0] or "") if row else ""

    def close(self) -> None:
        """Give the file back."""
        with self._lock:
            if self._open is not None:
                self._open.close()
                self._open = None

    @property
    def _database(self) -> sqlite3.Connection:
        if self._open is None:
            try:
                self._open = _opened(self._path)
            except sqlite3.DatabaseError as error:
                if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _BROKEN:
                    raise
                _put_aside(self._path)
                self._open = _opened(self._path)
        return self._open


def _opened(path: Path) -> sqlite3.Connection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Made here, so that nobody else reads it from the first moment.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise sqlite3.OperationalError("the disk does not take it") from error
    database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    try:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.executescript(_SCHEMA)
        if database.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            damaged = sqlite3.DatabaseError("quick_check")
            damaged.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
            raise damaged
    except BaseException:
        database.close()
        raise
    return database


def _put_aside(path: Path) -> None:
    try:
        path.replace(path.with_name(f"{path.name}.broken"))
        for left in ("-wal", "-shm"):
            path.with_name(f"{path.name}{left}").unlink(missing_ok=True)
    except OSError as error:
        raise sqlite3.OperationalError("the disk does not take it") from error


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")
