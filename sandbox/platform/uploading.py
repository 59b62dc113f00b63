"""tus 1.0.0 on the platform's side: core, creation, expiration, checksum, termination.

Written here and not taken from a library: the checksum extension must refuse a chunk before a byte of it is
kept, an upload belongs to one citizen, and the signature covers the method, so that no header may override it
(docs/decisions/0011-tus-server.md). The client is a kept library; the tests run the two together.
"""

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path

from sqlalchemy.orm import Session

from kiosk.platform.models import ProblemType
from sandbox.platform.identity import Citizen
from sandbox.platform.problems import ProblemError
from sandbox.platform.services import Services, new_id
from sandbox.platform.tables import UploadRow

TUS_VERSION = "1.0.0"
TUS_HEADERS = {"Tus-Resumable": TUS_VERSION}
CHUNK_TYPE = "application/offset+octet-stream"
PAGES = {
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "application/pdf": b"%PDF-",
}
"""What a citizen may upload, and how it begins."""
SEALED = {"application/age": b"age-encryption.org/v1\n"}
"""What a terminal may upload by itself."""
MEDIA_TYPES = PAGES | SEALED
_HASHES = {"sha256": hashlib.sha256, "sha1": lambda data: hashlib.sha1(data, usedforsecurity=False)}
_METADATA_LENGTH = 2000


@dataclass(frozen=True, slots=True)
class Uploader:
    """Whose upload it is, and what it may be."""

    subject: str
    media_types: Mapping[str, bytes]
    max_bytes: int


def uploader(services: Services, terminal_id: str, citizen: Citizen | None) -> Uploader:
    """Return the citizen as uploader of pages, or the terminal itself of what is sealed."""
    if citizen is not None:
        return Uploader(citizen.subject, PAGES, services.settings.max_upload_bytes)
    return Uploader(f"terminal:{terminal_id}", SEALED, services.settings.max_sealed_bytes)


def check_version(headers: Mapping[str, str]) -> None:
    """Raise 412 for another version of the protocol."""
    if headers.get("tus-resumable") != TUS_VERSION:
        raise ProblemError(ProblemType.PRECONDITION_FAILED, headers={"Tus-Version": TUS_VERSION})


def http_date(moment: datetime) -> str:
    """Return the moment as `Upload-Expires` wants it."""
    return format_datetime(moment, usegmt=True)


def create(services: Services, session: Session, who: Uploader, headers: Mapping[str, str]) -> UploadRow:
    """Begin an upload; raises `malformed`, `payload-too-large` or 415."""
    length = _number(headers.get("upload-length"))
    if length > who.max_bytes:
        raise ProblemError(ProblemType.PAYLOAD_TOO_LARGE)
    if length == 0:
        raise ProblemError(ProblemType.MALFORMED)
    metadata = headers.get("upload-metadata", "")
    media_type = read_metadata(metadata).get("filetype", "")
    if media_type not in who.media_types:
        raise ProblemError("unsupported-media-type")
    row = UploadRow(
        id=new_id("up"),
        subject=who.subject,
        length=length,
        offset=0,
        media_type=media_type,
        upload_metadata=metadata,
        expires_at=services.clock() + services.settings.upload_life,
    )
    session.add(row)
    services.settings.upload_dir.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(path_of(services, row), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    os.close(descriptor)
    return row


def append(
    services: Services,
    session: Session,
    who: Uploader,
    upload_id: str,
    headers: Mapping[str, str],
    data: bytes,
) -> UploadRow:
    """Add a chunk at its offset; nothing of a wrong chunk is kept."""
    if headers.get("content-type") != CHUNK_TYPE:
        raise ProblemError("unsupported-media-type")
    row = own_upload(services, session, who.subject, upload_id, lock=True)
    if _number(headers.get("upload-offset")) != row.offset:
        raise ProblemError(ProblemType.UPLOAD_OFFSET_MISMATCH, headers={"Upload-Offset": str(row.offset)})
    if row.offset + len(data) > row.length:
        raise ProblemError(ProblemType.PAYLOAD_TOO_LARGE)
    _check(headers.get("upload-checksum"), data)
    if row.offset == 0 and data and not data.startswith(MEDIA_TYPES[row.media_type][: len(data)]):
        raise ProblemError("unsupported-media-type")
    path = path_of(services, row)
    with path.open("r+b") as file:
        # What a crash left behind the agreed offset is written over.
        file.seek(row.offset)
        file.write(data)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())
    row.offset += len(data)
    if row.offset == row.length:
        with path.open("rb") as file:
            row.digest = "sha-256:" + hashlib.file_digest(file, "sha256").hexdigest()
    return row


def own_upload(
    services: Services, session: Session, subject: str, upload_id: str, *, lock: bool = False
) -> UploadRow:
    """Return the subject's upload; `not-found` for anybody else's, 410 when it has expired unfinished."""
    row = session.get(UploadRow, upload_id, with_for_update=lock)
    if row is None or row.subject != subject:
        raise ProblemError(ProblemType.NOT_FOUND)
    if row.digest is None and row.expires_at <= services.clock():
        raise ProblemError("gone")
    return row


def path_of(services: Services, row: UploadRow) -> Path:
    """Return where the bytes lie."""
    return services.settings.upload_dir / row.id


def read_metadata(text: str) -> dict[str, str]:
    """Read `Upload-Metadata`: comma-separated pairs of a key and a base64 value; raises `malformed`."""
    found: dict[str, str] = {}
    if len(text) > _METADATA_LENGTH:
        raise ProblemError(ProblemType.MALFORMED)
    for part in filter(None, (each.strip() for each in text.split(","))):
        key, _, value = part.partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            raise ProblemError(ProblemType.MALFORMED) from None
    return found


def _number(text: str | None) -> int:
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > 15:
        raise ProblemError(ProblemType.MALFORMED)
    return int(text)


def _check(checksum: str | None, data: bytes) -> None:
    if checksum is None:
        return
    algorithm, _, value = checksum.partition(" ")
    if algorithm not in _HASHES or not value:
        raise ProblemError(ProblemType.MALFORMED)
    try:
        expected = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise ProblemError(ProblemType.MALFORMED) from None
    if not hmac.compare_digest(_HASHES[algorithm](data).digest(), expected):
        raise ProblemError(ProblemType.CHECKSUM_MISMATCH)
