"""The sealed files and their headers in one folder: whole and durable, or not there.

`<package-id>.json` (header) comes first and is durable before `<package-id>.age` (sealed) gets its name:
where there is a sealed file, there is its header. Names in the making start with a dot and end in `.part`.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from pydantic import ValidationError

from kiosk.platform.models import SealedHeader
from kiosk.submission.outbox_locks import open_shared
from kiosk.submission.outbox_states import SealInDoubt, disk_refused
from kiosk.submission.seal import Sealing
from kiosk.whole_file import sync_folder

SEALED_SUFFIX = ".age"
HEADER_SUFFIX = ".json"
PART_SUFFIX = ".part"
CHUNK_BYTES = 1 << 20


class HeaderUnreadable(Exception):  # noqa: N818  the name says what happened
    """The header file is missing, or is no header of this package."""


PROBE = ".probe-"
"""So begins the name of what the door writes to see whether the disk takes it; it lives for a moment."""


@dataclass(frozen=True, slots=True)
class Found:
    """What lies in the folder, by package id; `parts` are names in the making."""

    sealed: frozenset[UUID]
    headers: frozenset[UUID]
    parts: tuple[Path, ...]


class SealedFiles:
    """Writes, reads and deletes the pairs. Two that write the same package at once must be kept apart."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def sealed_path(self, package_id: UUID) -> Path:
        """Where the sealed file is."""
        return self.folder / f"{package_id}{SEALED_SUFFIX}"

    def header_path(self, package_id: UUID) -> Path:
        """Where the header is."""
        return self.folder / f"{package_id}{HEADER_SUFFIX}"

    def write(self, sealing: Sealing) -> SealedHeader:
        """Seal into the folder and return the header; on return both files are durable.

        Only sealed bytes ever reach the disk. Raises what the stream, the sealer or the disk raise; then
        nothing is left that could be taken for a package, or it raises `SealInDoubt`.
        """
        package_id = sealing.package_id
        part = self.folder / f".{package_id}{SEALED_SUFFIX}{PART_SUFFIX}"
        named = False
        try:
            with _created(part) as file:
                counted = _Counted(file)
                sealing.sealer.seal(sealing.plain, counted)
                header = SealedHeader(
                    package_id=package_id,
                    bundle_code=sealing.bundle_code,
                    terminal_id=sealing.terminal_id,
                    sealed_at=sealing.sealed_at,
                    scheme=sealing.sealer.scheme,
                    key_ids=sealing.sealer.key_ids,
                    size=counted.size,
                    digest=counted.digest,
                )
                _sync(file)
            self._write_header(header)
            named = True
            part.rename(self.sealed_path(package_id))
            sync_folder(self.folder)
        except Exception as error:
            try:
                part.unlink(missing_ok=True)
                self.remove([package_id])
            except OSError as second:
                if named:
                    raise SealInDoubt(disk_refused(second).code, "named or not") from error
            raise
        return header

    def _write_header(self, header: SealedHeader) -> None:
        part = self.folder / f".{header.package_id}{HEADER_SUFFIX}{PART_SUFFIX}"
        try:
            with _created(part) as file:
                file.write(header.model_dump_json(by_alias=True, indent=1).encode())
                _sync(file)
            part.rename(self.header_path(header.package_id))
            sync_folder(self.folder)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            raise

    def header(self, package_id: UUID) -> SealedHeader:
        """Return the header file's content; raises `HeaderUnreadable`."""
        try:
            header = SealedHeader.model_validate_json(self.header_path(package_id).read_bytes())
        except (OSError, ValidationError) as error:
            raise HeaderUnreadable(str(package_id)) from error
        if header.package_id != package_id:
            raise HeaderUnreadable(str(package_id))
        return header

    def open(self, package_id: UUID) -> BinaryIO:
        """Open the sealed file for reading; raises `OSError`."""
        return self.sealed_path(package_id).open("rb")

    def measure(self, package_id: UUID) -> tuple[int, str]:
        """Return size and digest of the sealed file as it is; raises `OSError`."""
        digest, size = hashlib.sha256(), 0
        with self.open(package_id) as file:
            while chunk := file.read(CHUNK_BYTES):
                digest.update(chunk)
                size += len(chunk)
        return size, f"sha-256:{digest.hexdigest()}"

    def remove(self, package_ids: Iterable[UUID]) -> None:
        """Delete pairs, the sealed file first, durably; what is not there is no error."""
        for package_id in package_ids:
            self.sealed_path(package_id).unlink(missing_ok=True)
            self.header_path(package_id).unlink(missing_ok=True)
        sync_folder(self.folder)

    def found(self) -> Found:
        """Look what lies in the folder."""
        sealed: set[UUID] = set()
        headers: set[UUID] = set()
        parts: list[Path] = []
        for path in self.folder.iterdir():
            if path.name.startswith(".") and path.suffix == PART_SUFFIX:
                parts.append(path)
            elif path.suffix in (SEALED_SUFFIX, HEADER_SUFFIX):
                with contextlib.suppress(ValueError):
                    (sealed if path.suffix == SEALED_SUFFIX else headers).add(UUID(path.stem))
        return Found(frozenset(sealed), frozenset(headers), tuple(sorted(parts)))


class _Counted:
    """Passes sealed bytes on to the file and knows their number and digest."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes, /) -> int:
        self._file.write(data)
        self._hash.update(data)
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        self._file.flush()

    @property
    def digest(self) -> str:
        return f"sha-256:{self._hash.hexdigest()}"


@contextlib.contextmanager
def _created(path: Path) -> Iterator[BinaryIO]:
    """Open a file for writing; what a killed process left under the name is replaced."""
    handle = open_shared(path, os.O_WRONLY | os.O_TRUNC)
    with os.fdopen(handle, "wb") as file:
        yield file


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
