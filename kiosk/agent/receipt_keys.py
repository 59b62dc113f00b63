"""The platform's keys that sign receipts, from the signed guides on this disk."""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from offline_cache.errors import NoSnapshot, SnapshotRefused
from offline_cache.store import GuideStore


class ReceiptKeys:
    """Reads them anew when another version of the guides is installed; none while there is no guide."""

    def __init__(self, store: Path, version: Callable[[], int]) -> None:
        self._store = store
        self._version = version
        self._lock = threading.Lock()
        self._read: tuple[int, Mapping[str, Ed25519PublicKey]] | None = None

    def __call__(self) -> Mapping[str, Ed25519PublicKey]:
        """Return the keys by id."""
        version = self._version()
        with self._lock:
            if self._read is None or self._read[0] != version:
                self._read = (version, self._load())
            return self._read[1]

    def _load(self) -> Mapping[str, Ed25519PublicKey]:
        try:
            with GuideStore(self._store) as store:
                raw = store.receipt_keys()
        except (NoSnapshot, SnapshotRefused):
            return {}
        return {key_id: Ed25519PublicKey.from_public_bytes(key) for key_id, key in raw.items()}
