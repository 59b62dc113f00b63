"""The plain content of a sealed submission, as a stream that is never a file. Pure."""

import io
import tarfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from kiosk.platform.models import (
    CONTENT_MEMBER,
    Consent,
    SealedContent,
    SealedMaterial,
    SealedPage,
    SignedDeclaration,
)
from kiosk.submission.package import Package, Page

CHUNK_BYTES = 1 << 16
EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}


@dataclass(frozen=True, slots=True)
class Captured:
    """What the package itself does not say: who, where, when. Exactly one identity is given."""

    package_id: UUID
    terminal_id: str
    captured_at: datetime
    card_proof: str | None = field(default=None, repr=False)
    session_id: str | None = None
    given_consents: tuple[Consent, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the archive: `open` gives a stream of exactly `size` bytes."""

    name: str
    size: int
    open: Callable[[], io.BufferedIOBase] = field(repr=False)


def content_of(package: Package, captured: Captured) -> SealedContent:
    """Return the archive's first member; pages are numbered in the order of the package.

    Raises `pydantic.ValidationError` unless exactly one identity is given.
    """
    number = iter(range(1, 1 << 30))
    materials = tuple(
        SealedMaterial(
            material_key=material.material_id,
            via=material.via,
            pages=tuple(_page(page, next(number)) for page in material.pages),
            certificate_id=material.certificate_id,
            consent_id=material.consent_id,
            task_code=material.task_code,
            commitment_id=material.commitment_id,
        )
        for material in package.materials
    )
    return SealedContent(
        package_id=captured.package_id,
        terminal_id=captured.terminal_id,
        captured_at=captured.captured_at,
        bundle_code=package.bundle_id,
        bundle_revision=package.bundle_revision,
        selected_items=package.selected_items,
        facts=dict(package.facts),
        answers=dict(package.answers),
        materials=materials,
        declarations=tuple(
            SignedDeclaration(
                declaration_id=declaration.declaration_id,
                revision=declaration.revision,
                kind=declaration.kind,
                signed_at=declaration.signed_at,
                text_digest=declaration.text_digest,
                signature=declaration.signature,
            )
            for declaration in package.declarations
        ),
        consents=package.consents,
        given_consents=captured.given_consents,
        plan_id=package.plan_id,
        principal_id=package.principal_id,
        card_proof=captured.card_proof,
        session_id=captured.session_id,
    )


def _page(page: Page, number: int) -> SealedPage:
    extension = EXTENSIONS.get(page.media_type, "bin")
    return SealedPage(
        name=page.name,
        media_type=page.media_type,
        member=f"pages/{number:03}.{extension}",
        size=len(page.data),
        digest=f"sha-256:{page.digest}",
    )


def archive(package: Package, captured: Captured) -> "ArchiveReader":
    """Return the archive of `package`; the pages are read where they lie, not copied."""
    content = content_of(package, captured)
    named = [page for material in content.materials for page in material.pages]
    pages = [page for material in package.materials for page in material.pages]
    members = [
        Member(sealed.member, sealed.size, lambda data=page.data: io.BytesIO(data))  # type: ignore[misc]
        for sealed, page in zip(named, pages, strict=True)
    ]
    return archive_of(content, members)


def archive_of(content: SealedContent, pages: Iterable[Member]) -> "ArchiveReader":
    """Return the archive of a content and the members that it names, in that order."""
    first = content.model_dump_json(by_alias=True, exclude_none=True).encode()
    return ArchiveReader([Member(CONTENT_MEMBER, len(first), lambda: io.BytesIO(first)), *pages])


class ArchiveReader(io.RawIOBase):
    """A tar stream (POSIX ustar) made while it is read, once, from the front; it holds one chunk at a time.

    The same members give the same bytes: no owner, no time. Reading raises `ValueError` when a member is
    shorter or longer than its size says.
    """

    def __init__(self, members: Iterable[Member]) -> None:
        super().__init__()
        self._chunks = _chunks(members)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer` as far as the current chunk goes; 0 at the end."""
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = memoryview(chunk)
        taken = min(len(buffer), len(self._rest))
        buffer[:taken] = self._rest[:taken]
        self._rest = self._rest[taken:]
        return taken


def _chunks(members: Iterable[Member]) -> Iterator[bytes]:
    for member in members:
        about = tarfile.TarInfo(member.name)
        about.size, about.mode = member.size, 0o600
        yield about.tobuf(tarfile.USTAR_FORMAT)
        left = member.size
        with member.open() as stream:
            while left:
                chunk = stream.read(min(left, CHUNK_BYTES))
                if not chunk:
                    raise ValueError(f"{member.name}: shorter than {member.size} bytes")
                left -= len(chunk)
                yield chunk
            if stream.read(1):
                raise ValueError(f"{member.name}: longer than {member.size} bytes")
        if padding := -member.size % tarfile.BLOCKSIZE:
            yield tarfile.NUL * padding
    yield tarfile.NUL * (2 * tarfile.BLOCKSIZE)
