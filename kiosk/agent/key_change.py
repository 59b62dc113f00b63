"""What stands on disk while the terminal's key gives way to another; whole after a power cut at any step.

    terminal.key, identity.json              in force
    terminal.key.next                        a new key is made; the platform may know it
    terminal.key.next, identity.json.next    it has a certificate; whether it signs is to be proven
    identity.json.next                       the key was renamed, its identity not yet

Two renames replace the old pair, the key's first; `settle` does the second where the power went between.
"""

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk.agent.enrolment import IDENTITY_FILE, KEY_FILE
from kiosk.agent.keys import FileKeyStore, KeyFileRefused, write_private
from kiosk.platform.models import EnrolmentResult
from kiosk.whole_file import sync_folder

NEXT = ".next"


class KeyChange:
    """The files of one terminal. Raises OSError where the disk takes no step; nothing is lost by that."""

    def __init__(self, state_dir: Path) -> None:
        self._folder = state_dir
        self._key, self._identity = state_dir / KEY_FILE, state_dir / IDENTITY_FILE
        self._next_key = state_dir / (KEY_FILE + NEXT)
        self._next_identity = state_dir / (IDENTITY_FILE + NEXT)

    def settle(self) -> None:
        """Finish what a power cut left half done; to be called before anything is read."""
        if not self._next_key.exists() and self._next_identity.exists():
            self._take_identity()

    @property
    def under_way(self) -> bool:
        """Whether a new key waits to be proven."""
        return self._next_key.exists()

    def in_force(self) -> FileKeyStore:
        """Return the key that is not to be replaced before the new one is proven."""
        return FileKeyStore(self._key)

    def begin(self) -> FileKeyStore:
        """Return the new key, made where none is there."""
        try:
            return FileKeyStore(self._next_key)
        except KeyFileRefused:
            self.drop()
            return FileKeyStore(self._next_key)

    def certified(self) -> EnrolmentResult | None:
        """Return the identity of the new key; None as long as the platform has given none."""
        if not self.under_way:
            return None
        return self._next_of(self.begin())

    def answered(self, identity: EnrolmentResult) -> None:
        """Keep the identity that the platform gave the new key."""
        write_private(self._next_identity, identity.model_dump_json(by_alias=True).encode())

    def finish(self) -> None:
        """Put the new pair in the place of the old one: it is proven."""
        self._next_key.rename(self._key)
        sync_folder(self._folder)
        self._take_identity()

    def drop(self) -> None:
        """Forget the new pair; the old one stays in force."""
        self._next_identity.unlink(missing_ok=True)
        self._next_key.unlink(missing_ok=True)
        sync_folder(self._folder)

    def _take_identity(self) -> None:
        if self._next_of(FileKeyStore(self._key)) is not None:
            self._next_identity.rename(self._identity)
        else:
            # Of a pair that was dropped.
            self._next_identity.unlink(missing_ok=True)
        sync_folder(self._folder)

    def _next_of(self, key: FileKeyStore) -> EnrolmentResult | None:
        try:
            identity = EnrolmentResult.model_validate_json(self._next_identity.read_bytes())
            certificate = x509.load_pem_x509_certificate(identity.certificate_chain.encode())
        except (FileNotFoundError, ValueError):
            return None
        told = certificate.public_key()
        fits = isinstance(told, Ed25519PublicKey) and told.public_bytes_raw() == key.public_key
        return identity if fits else None
