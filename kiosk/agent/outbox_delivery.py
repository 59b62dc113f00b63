"""One sealed package on its way: uploaded with resume, handed in, and answered with a signed receipt."""

import hashlib
import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import ValidationError

from kiosk.agent.outbox_pace import FIRST_CHUNK, chunk_after_cut, next_chunk
from kiosk.platform.errors import NotJson, PlatformUnreachable, Problem
from kiosk.platform.models import AGE_SCHEME, ProblemType, SealedHeader, SealedReceipt
from kiosk.platform.transport import Reply
from kiosk.platform.uploads import ResumableUpload, Send
from kiosk.submission.outbox import Outbox
from kiosk.submission.outbox_states import DiskRefused, Entry
from kiosk.submission.receipt import ReceiptRefused, VerifiedReceipt, verify_receipt
from kiosk.terminal.settings import CONTRACT_BASE

UPLOADS = f"{CONTRACT_BASE}/uploads"
SEALED = f"{CONTRACT_BASE}/sealed-submissions"
MEDIA_TYPES = {AGE_SCHEME: "application/age"}
GONE = frozenset({ProblemType.NOT_FOUND.value, "gone"})
"""An upload that the platform no longer knows: expired, or taken in already."""
READ_BYTES = 1 << 20

Tell = Callable[[int], None]
"""Told how many bytes have arrived before each chunk and at the end; may raise to break off."""


class SealedFileDamaged(Exception):  # noqa: N818  the name says what happened
    """The sealed file is not the one that its header names: no platform will take it."""


class SealedFileUnreadable(Exception):  # noqa: N818  the name says what happened
    """The sealed file cannot be opened now; `code` as in `DiskRefused`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Delivered:
    """The platform's word, and everything that came with it (SealedAnswer, as it came over the wire)."""

    verified: VerifiedReceipt
    answer: Mapping[str, Any] = field(repr=False)


class Delivery:
    """Delivers packages one at a time; `keys` are those that sign receipts, by id."""

    def __init__(
        self,
        outbox: Outbox,
        send: Send,
        keys: Callable[[], Mapping[str, Ed25519PublicKey]],
        now: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._outbox = outbox
        self._send = send
        self._keys = keys
        self._now = now
        self._monotonic = monotonic
        self._chunk = FIRST_CHUNK

    def deliver(self, entry: Entry, tell: Tell) -> Delivered:
        """Return the platform's answer to a package that was begun.

        Raises `PlatformError`, `ReceiptRefused` and `SealedFileUnreadable` (try again later),
        `SealedFileDamaged` (give up), `OutboxError`, and what `tell` raises.
        """
        header = entry.header
        if entry.place is not None:
            # It may have been taken in, and the answer lost.
            answered = self.ask(header)
            if answered is not None:
                return answered
        for place in (entry.place, None) if entry.place else (None,):
            try:
                upload_id = self._upload(header, place, tell)
                return self._hand_in(header, upload_id)
            except Problem as problem:
                if problem.type not in GONE and not isinstance(problem, _OtherFile):
                    raise
                self._outbox.note_place(header.package_id, self._now(), None)
                if isinstance(problem, _OtherFile):
                    self._check_file(header)
                if place is None:
                    raise
        raise AssertionError("the last round returns or raises")

    def ask(self, header: SealedHeader) -> Delivered | None:
        """Return the answer to a package that was handed in before, None where there is none.

        Raises `PlatformError` and `ReceiptRefused`. May be called from any thread.
        """
        try:
            reply = self._send("GET", f"{SEALED}/{header.package_id}", {}, None)
            return self._read(reply, header)
        except Problem as problem:
            if problem.type not in GONE:
                raise
        except ReceiptRefused as refused:
            # Sealed anew since: handed in once more, it gets a receipt about this file.
            if refused.code != "other-file":
                raise
        return None

    def _upload(self, header: SealedHeader, place: str | None, tell: Tell) -> str:
        """Bring the whole file there; returns the upload's id."""
        with self._open(header.package_id) as file:
            if os.fstat(file.fileno()).st_size != header.size:
                raise SealedFileDamaged
            metadata = {"filetype": MEDIA_TYPES.get(header.scheme, "application/octet-stream")}
            upload = ResumableUpload(self._send, UPLOADS, file, metadata, place)
            if place is None:
                self._begin(upload, header.package_id)
            while upload.offset < header.size:
                tell(upload.offset)
                self._send_chunk(upload)
        tell(header.size)
        return str(upload.url).rpartition("/")[2]

    def _open(self, package_id: UUID) -> BinaryIO:
        try:
            return self._outbox.open_sealed(package_id)
        except DiskRefused as refused:
            raise SealedFileUnreadable(refused.code) from refused

    def _begin(self, upload: ResumableUpload, package_id: UUID) -> None:
        place = upload.begin()
        try:
            self._outbox.note_place(package_id, self._now(), place)
        except ValueError:
            raise NotJson(201) from None

    def _send_chunk(self, upload: ResumableUpload) -> None:
        upload.chunk_size = self._chunk
        before, begun = upload.offset, self._monotonic()
        try:
            upload.upload_chunk()
        except PlatformUnreachable:
            self._chunk = chunk_after_cut(self._chunk)
            raise
        if upload.offset <= before:
            raise NotJson(204)
        if upload.offset - before == self._chunk:
            self._chunk = next_chunk(self._chunk, self._monotonic() - begun)

    def _hand_in(self, header: SealedHeader, upload_id: str) -> Delivered:
        body = json.dumps({"header": header.to_wire(), "uploadId": upload_id}).encode()
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(header.package_id)}
        try:
            return self._read(self._send("POST", SEALED, headers, body), header)
        except Problem as problem:
            if problem.type == ProblemType.CHECKSUM_MISMATCH:
                raise _OtherFile(problem.body, problem.retry_after) from problem
            raise

    def _read(self, reply: Reply, header: SealedHeader) -> Delivered:
        answer = reply.json()
        try:
            receipt = SealedReceipt.model_validate(answer["receipt"])
        except (ValidationError, TypeError, KeyError):
            # Not chained: the cause could quote the body.
            raise NotJson(reply.status) from None
        return Delivered(verify_receipt(receipt, header, self._keys()), answer)

    def _check_file(self, header: SealedHeader) -> None:
        with self._open(header.package_id) as file:
            digest = hashlib.sha256()
            while part := file.read(READ_BYTES):
                digest.update(part)
        if f"sha-256:{digest.hexdigest()}" != header.digest:
            raise SealedFileDamaged


class _OtherFile(Problem):
    """What arrived as a whole is not what the header names."""
