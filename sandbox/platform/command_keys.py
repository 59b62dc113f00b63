"""The key that signs orders to terminals (Ed25519, RFC 8032); enrolment and renewals name it."""

import base64
import hashlib
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.platform.models import CommandKey
from kiosk.telemetry.command import signature
from sandbox.platform.tls import private_pem, write_private


class CommandKeys:
    """One key, made at the first start in the private state directory."""

    def __init__(self, directory: Path) -> None:
        file = directory / "commands.pem"
        if not file.exists():
            write_private(file, private_pem(Ed25519PrivateKey.generate()))
        key = serialization.load_pem_private_key(file.read_bytes(), None)
        if not isinstance(key, Ed25519PrivateKey):
            raise TypeError("not an Ed25519 key")
        self._key = key
        self.public = key.public_key().public_bytes_raw()
        """32 raw bytes."""
        self.key_id = "command-" + hashlib.sha256(self.public).hexdigest()[:8]

    @property
    def published(self) -> tuple[CommandKey, ...]:
        """The public keys, as a terminal is given them."""
        return (CommandKey(key_id=self.key_id, public_key=base64.b64encode(self.public).decode()),)

    def signed(self, members: dict[str, Any]) -> dict[str, Any]:
        """Return an order's members with this key's signature."""
        return {**members, "signature": signature(members, self.key_id, self._key)}
