"""The agent's half: what is signed now comes here, resumed where the line was cut, and waits for root.

The agent's folder of releases:
    trust/       TUF metadata as the publisher sent them
    incoming/    release.json and release.tar.zst, whole, or the archive's beginning
Nothing of it is believed by the half that runs as root.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from kiosk.releases import rules
from kiosk.releases.manifest import ARCHIVE, MANIFEST, Manifest
from kiosk.releases.manifest import read as read_manifest
from kiosk.releases.offer import INCOMING, Offer, look
from kiosk.releases.rules import Standing
from offline_cache.download import Progress, download
from offline_cache.source import Bounded, Fetcher, Opened

PARTS = "parts"


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


def fetch(
    folder: Path,
    root: bytes,
    fetcher: Fetcher,
    standing: Standing,
    progress: Progress = lambda _have, _all: None,
    overdue: Callable[[], bool] = lambda: False,
    free: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free,
) -> Fetched:
    """Bring the signed release into `folder`, unless it must not be taken here or is in force.

    Raises a `ReleaseError` saying why it is not taken, what `offer.look` and `download` raise, `SourceDown`
    (what came stays for the next call, also when `overdue` says that this one has had its time), or OSError.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    fetcher = Bounded(fetcher, overdue)
    offer = look(folder, root, fetcher)
    incoming = folder / INCOMING
    data, came = _manifest(incoming, offer, fetcher)
    manifest = read_manifest(data)
    digest = offer.manifest.sha256
    if rules.same(manifest, digest, standing):
        shutil.rmtree(incoming, ignore_errors=True)
        return Fetched(manifest, digest, 0, there=True)
    rules.check(manifest, standing)
    archive = incoming / ARCHIVE
    if not (archive.is_file() and _sizes(archive) == offer.archive.length):
        parts = incoming / PARTS
        had = sum(_sizes(file) for file in parts.glob("*")) if parts.is_dir() else 0
        rules.check_room(free(folder), max(offer.archive.length - had, 0), manifest)
        whole = download(fetcher, offer.archive, parts, progress)
        came += max(offer.archive.length - had, 0)
        _flushed(whole).replace(archive)
    return Fetched(manifest, digest, came)


def forget(folder: Path) -> None:
    """Delete what was fetched: it was refused, or is unpacked."""
    shutil.rmtree(folder / INCOMING, ignore_errors=True)


def _manifest(incoming: Path, offer: Offer, fetcher: Fetcher) -> tuple[bytes, int]:
    file, note = incoming / MANIFEST, incoming / "manifest.sha256"
    with suppress(OSError):
        if note.read_text(encoding="ascii") == offer.manifest.sha256:
            return file.read_bytes(), 0
    # Another release: of the former one only the beginning of an archive may be of use; its name says which.
    for old in (file, note, incoming / ARCHIVE):
        old.unlink(missing_ok=True)
    fresh = download(fetcher, offer.manifest, incoming / "manifest-parts", lambda _have, _all: None)
    incoming.mkdir(parents=True, exist_ok=True)
    _flushed(fresh).replace(file)
    written = incoming / ".manifest.sha256"
    written.write_text(offer.manifest.sha256, encoding="ascii")
    written.replace(note)
    return file.read_bytes(), offer.manifest.length


def _flushed(file: Path) -> Path:
    handle = os.open(file, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    return file


def _sizes(file: Path) -> int:
    return file.stat().st_size
