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
from typing import IO

import zstandard

from kiosk.releases.errors import ArchiveRefused
from kiosk.releases.manifest import MANIFEST, Manifest, ReleaseFile

MAX_WINDOW_BYTES = 128 * 1024 * 1024
_CHUNK = 256 * 1024


def unpack(archive: IO[bytes], manifest: Manifest, signed: bytes, folder: Path) -> None:
    """Write the release into `folder`, which must not be there yet; `signed` is the manifest as signed.

    Raises `ArchiveRefused` where the archive holds anything but what the manifest names, and OSError.
    What is in `folder` then is of no use.
    """
    folder.mkdir(mode=0o755)
    wanted = {one.path: one for one in manifest.files}
    for path in sorted({str(Path(path).parent) for path in manifest.paths} - {"."}):
        (folder / path).mkdir(parents=True, exist_ok=True)
    with _members(archive) as members:
        for name, size, content in members:
            file = wanted.pop(name, None)
            if file is None or size != file.size:
                raise ArchiveRefused(f"{name!r:.80} is not what the manifest names")
            _write(folder / file.path, file, content)
    if wanted:
        raise ArchiveRefused(f"{len(wanted)} files are missing, such as {min(wanted)}")
    for link in manifest.links:
        (folder / link.path).symlink_to(link.target)
    _put(folder / MANIFEST, signed)
    _settle(folder)


@contextmanager
def _members(archive: IO[bytes]) -> Iterator[Iterator[tuple[str, int, IO[bytes]]]]:
    decompressor = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW_BYTES)
    try:
        with (
            decompressor.stream_reader(archive, closefd=False) as plain,
            tarfile.open(fileobj=plain, mode="r|") as tar,
        ):
            yield _files(tar)
    except (tarfile.TarError, zstandard.ZstdError, EOFError, ValueError) as error:
        raise ArchiveRefused(f"cannot be read: {type(error).__name__}") from error


def _files(tar: tarfile.TarFile) -> Iterator[tuple[str, int, IO[bytes]]]:
    for member in tar:
        content = tar.extractfile(member) if member.isreg() else None
        if content is None:
            raise ArchiveRefused(f"{member.name!r:.80} is no plain file")
        yield member.name, member.size, content


def _write(path: Path, file: ReleaseFile, content: IO[bytes]) -> None:
    digest, size = hashlib.sha256(), 0
    mode = 0o755 if file.executable else 0o644
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode), "wb") as out:
        while chunk := content.read(_CHUNK):
            size += len(chunk)
            digest.update(chunk)
            out.write(chunk)
        # Whatever umask says.
        os.fchmod(out.fileno(), mode)
        out.flush()
        os.fsync(out.fileno())
    if size != file.size or digest.hexdigest() != file.sha256:
        raise ArchiveRefused(f"{file.path} is not what was signed")


def _put(path: Path, data: bytes) -> None:
    with path.open("xb") as out:
        out.write(data)
        os.fchmod(out.fileno(), 0o644)
        out.flush()
        os.fsync(out.fileno())


def _settle(folder: Path) -> None:
    for path, _folders, _files in os.walk(folder):
        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fchmod(handle, 0o755)
            os.fsync(handle)
        finally:
            os.close(handle)
