"""Where the terminal's private key lives. It is used here and never read out."""

from pathlib import Path
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from kiosk.whole_file import write_whole


class KeyStore(Protocol):
    """What the agent asks of a key: a file here, a TPM or a USB key elsewhere."""

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte Ed25519 signature of `message` (RFC 8032)."""

    def certificate_request(self, common_name: str) -> str:
        """Return a PKCS#10 request (PEM) for this key, signed by it."""


class ReplaceableKey:
    """A key that another one may take the place of, between two signatures. Thread-safe."""

    def __init__(self, key: KeyStore) -> None:
        self._key = key

    def replace(self, key: KeyStore) -> None:
        """Sign with this one from now on."""
        self._key = key

    def sign(self, message: bytes) -> bytes:
        """See `KeyStore.sign`."""
        return self._key.sign(message)

    def certificate_request(self, common_name: str) -> str:
        """See `KeyStore.certificate_request`."""
        return self._key.certificate_request(common_name)


class KeyFileRefused(Exception):  # noqa: N818  the name says what happened
    """The key file exists and must not be used: open to others, or no Ed25519 key."""


class FileKeyStore:
    """An Ed25519 key in a PEM file of mode 0600, made when the file is not there.

    Raises `KeyFileRefused`.
    """

    def __init__(self, path: Path) -> None:
        self._key = _load(path) if path.exists() else _make(path)
        self.public_key = self._key.public_key().public_bytes_raw()
        """32 bytes."""

    def sign(self, message: bytes) -> bytes:
        """See `KeyStore.sign`."""
        return self._key.sign(message)

    def certificate_request(self, common_name: str) -> str:
        """See `KeyStore.certificate_request`."""
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
        builder = x509.CertificateSigningRequestBuilder().subject_name(name)
        return builder.sign(self._key, None).public_bytes(Encoding.PEM).decode()


def write_private(path: Path, data: bytes) -> None:
    """Write a file that its owner alone may read, whole or not at all; its folder is made. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(path, data, 0o600)


def _load(path: Path) -> Ed25519PrivateKey:
    if path.stat().st_mode & 0o077:
        raise KeyFileRefused(f"{path} can be read by others: mode must be 0600")
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as error:
        raise KeyFileRefused(f"{path} is not a PEM key") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileRefused(f"{path} is not an Ed25519 key")
    return key


def _make(path: Path) -> Ed25519PrivateKey:
    key = Ed25519PrivateKey.generate()
    write_private(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return key
