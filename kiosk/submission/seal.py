"""Sealing a stream to the platform's keys: the interface, and the age format. No terminal key takes part."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import pyrage

from kiosk.platform.models import AGE_SCHEME


class SealFailed(Exception):  # noqa: N818  the name says what happened
    """The sealer gave up; what it wrote is worthless."""


class Writer(Protocol):
    """Where sealed bytes go."""

    def write(self, data: bytes, /) -> int:
        """Take all of `data`."""

    def flush(self) -> None:
        """Nothing stays behind."""


class Sealer(Protocol):
    """One way to seal. A national one (SM2 and SM4, GB/T 35276) takes its place behind another `scheme`."""

    @property
    def scheme(self) -> str:
        """What the header calls the format, e.g. `age/1`."""

    @property
    def key_ids(self) -> tuple[str, ...]:
        """The platform's names of the keys, any one of which opens it."""

    def seal(self, plain: io.RawIOBase, sealed: Writer) -> None:
        """Read `plain` to its end, write the sealed form; memory does not grow with the length.

        Raises `SealFailed`; what reading or writing raises comes through as it is.
        """


class AgeSealer:
    """age (age-encryption.org/v1) to one or more recipients; each can open it alone, so that keys rotate.

    `recipients` are (key id, recipient): `age1…` (X25519), `age1tag1…` (P-256, hardware key) or
    `age1tagpq1…` (ML-KEM-768 with P-256: post-quantum). Post-quantum recipients stand only beside their like,
    since the weakest could open the file. Raises `ValueError` for one that is none of these, is there twice,
    or when there is none.
    """

    scheme = AGE_SCHEME

    def __init__(self, recipients: Sequence[tuple[str, str]]) -> None:
        if not recipients:
            raise ValueError("no recipient")
        self.key_ids = tuple(key_id for key_id, _ in recipients)
        count = len(recipients)
        if min(len(set(self.key_ids)), len({text for _, text in recipients})) < count:
            raise ValueError("a recipient or key id is there twice")
        if len({text.startswith(POST_QUANTUM) for _, text in recipients}) > 1:
            raise ValueError("post-quantum recipients do not mix with others")
        self._recipients = [_recipient(text) for _, text in recipients]

    def seal(self, plain: io.RawIOBase, sealed: Writer) -> None:
        """See `Sealer.seal`."""
        reading, writing = _Reading(plain), _Writing(sealed)
        try:
            # pyrage asks for 8 KiB at a time: the buffer answers most of that.
            pyrage.encrypt_io(io.BufferedReader(reading, READ_BYTES), writing, self._recipients)
        except pyrage.EncryptError as error:
            # pyrage keeps no cause, only its text, which may hold what was read.
            cause = reading.error or writing.error
            raise cause or SealFailed("age") from (None if cause else error)


class _Reading(io.RawIOBase):
    """The plain end; keeps what it raises."""

    def __init__(self, plain: io.RawIOBase) -> None:
        super().__init__()
        self._plain = plain
        self.error: Exception | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            return self._plain.readinto(buffer) or 0
        except Exception as error:
            self.error = error
            raise


class _Writing:
    """The sealed end; keeps what it raises."""

    def __init__(self, sealed: Writer) -> None:
        self._sealed = sealed
        self.error: Exception | None = None

    def write(self, data: bytes) -> int:
        try:
            return self._sealed.write(data)
        except Exception as error:
            self.error = error
            raise

    def flush(self) -> None:
        self._sealed.flush()


READ_BYTES = 1 << 17
POST_QUANTUM = "age1tagpq1"
_KINDS = ((POST_QUANTUM, pyrage.tagpq), ("age1tag1", pyrage.tag), ("age1", pyrage.x25519))


def _recipient(text: str) -> Any:
    for prefix, kind in _KINDS:
        if text.startswith(prefix):
            try:
                return kind.Recipient.from_str(text)
            except pyrage.RecipientError as error:
                raise ValueError(f"not a recipient: {text[:16]}…") from error
    raise ValueError("not an age recipient")


@dataclass(frozen=True, slots=True)
class Sealing:
    """One submission about to be sealed: its header's members, the plain stream (read once), the sealer."""

    package_id: UUID
    bundle_code: str
    terminal_id: str
    sealed_at: datetime
    plain: io.RawIOBase = field(repr=False)
    sealer: Sealer = field(repr=False)
