"""The keys by which the catalogue and the releases are signed, one folder a TUF role.

root/ holds the root keys, of which two of three must sign. They are needed only when a key changes or the
root comes to its end, so a platform may keep that folder elsewhere meanwhile. Guides are signed online.
Releases have keys of their own: two people sign each, with keys that are away at other times, so that nobody
who gets hold of what a platform needs for its guides can hand terminals a program.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from securesystemslib.signer import CryptoSigner

from sandbox.platform.tls import private_pem, write_private

ROLES = ("root", "targets", "snapshot", "timestamp")


@dataclass(frozen=True, slots=True)
class Scheme:
    """How many keys a role has, how many of them must sign, and which roles sign only now and then."""

    count: Mapping[str, int]
    threshold: Mapping[str, int]
    away: frozenset[str]


CATALOGUE = Scheme(
    MappingProxyType({"root": 3, "targets": 1, "snapshot": 1, "timestamp": 1}),
    MappingProxyType({"root": 2, "targets": 1, "snapshot": 1, "timestamp": 1}),
    frozenset({"root"}),
)
RELEASES = Scheme(
    MappingProxyType({"root": 3, "targets": 2, "snapshot": 1, "timestamp": 1}),
    MappingProxyType({"root": 2, "targets": 2, "snapshot": 1, "timestamp": 1}),
    frozenset({"root", "targets"}),
)


class RoleKeys:
    """Signers by role, the oldest first. A key file is named after its place in that order and its id."""

    def __init__(self, directory: Path, scheme: Scheme = CATALOGUE) -> None:
        self._directory = directory
        self.scheme = scheme

    def make_missing(self) -> None:
        """Make every key that a new platform needs; nothing where there are some."""
        for role in ROLES:
            if not self._folder(role).exists():
                for _ in range(self.scheme.count[role]):
                    self.add(role)

    def signers(self, role: str) -> list[CryptoSigner]:
        """Return the role's signers; none where the folder has been taken away."""
        return [_signer(file) for file in self._files(role)]

    def add(self, role: str) -> CryptoSigner:
        """Make a further key of the role."""
        folder = self._folder(role)
        for each in (self._directory, folder.parent, folder):
            each.mkdir(parents=True, exist_ok=True, mode=0o700)
        private = Ed25519PrivateKey.generate()
        last = max((int(file.name.partition("-")[0]) for file in self._files(role)), default=0)
        signer = CryptoSigner(private)
        write_private(folder / f"{last + 1:06d}-{signer.public_key.keyid[:16]}.pem", private_pem(private))
        return signer

    def drop(self, role: str, key_id: str) -> None:
        """Delete a key that no root names any more."""
        for file in self._files(role):
            if _signer(file).public_key.keyid == key_id:
                file.unlink()

    def _folder(self, role: str) -> Path:
        return self._directory / (role if role in self.scheme.away else f"online/{role}")

    def _files(self, role: str) -> list[Path]:
        return sorted(self._folder(role).glob("*.pem"))


def _signer(file: Path) -> CryptoSigner:
    private = load_pem_private_key(file.read_bytes(), None)
    if not isinstance(private, Ed25519PrivateKey):
        raise TypeError(f"{file.name} is not an Ed25519 key")
    return CryptoSigner(private)
