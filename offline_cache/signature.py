"""The signature that stands beside a snapshot, and its check (Ed25519, RFC 8032)."""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from offline_cache.errors import (
    DigestMismatch,
    SignatureMalformed,
    SignatureRefused,
    SizeMismatch,
    UnknownKey,
)

ALGORITHM = "ed25519"


@dataclass(frozen=True, slots=True)
class SnapshotSignature:
    """What the platform says about one snapshot file, and its signature over exactly that."""

    version: int
    digest: str
    """"sha-256:" and 64 lower-case hex digits, of the whole file."""
    size: int
    """Bytes."""
    expires_at: str
    """RFC 3339 as sent; the signature covers these characters."""
    key_id: str
    alg: str
    value: bytes

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "SnapshotSignature":
        """Read the platform's signature document; raises `SignatureMalformed`."""
        try:
            signature = cls(
                version=_whole(document["version"]),
                digest=_text(document["digest"]),
                size=_whole(document["size"]),
                expires_at=_text(document["expiresAt"]),
                key_id=_text(document["keyId"]),
                alg=_text(document["alg"]),
                value=base64.b64decode(_text(document["value"]), validate=True),
            )
            if signature.expires.tzinfo is None:
                raise ValueError("expiresAt has no offset")
        except (KeyError, TypeError, ValueError, binascii.Error) as error:
            raise SignatureMalformed(str(error)) from error
        return signature

    @property
    def expires(self) -> datetime:
        """`expires_at` as a moment with its offset."""
        return datetime.fromisoformat(self.expires_at)

    @property
    def signed_bytes(self) -> bytes:
        """The canonical bytes that are signed."""
        return f"yiciban-snapshot\n{self.version}\n{self.digest}\n{self.size}\n{self.expires_at}\n".encode()

    def verify(self, keys: Mapping[str, Ed25519PublicKey], data: bytes) -> None:
        """Check who signed and that `data` is what was signed.

        Raises `UnknownKey`, `SignatureRefused`, `SizeMismatch` or `DigestMismatch`.
        """
        if self.alg != ALGORITHM:
            raise SignatureRefused(f"algorithm {self.alg} is not {ALGORITHM}")
        key = keys.get(self.key_id)
        if key is None:
            raise UnknownKey(self.key_id)
        try:
            key.verify(self.value, self.signed_bytes)
        except InvalidSignature as error:
            raise SignatureRefused("signature does not fit") from error
        if len(data) != self.size:
            raise SizeMismatch(f"{len(data)} bytes, signed are {self.size}")
        if digest_of(data) != self.digest:
            raise DigestMismatch("the file is not the one that was signed")


def digest_of(data: bytes) -> str:
    """Return the contract's digest text of `data`."""
    return "sha-256:" + hashlib.sha256(data).hexdigest()


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError("not a whole number")
    return value


def _text(value: object) -> str:
    # A line break inside a member would let two different documents share their signed bytes.
    if not isinstance(value, str) or "\n" in value:
        raise TypeError("not a one-line text")
    return value
