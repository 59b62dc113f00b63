"""Makes a verified file the current snapshot: flush it, build what is derived from it, then switch.

Pulling the plug at any moment leaves the old snapshot or the new one, never half of one: the files are
flushed before the pointer moves, and the pointer moves by a rename.
"""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from offline_cache.errors import FormatRefused, RollbackRefused, SnapshotExpired
from offline_cache.store import POINTER, derived_file, installed_version, read_meta
from offline_cache.targets import Offer

KEPT = 2
"""Snapshot files kept: the current one and the one before, for whoever still looks at it."""

Derive = Callable[[Path, Path], None]
"""Called with (snapshot, file to be written): builds what this terminal derives from a snapshot."""


def file_name(offer: Offer) -> str:
    """Return the snapshot's name in the store."""
    return f"guides-{offer.version:010d}-{offer.raw_sha256[:12]}.sqlite"


def check(folder: Path, part: Path, offer: Offer, now: datetime) -> None:
    """Check what the file says about itself, and that it is not older than the installed one.

    Raises `RollbackRefused`, `FormatRefused` or `SnapshotExpired`.
    """
    current = installed_version(folder)
    if offer.version < current or (offer.version == current and not points_to(folder, offer)):
        raise RollbackRefused(f"version {offer.version}, installed is {current}")
    meta = read_meta(part)
    if int(meta["version"]) != offer.version:
        raise FormatRefused(f"file says version {meta['version']}, signed is {offer.version}")
    if now >= datetime.fromisoformat(meta["expiresAt"]):
        raise SnapshotExpired(meta["expiresAt"])


def put_in_place(folder: Path, part: Path, offer: Offer, derive: Derive | None) -> None:
    """Make `part`, a file in `folder`, the current snapshot; raises `OSError` when the disk refuses.

    Whatever `derive` raises leaves the old snapshot current.
    """
    _flush(part)
    target = folder / file_name(offer)
    if derive is not None:
        _derive(part, derived_file(target), derive)
    part.rename(target)
    _sync(folder)
    _switch(folder, target.name)
    _drop_old(folder, keep=target.name)


def derive_again(folder: Path, derive: Derive) -> None:
    """Build the derived file of the current snapshot; readers see the old one or the new one."""
    snapshot = folder / (folder / POINTER).readlink()
    _derive(snapshot, derived_file(snapshot), derive)
    _sync(folder)


def points_to(folder: Path, offer: Offer) -> bool:
    """Whether the snapshot of `offer` is the current one, by name."""
    try:
        return (folder / POINTER).readlink().name == file_name(offer)
    except OSError:
        return False


def _derive(snapshot: Path, out: Path, derive: Derive) -> None:
    fresh = out.with_name(f".part-{out.name}")
    fresh.unlink(missing_ok=True)
    try:
        derive(snapshot, fresh)
        _flush(fresh)
        fresh.rename(out)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def _flush(file: Path) -> None:
    # The screens run as another user and only read.
    file.chmod(0o644)
    _sync(file)


def _switch(folder: Path, name: str) -> None:
    fresh = folder / f".{POINTER}.new"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(name)
    fresh.rename(folder / POINTER)
    _sync(folder)


def _sync(path: Path) -> None:
    """Have a file's content, or the names in a folder, on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _drop_old(folder: Path, keep: str) -> None:
    files = sorted(folder.glob("guides-*.sqlite"), reverse=True)
    for file in [file for file in files if file.name != keep][KEPT - 1 :]:
        for each in folder.glob(f"{file.stem}.*"):
            each.unlink(missing_ok=True)
    for part in folder.glob(".part-*"):
        part.unlink(missing_ok=True)
