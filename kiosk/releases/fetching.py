"""The agent's half: what is signed now comes here, resumed where the line was cut, and waits for root.

The agent's folder of releases:
    trust/       TUF metadata as the publisher sent them
    incoming/    release.json, and release.tar.zst or release.patch.tar.zst, whole, or its beginning
Nothing of it is believed by the half that runs as root.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from kiosk.releases import rules
from kiosk.releases.errors import ManifestRefused
from kiosk.releases.manifest import ARCHIVE, MANIFEST, PATCH, Manifest
from kiosk.releases.manifest import read as read_manifest
from kiosk.releases.offer import INCOMING, Offer, SignedFile, look
from kiosk.releases.patch import patched
from kiosk.releases.rules import Standing
from kiosk.whole_file import write_whole
from offline_cache.download import Progress, download
from offline_cache.source import Bounded, Fetcher, Opened

PARTS = "parts"
MANIFEST_PARTS = "manifest-parts"


class Paced:
    """A `Fetcher` that takes no more than so many bytes a second on the average of an answer.

    `pause` waits; `monotonic` tells seconds. A rate of 0 is no limit.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        bytes_per_s: int,
        pause: Callable[[float], object],
        monotonic: Callable[[], float],
    ) -> None:
        self._fetcher, self._rate = fetcher, bytes_per_s
        self._pause, self._monotonic = pause, monotonic

    @contextmanager
    def open(self, path: str, offset: int = 0) -> Iterator[Opened]:
        """See `Fetcher.open`."""
        with self._fetcher.open(path, offset) as opened:
            yield Opened(opened.offset, self._slowly(opened.chunks) if self._rate else opened.chunks)

    def _slowly(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        begun, had = self._monotonic(), 0
        for chunk in chunks:
            had += len(chunk)
            yield chunk
            ahead = had / self._rate - (self._monotonic() - begun)
            if ahead > 0:
                self._pause(ahead)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What lies in incoming/ now. `there`: it is in force already, and nothing was fetched."""

    manifest: Manifest
    digest: str
    """SHA-256 of the manifest."""
    received: int
    """Bytes that came over the line for it this time."""
    there: bool = False
    patch: bool = False
    """A patch to what is in force came, and not the whole archive."""


def fetch(
    folder: Path,
    root: bytes,
    fetcher: Fetcher,
    standing: Standing,
    progress: Progress = lambda _have, _all: None,
    overdue: Callable[[], bool] = lambda: False,
    free: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free,
    base: Path | None = None,
    whole: bool = False,
) -> Fetched:
    """Bring the signed release into `folder`, unless it must not be taken here or is in force.

    `base`: the folder of the release in force, whose manifest saves sending most of the new one. `whole`: no
    patch, since one did not fit.

    Raises a `ReleaseError` saying why it is not taken, what `offer.look` and `download` raise, `SourceDown`
    (what came stays for the next call, also when `overdue` says that this one has had its time), or OSError.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    fetcher = Bounded(fetcher, overdue)
    offer = look(folder, root, fetcher)
    incoming = folder / INCOMING
    data, came = _manifest(incoming, offer, fetcher, None if whole else base)
    manifest = read_manifest(data)
    digest = offer.manifest.sha256
    if rules.same(manifest, digest, standing):
        shutil.rmtree(incoming, ignore_errors=True)
        return Fetched(manifest, digest, 0, there=True)
    rules.check(manifest, standing)
    patch = None if whole else offer.patch_from(standing.current)
    if patch is not None and patch.length >= offer.archive.length - _had(incoming, ARCHIVE, offer.archive):
        # So much of the archive has come before that the rest of it is less.
        patch = None
    wanted, file = (offer.archive, incoming / ARCHIVE) if patch is None else (patch, incoming / PATCH)
    for other in {incoming / ARCHIVE, incoming / PATCH} - {file}:
        other.unlink(missing_ok=True)
    if not (file.is_file() and _sizes(file) == wanted.length):
        missing = wanted.length - _had(incoming, file.name, wanted)
        rules.check_room(free(folder), missing, manifest)
        came += missing
        _flushed(download(fetcher, wanted, incoming / PARTS, progress)).replace(file)
    return Fetched(manifest, digest, came, patch=patch is not None)


def _had(incoming: Path, name: str, wanted: SignedFile) -> int:
    """Return how many bytes of a file have come before, whole or in part."""
    for file in (incoming / name, incoming / PARTS / f"{wanted.sha256}.part"):
        if file.is_file():
            return min(_sizes(file), wanted.length)
    return 0


def forget(folder: Path) -> None:
    """Delete what was fetched: it was refused, or is unpacked."""
    shutil.rmtree(folder / INCOMING, ignore_errors=True)


def _manifest(incoming: Path, offer: Offer, fetcher: Fetcher, base: Path | None) -> tuple[bytes, int]:
    """Return the manifest and how many bytes of it came over the line."""
    file, note = incoming / MANIFEST, incoming / "manifest.sha256"
    with suppress(OSError):
        if note.read_text(encoding="ascii") == offer.manifest.sha256:
            kept = file.read_bytes()
            # What a worn disk made of it must not be read again and again until the next release.
            if hashlib.sha256(kept).hexdigest() == offer.manifest.sha256:
                return kept, 0
    # Another release: of the former one only the beginning of an archive may be of use; its name says which.
    for old in (file, note, incoming / ARCHIVE, incoming / PATCH):
        old.unlink(missing_ok=True)
    incoming.mkdir(parents=True, exist_ok=True)
    came = _by_patch(incoming, offer, fetcher, base, file)
    if not file.exists():
        fresh = download(fetcher, offer.manifest, incoming / MANIFEST_PARTS, _quietly)
        _flushed(fresh).replace(file)
        came += offer.manifest.length
    written = incoming / ".manifest.sha256"
    written.write_text(offer.manifest.sha256, encoding="ascii")
    written.replace(note)
    return file.read_bytes(), came


def _by_patch(incoming: Path, offer: Offer, fetcher: Fetcher, base: Path | None, file: Path) -> int:
    """Make the manifest from the one in force, where that can be done; returns the bytes that came."""
    try:
        old = (base / MANIFEST).read_bytes() if base is not None else b""
    except OSError:
        return 0
    patch = offer.manifest_patches.get(hashlib.sha256(old).hexdigest())
    if patch is None or patch.length >= offer.manifest.length:
        return 0
    came = download(fetcher, patch, incoming / MANIFEST_PARTS, _quietly)
    with suppress(ManifestRefused), came.open("rb") as frame:
        made = patched(frame, old, offer.manifest)
        write_whole(file, made, 0o644)
    return patch.length


def _quietly(_have: int, _all: int) -> None:
    """A manifest's progress is worth no word."""


def _flushed(file: Path) -> Path:
    handle = os.open(file, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    return file


def _sizes(file: Path) -> int:
    return file.stat().st_size
