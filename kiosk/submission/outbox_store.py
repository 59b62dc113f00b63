"""The outbox's table: a row a package, header and state, nothing personal. SQLite: WAL, synchronous FULL."""

import contextlib
import os
import sqlite3
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from kiosk.submission.outbox_locks import held, open_shared
from kiosk.submission.outbox_rows import cell, time_of
from kiosk.submission.outbox_states import (
    DISK_FAILED,
    DISK_FULL,
    READ_ONLY,
    DiskRefused,
    OutboxBusy,
    OutboxDatabaseBroken,
    OutboxError,
    OutboxNotDurable,
    disk_refused,
)
from kiosk.whole_file import sync_folder

DATABASE = "outbox.sqlite"
WRITE_LOCK = "write.lock"
SYNCHRONOUS = ("FULL", 2)
"""The pragma, and what SQLite must answer when asked for it (https://sqlite.org/pragma.html#pragma_synchronous)."""
APPLICATION_ID = 0x59436F62
VERSION = 1
BUSY_S = 20.0
CHECKPOINT_PAGES = 64
"""The WAL stays small: what is read after a power cut, and what an engineer copies."""
SCHEMA = """
CREATE TABLE packages (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    package_id TEXT NOT NULL UNIQUE,
    header TEXT NOT NULL,
    state TEXT NOT NULL,
    sealed_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at INTEGER,
    place TEXT,
    problem TEXT,
    receipt TEXT,
    held INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX by_state ON packages (state, next_attempt_at, position);
CREATE TABLE probes (id INTEGER PRIMARY KEY CHECK (id = 0), at INTEGER NOT NULL) STRICT;
"""
_BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_DISK = {sqlite3.SQLITE_FULL: DISK_FULL, sqlite3.SQLITE_READONLY: READ_ONLY}


class OutboxStore:
    """The rows. Threads and processes may share the file; one writes at a time.

    Raises `OutboxDatabaseBroken`, `OutboxNotDurable`, `OutboxBusy` and `DiskRefused`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / DATABASE
        self._threads = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection for SELECTs."""
        with self._threads, _named():
            yield self._connected()

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give a connection inside a transaction: committed and durable at the end, else rolled back.

        Our own lock keeps writers apart in other processes too, automatic checkpoints included: by two at
        once SQLite before 3.51.3 can corrupt a WAL (https://sqlite.org/wal.html#walresetbug).
        """
        with self._threads, _named():
            connection = self._connected()
            with self._alone():
                connection.execute("BEGIN IMMEDIATE")
                try:
                    yield connection
                    connection.execute("COMMIT")
                except BaseException:
                    with contextlib.suppress(sqlite3.Error):
                        connection.execute("ROLLBACK")
                    raise

    def check(self, now: datetime) -> None:
        """Read every page and write one row durably; raises as the class says."""
        with self.reading() as connection:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if found != "ok":
                raise OutboxDatabaseBroken("quick_check")
        with self.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO probes VALUES (0, ?)", (cell(now),))

    def newest(self) -> datetime | None:
        """Return the latest time that any row knows."""
        with self.reading() as connection:
            newest = connection.execute(
                "SELECT max(at) FROM (SELECT max(changed_at) AS at FROM packages UNION SELECT at FROM probes)"
            ).fetchone()[0]
        return None if newest is None else time_of(newest)

    def close(self) -> None:
        """Close the connection; the next use opens it again."""
        with self._threads:
            connection, self._connection = self._connection, None
            if connection is None:
                return
            try:
                # Closing checkpoints, and is kept apart from other writers like a write.
                with self._alone():
                    connection.close()
            except OutboxError:
                connection.close()

    def _alone(self) -> contextlib.AbstractContextManager[None]:
        return held(self.folder / WRITE_LOCK, deadline_s=BUSY_S)

    def _connected(self) -> sqlite3.Connection:
        """Return the connection to the file that now has the name: a rebuild puts another in its place."""
        if self._connection is not None and self._file == _identity(self.path):
            return self._connection
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        # Made here, so that the other user of the terminal's group may write it too; SQLite gives its WAL the
        # same owner and mode.
        os.close(open_shared(self.path, os.O_RDWR))
        connection = sqlite3.connect(
            self.path, isolation_level=None, timeout=BUSY_S, check_same_thread=False, cached_statements=64
        )
        try:
            with self._alone():
                _configure(connection)
                if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
                    _create(connection)
                    sync_folder(self.folder)
            _recognise(connection)
        except BaseException:
            connection.close()
            raise
        self._connection, self._file = connection, _identity(self.path)
        return connection


@contextlib.contextmanager
def _named() -> Iterator[None]:
    """Turn SQLite's and the disk's words into ours."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code, name = error.sqlite_errorcode & 0xFF, error.sqlite_errorname
        if code in _BROKEN or (code == sqlite3.SQLITE_ERROR and _not_ours(str(error))):
            raise OutboxDatabaseBroken(name) from error
        if code == sqlite3.SQLITE_ERROR:
            raise
        if code == sqlite3.SQLITE_BUSY:
            raise OutboxBusy(name) from error
        raise DiskRefused(_DISK.get(code, DISK_FAILED), name) from error
    except OSError as error:
        raise disk_refused(error) from error


def _not_ours(message: str) -> bool:
    """Whether a table or column of ours is not there, or one of the name was there before ours."""
    return message.startswith("no such ") or message.endswith(" already exists")


def _configure(connection: sqlite3.Connection) -> None:
    wanted, answer = SYNCHRONOUS
    mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
    connection.execute(f"PRAGMA synchronous={wanted}")
    connection.execute("PRAGMA mmap_size=0")
    connection.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
    level = connection.execute("PRAGMA synchronous").fetchone()[0]
    if mode != "wal" or level != answer:
        raise OutboxNotDurable(f"journal_mode={mode} synchronous={level}")


def _create(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
        for statement in SCHEMA.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={VERSION}")
    connection.execute("COMMIT")


def _recognise(connection: sqlite3.Connection) -> None:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if (application, version) != (APPLICATION_ID, VERSION):
        raise OutboxDatabaseBroken(f"application_id {application:#x} version {version}")


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino
