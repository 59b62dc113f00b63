"""Takes a snapshot: check everything, put the file on disk, then switch the pointer.

Pulling the plug at any moment leaves the old snapshot or the new one, never half of one: the file is
flushed before the pointer moves, and the pointer moves by a rename.
"""

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from offline_cache.errors import FormatRefused, RollbackRefused, SnapshotExpired
from offline_cache.signature import SnapshotSignature
from offline_cache.store import POINTER, installed_version, read_meta

KEPT = 2
"""Snapshot files kept: the current one and the one before, for whoever still looks at it."""


@dataclass(frozen=True, slots=True)
class Installed:
    """What an installation did."""

    version: int
    changed: bool
    """False when exactly this snapshot was current already."""


def install(
    folder: Path,
    data: bytes,
    signature: SnapshotSignature,
    keys: Mapping[str, Ed25519PublicKey],
    now: datetime,
) -> Installed:
    """Verify `data` (the SQLite file's bytes) and make it the current snapshot of `folder`.

    Raises a `SnapshotRefused` naming the reason; the current snapshot is then untouched. Raises `OSError`
    when the disk refuses.
    """
    signature.verify(keys, data)
    if now >= signature.expires:
        raise SnapshotExpired(signature.expires_at)
    name = _file_name(signature)
    current = installed_version(folder)
    if signature.version == current and _points_to(folder, name):
        return Installed(current, changed=False)
    if signature.version <= current:
        raise RollbackRefused(f"version {signature.version}, installed is {current}")
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / name
    part = _write(folder, data)
    try:
        _check_format(part, signature)
        part.rename(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _switch(folder, target.name)
    _drop_old(folder, keep=target.name)
    return Installed(signature.version, changed=True)


def is_current(folder: Path, signature: SnapshotSignature) -> bool:
    """Whether the snapshot that `signature` names is the installed one, so that it need not be fetched."""
    return _points_to(folder, _file_name(signature)) and installed_version(folder) == signature.version


def _file_name(signature: SnapshotSignature) -> str:
    return f"guides-{signature.version:010d}-{signature.digest[-12:]}.sqlite"


def _points_to(folder: Path, name: str) -> bool:
    try:
        return (folder / POINTER).readlink().name == name
    except OSError:
        return False


def _write(folder: Path, data: bytes) -> Path:
    handle, name = tempfile.mkstemp(prefix=".part-", suffix=".sqlite", dir=folder)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        # The UI runs as another user and only reads.
        os.fchmod(file.fileno(), 0o644)
        os.fsync(file.fileno())
    return Path(name)


def _check_format(file: Path, signature: SnapshotSignature) -> None:
    meta = read_meta(file)
    if int(meta["version"]) != signature.version:
        raise FormatRefused(f"file says version {meta['version']}, signature {signature.version}")
    if datetime.fromisoformat(meta["expiresAt"]) != signature.expires:
        raise FormatRefused("file and signature expire at different times")


def _switch(folder: Path, name: str) -> None:
    fresh = folder / f".{POINTER}.new"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(name)
    fresh.rename(folder / POINTER)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _drop_old(folder: Path, keep: str) -> None:
    files = sorted(folder.glob("guides-*.sqlite"), reverse=True)
    for file in [file for file in files if file.name != keep][KEPT - 1 :]:
        file.unlink(missing_ok=True)
    for part in folder.glob(".part-*.sqlite"):
        part.unlink(missing_ok=True)
