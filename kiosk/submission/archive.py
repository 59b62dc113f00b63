"""The plain content of a sealed submission, as a stream that is never a file. Pure."""

import hashlib
import io
import itertools
import logging
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
    SealedFile,
    SealedMaterial,
    SealedPage,
    SignedDeclaration,
)
from kiosk.submission.card_sheet import TooLargeError, on_one_sheet
from kiosk.submission.package import GivenMaterial, Package, Page
from kiosk.submission.page_pdf import PagePictureError, PdfPage, as_pdf_a

_log = logging.getLogger(__name__)

PDF = "application/pdf"
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
    return _packed(package, captured)[0]


def _packed(package: Package, captured: Captured) -> tuple[SealedContent, list[Member]]:
    """Return the content and the files that it names, in its order."""
    number = itertools.count(1)
    materials: list[SealedMaterial] = []
    members: list[Member] = []
    for material in package.materials:
        pages = [_page(page, next(number)) for page in material.pages]
        document = document_of(material)
        sealed = SealedMaterial(
            material_key=material.material_id,
            via=material.via,
            pages=tuple(pages),
            document=None if document is None else _file(document, PDF, "documents", len(materials) + 1),
            certificate_id=material.certificate_id,
            consent_id=material.consent_id,
            task_code=material.task_code,
            commitment_id=material.commitment_id,
        )
        materials.append(sealed)
        data = [part for page in material.pages for part in (page.data, page.original) if part is not None]
        data += [] if document is None else [document]
        members += [_member(file, one) for file, one in zip(sealed.files, data, strict=True)]
    content = SealedContent(
        package_id=captured.package_id,
        terminal_id=captured.terminal_id,
        captured_at=captured.captured_at,
        bundle_code=package.bundle_id,
        bundle_revision=package.bundle_revision,
        selected_items=package.selected_items,
        facts=dict(package.facts),
        answers=dict(package.answers),
        materials=tuple(materials),
        declarations=tuple(
            SignedDeclaration(
                declaration_id=declaration.declaration_id,
                revision=declaration.revision,
                kind=declaration.kind,
                signed_at=declaration.signed_at,
                text_digest=declaration.text_digest,
                signature=declaration.signature,
                ink=declaration.ink,
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
    return content, members


def _page(page: Page, number: int) -> SealedPage:
    file = _file(page.data, page.media_type, "pages", number)
    return SealedPage(
        **file.model_dump(),
        name=page.name,
        original=None if page.original is None else _file(page.original, "image/jpeg", "originals", number),
        quality=None if page.quality is None else dict(page.quality),
        review=None if page.review is None else dict(page.review),
    )


def _file(data: bytes, media_type: str, folder: str, number: int) -> SealedFile:
    return SealedFile(
        media_type=media_type,
        member=f"{folder}/{number:03}.{EXTENSIONS.get(media_type, 'bin')}",
        size=len(data),
        digest=f"sha-256:{hashlib.sha256(data).hexdigest()}",
    )


def _member(file: SealedFile, data: bytes) -> Member:
    return Member(file.member, file.size, lambda: io.BytesIO(data))


def document_of(material: GivenMaterial) -> bytes | None:
    """Return all pages of a material as one PDF/A, None where a page's true size is not known.

    A page that cannot go into a PDF (a damaged picture) leaves the material without one: the pages are there.
    """
    pages = [PdfPage(one.data, one.dpi or 0.0, one.black_and_white) for one in material.pages]
    if not pages or not all(page.dpi > 0 for page in pages):
        return None
    try:
        return as_pdf_a(_on_one_sheet(pages) if material.one_sheet else pages)
    except PagePictureError as error:
        _log.error("no document was made: %s", error)
        return None


def _on_one_sheet(pages: list[PdfPage]) -> list[PdfPage]:
    try:
        return [on_one_sheet(pages)]
    except TooLargeError:
        return pages


def archive(package: Package, captured: Captured) -> "ArchiveReader":
    """Return the archive of `package`; the pages are read where they lie, not copied."""
    return archive_of(*_packed(package, captured))


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
