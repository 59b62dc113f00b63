"""Turns a verified archive into a folder: exactly the files of the manifest, each of its digest, all flushed.

Nothing that the archive says of itself decides where something is written or with which mode: it is a stream
of names and bytes, and every name has to be one of the manifest's.
"""

import hashlib
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

import zstandard

from kiosk.releases.errors import ArchiveRefused
from kiosk.releases.manifest import MANIFEST, Manifest, ReleaseFile
from kiosk.whole_file import write_whole

MAX_WINDOW_BYTES = 128 * 1024 * 1024
_CHUNK = 256 * 1024


class Readable(Protocol):
    """Where the bytes of one file come from."""

    def read(self, size: int, /) -> bytes:
        """Return up to so many bytes, none at the end."""


def unpack(archive: IO[bytes], manifest: Manifest, signed: bytes, folder: Path) -> None:
    """Write the release into `folder`, which must not be there yet; `signed` is the manifest as signed.

    Raises `ArchiveRefused` where the archive holds anything but what the manifest names, and OSError.
    What is in `folder` then is of no use.
    """
    begin(folder, manifest)
    wanted = {one.path: one for one in manifest.files}
    with members(archive) as found:
        for name, size, content in found:
            file = wanted.pop(name, None)
            if file is None or size != file.size:
                raise ArchiveRefused(f"{name!r:.80} is not what the manifest names")
            write(folder, file, content)
    if wanted:
        raise ArchiveRefused(f"{len(wanted)} files are missing, such as {min(wanted)}")
    finish(folder, manifest, signed)


def begin(folder: Path, manifest: Manifest) -> None:
    """Make a release's folders."""
    folder.mkdir(mode=0o755)
    for path in sorted({str(Path(path).parent) for path in manifest.paths} - {"."}):
        (folder / path).mkdir(parents=True, exist_ok=True)


def finish(folder: Path, manifest: Manifest, signed: bytes) -> None:
    """Put down what is no file of the archive, and have all names on the disk."""
    for link in manifest.links:
        (folder / link.path).symlink_to(link.target)
    write_whole(folder / MANIFEST, signed, 0o644)
    _settle(folder)


@contextmanager
def members(archive: IO[bytes]) -> Iterator[Iterator[tuple[str, int, IO[bytes]]]]:
    """Give the (name, size, content) of a compressed tar's plain files, in its order.

    Raises `ArchiveRefused` for anything else, also where whoever is inside finds that it cannot be read.
    """
    decompressor = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW_BYTES)
    try:
        with (
            decompressor.stream_reader(archive, closefd=False) as plain,
            tarfile.open(fileobj=plain, mode="r|") as tar,
        ):
            yield _files(tar)
    except (tarfile.TarError, zstandard.ZstdError, EOFError, ValueError) as error:
        raise ArchiveRefused(f"cannot be read: {type(error).__name__}") from error


def write(folder: Path, file: ReleaseFile, content: Readable) -> None:
    """Write one file, flushed; raises `ArchiveRefused` unless it is the one that was signed, and OSError."""
    digest, size = hashlib.sha256(), 0
    mode = 0o755 if file.executable else 0o644
    handle = os.open(folder / file.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
    with os.fdopen(handle, "wb") as out:
        while size <= file.size and (chunk := content.read(_CHUNK)):
            size += len(chunk)
            digest.update(chunk)
            out.write(chunk)
        # Whatever umask says.
        os.fchmod(out.fileno(), mode)
        out.flush()
        os.fsync(out.fileno())
    if size != file.size or digest.hexdigest() != file.sha256:
        raise ArchiveRefused(f"{file.path} is not what was signed")


def _files(tar: tarfile.TarFile) -> Iterator[tuple[str, int, IO[bytes]]]:
    for member in tar:
        content = tar.extractfile(member) if member.isreg() else None
        if content is None:
            raise ArchiveRefused(f"{member.name!r:.80} is no plain file")
        yield member.name, member.size, content


def _settle(folder: Path) -> None:
    for path, _folders, _files in os.walk(folder):
        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fchmod(handle, 0o755)
            os.fsync(handle)
        finally:
            os.close(handle)
