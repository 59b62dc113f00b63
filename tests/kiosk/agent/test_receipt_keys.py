"""Which keys sign receipts: those of the signed guides on this disk, and no others."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kiosk.agent.receipt_keys import ReceiptKeys
from offline_cache.store import GuideStore


def test_without_guides_there_is_no_key(tmp_path):
    assert ReceiptKeys(tmp_path / "guides", lambda: 0)() == {}


def test_the_keys_are_those_of_the_guides_and_read_anew_with_another_version(enrolled, monkeypatch):
    version = [1]
    keys = ReceiptKeys(enrolled.profile.paths.guide_store, lambda: version[0])
    with GuideStore(enrolled.profile.paths.guide_store) as store:
        raw = store.receipt_keys()
    read = keys()
    assert raw
    assert all(isinstance(key, Ed25519PublicKey) for key in read.values())
    encoded = {name: key.public_bytes(Encoding.Raw, PublicFormat.Raw) for name, key in read.items()}
    assert encoded == raw
    monkeypatch.setattr(GuideStore, "receipt_keys", lambda _store: {})
    assert keys() == read
    version[0] = 2
    assert keys() == {}
