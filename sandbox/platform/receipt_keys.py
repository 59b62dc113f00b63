"""The key that signs receipts for sealed submissions (Ed25519, RFC 8032); the signed guides name it."""

import base64
import hashlib
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.platform.models import SealedReceipt
from sandbox.platform.tls import write_private


class ReceiptKeys:
    """One key, made at the first start in the private state directory."""

    def __init__(self, directory: Path) -> None:
        file = directory / "receipts.pem"
        if not file.exists():
            write_private(
                file,
                Ed25519PrivateKey.generate().private_bytes(
                    serialization.Encoding.PEM,
                    serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption(),
                ),
            )
        key = serialization.load_pem_private_key(file.read_bytes(), None)
        if not isinstance(key, Ed25519PrivateKey):
            raise TypeError("not an Ed25519 key")
        self._key = key
        self.public = key.public_key().public_bytes_raw()
        """32 raw bytes."""
        self.key_id = "receipt-" + hashlib.sha256(self.public).hexdigest()[:16]

    @property
    def published(self) -> dict[str, bytes]:
        """The public keys by id, as the guides carry them."""
        return {self.key_id: self.public}

    def sign(self, receipt: SealedReceipt) -> SealedReceipt:
        """Return the receipt with this key's id and signature."""
        named = receipt.model_copy(update={"key_id": self.key_id, "signature": ""})
        value = base64.b64encode(self._key.sign(named.signed_bytes())).decode()
        return named.model_copy(update={"signature": value})
