"""The platform's keys, made at the first start in the private state directory."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from kiosk.platform.models import SnapshotKey
from sandbox.platform.sealing import SealingKeys
from sandbox.platform.tls import Authority, private_pem, write_private


@dataclass(frozen=True, slots=True)
class SigningKey:
    """Signs snapshots and manifests (Ed25519)."""

    private: ed25519.Ed25519PrivateKey

    @property
    def public_bytes(self) -> bytes:
        """The 32 raw bytes of the public key."""
        return self.private.public_key().public_bytes_raw()

    @property
    def key_id(self) -> str:
        """Follows from the key, so that a changed key is a changed id."""
        return "yjs-" + hashlib.sha256(self.public_bytes).hexdigest()[:16]

    def sign(self, data: bytes) -> str:
        """Return the signature as base64."""
        return base64.b64encode(self.private.sign(data)).decode()

    def published(self) -> SnapshotKey:
        """Return what a terminal is given at enrolment."""
        value = base64.b64encode(self.public_bytes).decode()
        return SnapshotKey(key_id=self.key_id, alg="ed25519", value=value)


@dataclass(frozen=True, slots=True)
class Keys:
    """Every secret of the platform."""

    authority: Authority
    snapshot: SigningKey
    sealing: SealingKeys
    pepper: bytes
    """Turns identity numbers and codes into what is kept and compared."""

    @classmethod
    def open(cls, state_dir: Path, now: datetime) -> "Keys":
        """Load the keys of `state_dir`, making the directory (0700) and whatever is missing."""
        directory = state_dir / "keys"
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        state_dir.chmod(0o700)
        directory.chmod(0o700)
        snapshot = directory / "snapshot.key"
        if not snapshot.exists():
            write_private(snapshot, private_pem(ed25519.Ed25519PrivateKey.generate()))
        pepper = directory / "pepper"
        if not pepper.exists():
            write_private(pepper, secrets.token_bytes(32))
        signing = serialization.load_pem_private_key(snapshot.read_bytes(), None)
        if not isinstance(signing, ed25519.Ed25519PrivateKey):
            raise TypeError("snapshot.key is not an Ed25519 key")
        return cls(
            Authority.open(directory, now),
            SigningKey(signing),
            SealingKeys(directory / "sealing", now),
            pepper.read_bytes(),
        )

    def blind(self, purpose: str, value: str) -> str:
        """Return a keyed digest (64 hex digits) by which a secret value is found again."""
        return hmac.new(self.pepper, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()
