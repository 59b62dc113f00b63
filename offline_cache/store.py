"""Reads the current snapshot. Many readers, one writer (`sync.py`), no lock between processes."""

import json
import os
import re
import sqlite3
import threading
from base64 import b64decode
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from offline_cache.errors import FormatRefused, NoSnapshot

FORMAT = "2"
CHECKED = "checked"
DERIVED = ".search-1"
"""Suffix of what is derived from a snapshot. Its number grows with the layout of search_index.py, so that a
program never meets an index of another make: it finds none, and the next pass builds one."""
POINTER = "current"
_KEPT = re.compile(r"guides-(\d{10})-[0-9a-f]{12}\.sqlite")
"""Symbolic link in the store's folder; renamed over, so that a reader sees the old or the new file."""


@dataclass(frozen=True, slots=True)
class SealingKey:
    """A public key of the platform to which submissions are sealed that cannot be sent at once."""

    key_id: str
    recipient: str
    """An age recipient: age1…, X25519 (https://age-encryption.org/v1)."""
    not_after: datetime | None
    """From this moment on nothing new is sealed to it; None while it has no successor."""


class GuideStore:
    """The snapshot that was current when this was opened, until it is closed.

    Safe to use from several threads. Raises `NoSnapshot` when nothing is installed and `FormatRefused`
    when the installed file cannot be read, now or when something is asked of it.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._file, self._connection, self._meta = _open(path)

    @property
    def file(self) -> Path:
        """The snapshot's file; beside it lies what is derived from it (`derived_file`)."""
        return self._file

    @property
    def version(self) -> int:
        """Grows with each publication."""
        return int(self._meta["version"])

    @property
    def created_at(self) -> datetime:
        """When the platform made it."""
        return datetime.fromisoformat(self._meta["createdAt"])

    @property
    def expires_at(self) -> datetime:
        """After this the guides may be out of date and nothing may be submitted on them."""
        return datetime.fromisoformat(self._meta["expiresAt"])

    @property
    def area_code(self) -> str:
        """GB/T 2260 code of the area that published it."""
        return self._meta["areaCode"]

    @property
    def area_name(self) -> str:
        """Name of the area that published it."""
        return self._meta["areaName"]

    def expired(self, now: datetime) -> bool:
        """Whether guides are shown under a banner and submitting is refused."""
        return now >= self.expires_at

    def ids(self) -> tuple[str, ...]:
        """Ids of all bundles, in the snapshot's order."""
        return tuple(row[0] for row in self._query("SELECT id FROM bundles ORDER BY rowid"))

    def bundle(self, bundle_id: str) -> str:
        """Return one bundle's JSON text; raises `KeyError` when there is none of that id."""
        rows = self._query("SELECT json FROM bundles WHERE id = ?", (bundle_id,))
        if not rows:
            raise KeyError(bundle_id)
        return str(rows[0][0])

    def bundles(self) -> tuple[dict[str, Any], ...]:
        """Return every bundle as parsed JSON, in the snapshot's order."""
        rows = self._query("SELECT json FROM bundles ORDER BY rowid")
        return tuple(json.loads(row[0]) for row in rows)

    def life_stages(self) -> tuple[dict[str, Any], ...]:
        """Return the groups of the home page as parsed JSON, in their order."""
        rows = self._query("SELECT json FROM life_stages ORDER BY position")
        return tuple(json.loads(row[0]) for row in rows)

    @property
    def derived(self) -> Path | None:
        """The file that was built from this snapshot when it was installed, e.g. an index; None without."""
        file = derived_file(self._file)
        return file if file.exists() else None

    def sealing_keys(self) -> tuple[SealingKey, ...]:
        """Return the keys to seal to, the one to use first; those past `not_after` included."""
        rows = self._query("SELECT key_id, recipient, not_after FROM sealing_keys ORDER BY position")
        return tuple(
            SealingKey(key_id, recipient, datetime.fromisoformat(until) if until else None)
            for key_id, recipient, until in rows
        )

    def receipt_keys(self) -> dict[str, bytes]:
        """Return the Ed25519 public keys (32 raw bytes) that sign receipts for what was sealed, by id."""
        rows = self._query("SELECT key_id, public_key FROM receipt_keys")
        return {str(key_id): b64decode(key) for key_id, key in rows}

    def close(self) -> None:
        """Close the file; the store is of no use afterwards."""
        with self._lock:
            self._connection.close()

    def __enter__(self) -> "GuideStore":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _query(self, sql: str, values: tuple[str, ...] = ()) -> list[Any]:
        try:
            with self._lock:
                return self._connection.execute(sql, values).fetchall()
        except sqlite3.ProgrammingError:
            # Used after `close`: a mistake of the program, not of the file.
            raise
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise FormatRefused(str(error)) from error


