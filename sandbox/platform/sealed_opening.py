"""Opens what a terminal sealed: age (age-encryption.org/v1), inside it a tar stream that is read strictly."""

import hashlib
import os
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyrage
from pydantic import ValidationError

from kiosk.platform.models import AGE_SCHEME, CONTENT_MEMBER, SealedContent, SealedFile, SealedHeader
from sandbox.platform.sealing import SealingKeys

MAX_CONTENT_BYTES = 8 * 1024 * 1024
"""Form, declarations and signatures; pages are members of their own."""


class UnreadableError(Exception):
    """The package is none, or not what its header says. The text names nobody."""


class UnknownKeyError(Exception):
    """No key that is named here can open it: it may be one that this platform does not have yet."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The content, and the archive its pages are read from while it is open."""

    content: SealedContent
    archive: tarfile.TarFile

    def save(self, page: SealedFile, path: Path) -> None:
        """Write one file to `path` (0600); raises `UnreadableError` when it is not what the content says."""
        source = self.archive.extractfile(page.member)
        if source is None:
            raise UnreadableError("a member is no file")
        digest = hashlib.sha256()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as target:
            while chunk := source.read(1 << 16):
                digest.update(chunk)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        if f"sha-256:{digest.hexdigest()}" != page.digest:
            raise UnreadableError("a file has another digest")


@contextmanager
def opened(sealed: Path, header: SealedHeader, keys: SealingKeys, folder: Path) -> Iterator[Opened]:
    """Open a sealed file. Its plain form lies unnamed in `folder` as long as this is entered.

    Raises `UnknownKeyError` and `UnreadableError`. The plain form is shorter than the sealed one, so that
    there is no bomb in it.
    """
    if header.scheme != AGE_SCHEME:
        raise UnreadableError("another scheme")
    identities = [found.identity for key_id in header.key_ids if (found := keys.find(key_id))]
    if not identities:
        raise UnknownKeyError
    with tempfile.TemporaryFile(dir=folder) as plain:
        _decrypt(sealed, plain, identities)
        plain.seek(0)
        try:
            with tarfile.open(fileobj=plain, mode="r:") as archive:
                yield Opened(_content(archive, header), archive)
        except (tarfile.TarError, ValidationError, EOFError, UnicodeDecodeError) as error:
            raise UnreadableError(type(error).__name__) from None


def _decrypt(sealed: Path, plain: IO[bytes], identities: Sequence[Any]) -> None:
    with sealed.open("rb") as source:
        try:
            pyrage.decrypt_io(source, plain, identities)
        except pyrage.DecryptError:
            raise UnreadableError("does not open") from None
        except OSError as error:
            # The library tells a broken chunk this way, too; the system's errors have a number.
            if error.errno is not None:
                raise
            raise UnreadableError("is broken or cut off") from None


def _content(archive: tarfile.TarFile, header: SealedHeader) -> SealedContent:
    members = archive.getmembers()
    if not members or members[0].name != CONTENT_MEMBER or members[0].size > MAX_CONTENT_BYTES:
        raise UnreadableError("no content")
    if not all(member.isreg() for member in members):
        raise UnreadableError("a member that is no file")
    source = archive.extractfile(members[0])
    content = SealedContent.model_validate_json(source.read() if source else b"")
    named = [(file.member, file.size) for material in content.materials for file in material.files]
    if named != [(member.name, member.size) for member in members[1:]]:
        raise UnreadableError("other members than the content names")
    whole = (content.package_id, content.terminal_id, content.bundle_code)
    if whole != (header.package_id, header.terminal_id, header.bundle_code):
        raise UnreadableError("another package than the header names")
    return content
