"""One pass: ask what is in force, bring it here by the shortest way, check it, switch.

The folder of a store:
    current             symbolic link to the snapshot in use
    guides-*.sqlite     the current snapshot and the one before; beside each its derived file
    checked             empty; its time is that of the last pass that went well
    trust/              TUF metadata as last verified, and every root that was trusted
    incoming/           what is on its way, kept when the line is cut
"""

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from offline_cache import trust
from offline_cache.download import Progress, download
from offline_cache.errors import DigestMismatch, NoSnapshot, SnapshotRefused, SyncUnderWay
from offline_cache.install import Derive, check, derive_again, put_in_place
from offline_cache.source import Bounded, Fetcher
from offline_cache.store import current_file, derived_file, note_checked
from offline_cache.targets import Offer
from offline_cache.unpack import unpack

TRUST = "trust"
INCOMING = "incoming"

Way = Literal["patch", "whole", "none"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a pass did."""

    version: int
    way: Way
    """How the snapshot came; "none" when the installed one is in force."""
    received: int
    """Bytes of the target that this snapshot cost, metadata not counted."""
    patch_refused: SnapshotRefused | None = None
    """A patch was offered and refused; the whole snapshot was taken instead."""


def sync(
    folder: Path,
    bootstrap: bytes,
    fetcher: Fetcher,
    now: datetime,
    derive: Derive | None = None,
    progress: Progress = lambda _have, _all: None,
    overdue: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Bring the store in `folder` to what the publisher has in force.

    `bootstrap` is the TUF root metadata of the enrolment; `overdue` says when this pass has had its time, and
    the next one goes on with what came. Raises `SyncUnderWay`, a `SnapshotRefused` naming
    the attack, `SourceDown`, or `OSError` when the disk refuses; the installed snapshot is then untouched.
    """
    folder.mkdir(parents=True, exist_ok=True)
    fetcher = Bounded(fetcher, overdue)
    with _alone(folder):
        offers = trust.refresh(folder / TRUST, bootstrap, fetcher)
        base = _base(folder)
        base_digest = digest_of(base) if base is not None else ""
        if base is not None and base_digest == offers.whole.raw_sha256:
            if derive is not None and not derived_file(base).exists():
                derive_again(folder, derive)
            _went_well(folder, now)
            return Outcome(offers.whole.version, "none", 0)
        refused: SnapshotRefused | None = None
        patch = offers.patches.get(base_digest)
        if patch is not None and patch.length < offers.whole.length:
            try:
                _take(folder, patch, base, fetcher, now, derive, progress)
                _went_well(folder, now)
                return Outcome(patch.version, "patch", patch.length)
            except SnapshotRefused as error:
                refused = error
        _take(folder, offers.whole, None, fetcher, now, derive, progress)
        _went_well(folder, now)
        return Outcome(offers.whole.version, "whole", offers.whole.length, refused)


def verify(folder: Path, bootstrap: bytes) -> Offer:
    """Check the installed snapshot against the kept metadata, and these against the enrolment's root.

    Needs no network; newer metadata whose snapshot has not arrived yet are no fault. Returns what is
    installed. Raises `NoSnapshot`, or a `SnapshotRefused` naming what does not fit.
    """
    file = current_file(folder)
    try:
        offers = trust.check_kept(folder / TRUST, bootstrap)
    except OSError as error:
        raise NoSnapshot(f"no kept metadata: {error}") from error
    digest = digest_of(file) if file.is_file() else ""
    for each in offers:
        if each.whole.raw_sha256 == digest:
            return each.whole
    raise DigestMismatch(f"{file.name} is not the snapshot that was signed")


def _went_well(folder: Path, now: datetime) -> None:
    trust.note_in_use(folder / TRUST)
    note_checked(folder, now)


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file as hex."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _base(folder: Path) -> Path | None:
    try:
        file = current_file(folder)
    except NoSnapshot:
        return None
    return file if file.is_file() else None


def _take(
    folder: Path,
    offer: Offer,
    base: Path | None,
    fetcher: Fetcher,
    now: datetime,
    derive: Derive | None,
    progress: Progress,
) -> None:
    packed = download(fetcher, offer, folder / INCOMING, progress)
    part = folder / f".part-{offer.raw_sha256[:12]}.sqlite"
    try:
        with part.open("wb") as out:
            unpack(packed, offer, out, base)
        check(folder, part, offer, now)
        put_in_place(folder, part, offer, derive)
    except SnapshotRefused:
        packed.unlink(missing_ok=True)
        raise
    finally:
        # What arrived whole stays when it is the disk that refuses: it is not fetched again each time.
        part.unlink(missing_ok=True)
    packed.unlink()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise SyncUnderWay(str(folder)) from error
    try:
        yield
    finally:
        os.close(handle)