def installed_version(folder: Path) -> int:
    """Return the installed version, 0 when there is none that can be read."""
    try:
        with GuideStore(folder) as store:
            return store.version
    except (NoSnapshot, FormatRefused):
        return 0


def version_before(folder: Path) -> int:
    """Return the newest version below the installed one that is still kept, 0 where there is none.

    It is kept for readers that have it open yet (`offline_cache.install.KEPT`); nothing goes back to it.
    """
    now = installed_version(folder)
    kept = (_KEPT.fullmatch(file.name) for file in folder.glob("guides-*.sqlite"))
    return max((int(one[1]) for one in kept if one is not None and int(one[1]) < now), default=0)


def note_checked(folder: Path, now: datetime) -> None:
    """Keep, for readers of other processes, when the current snapshot was last confirmed as the newest."""
    file = folder / CHECKED
    file.touch(mode=0o644)
    os.utime(file, (now.timestamp(), now.timestamp()))


def last_checked(folder: Path) -> datetime | None:
    """Return when the current snapshot was last confirmed as the newest, None before the first time."""
    try:
        return datetime.fromtimestamp((folder / CHECKED).stat().st_mtime, UTC)
    except OSError:
        return None


def read_meta(file: Path) -> dict[str, str]:
    """Return the meta table of a snapshot file; raises `FormatRefused`."""
    connection, meta = _connect(file)
    connection.close()
    return meta


def derived_file(snapshot: Path) -> Path:
    """Return where the file derived from `snapshot` lies: beside it, so that one pointer moves both."""
    return snapshot.with_suffix(DERIVED)


def current_file(folder: Path) -> Path:
    """Return the current snapshot's file; raises `NoSnapshot`."""
    pointer = folder / POINTER
    try:
        return folder / pointer.readlink()
    except OSError as error:
        raise NoSnapshot(str(folder)) from error


def _open(folder: Path) -> tuple[Path, sqlite3.Connection, dict[str, str]]:
    file = current_file(folder)
    connection, meta = _connect(file)
    return file, connection, meta


def _connect(file: Path) -> tuple[sqlite3.Connection, dict[str, str]]:
    if not file.is_file():
        raise NoSnapshot(str(file))
    # immutable: the file is never changed in place, so SQLite needs neither locks nor a journal beside it.
    uri = f"file:{quote(str(file.resolve()))}?mode=ro&immutable=1"
    connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
    try:
        meta = {str(key): str(value) for key, value in connection.execute("SELECT key, value FROM meta")}
        connection.execute("SELECT id, json FROM bundles LIMIT 1").fetchall()
        connection.execute("SELECT id, position, json FROM life_stages LIMIT 1").fetchall()
        connection.execute("SELECT key_id, recipient, not_after FROM sealing_keys LIMIT 1").fetchall()
        connection.execute("SELECT key_id, public_key FROM receipt_keys LIMIT 1").fetchall()
        if meta.get("format") != FORMAT:
            raise FormatRefused(f"format {meta.get('format')!r} is not {FORMAT!r}")
        int(meta["version"])
        for moment in ("createdAt", "expiresAt"):
            if datetime.fromisoformat(meta[moment]).tzinfo is None:
                raise ValueError(f"{moment} has no offset")
        if "areaCode" not in meta or "areaName" not in meta:
            raise KeyError("areaCode, areaName")
    except FormatRefused:
        connection.close()
        raise
    except (sqlite3.Error, KeyError, ValueError) as error:
        connection.close()
        raise FormatRefused(str(error)) from error
    return connection, meta
