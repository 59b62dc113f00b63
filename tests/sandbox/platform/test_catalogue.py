"""The signed snapshot: what is in it, that its signature holds, when its version grows."""

import base64
import json
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk.catalogue.models import Bundle, LifeStage
from kiosk.platform.models import SnapshotSignature
from sandbox.platform.keys import SigningKey
from sandbox.platform.publishing import Publisher
from sandbox.platform.sealing import SealingKeys
from sandbox.platform.settings import Settings
from sandbox.platform.snapshot import build, sha256

NOW = datetime(2026, 11, 18, tzinfo=UTC)


def public_key(platform):
    value = platform.services.keys.snapshot.published().value
    return Ed25519PublicKey.from_public_bytes(base64.b64decode(value))


def read(snapshot, tmp_path):
    path = tmp_path / "snapshot.sqlite3"
    path.write_bytes(snapshot)
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        meta = dict(connection.execute("SELECT key, value FROM meta"))
        bundles = dict(connection.execute("SELECT id, json FROM bundles"))
        stages = [row[0] for row in connection.execute("SELECT json FROM life_stages ORDER BY position")]
    finally:
        connection.close()
    return meta, bundles, stages


def test_the_snapshot_is_the_catalogue(one_platform, tmp_path):
    answer = one_platform.terminal().get("/catalogue/snapshot")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    meta, bundles, stages = read(answer.content, tmp_path)
    catalogue = one_platform.services.publication.catalogue
    assert tuple(Bundle.model_validate_json(text) for text in bundles.values()) == tuple(
        sorted(catalogue.bundles, key=lambda each: list(bundles).index(each.id))
    )
    assert tuple(LifeStage.model_validate_json(text) for text in stages) == catalogue.life_stages
    assert (meta["format"], meta["version"], meta["areaCode"], meta["areaName"]) == (
        "2",
        "1",
        "120000",
        "天津市",
    )


def test_the_signature_is_over_exactly_these_bytes(one_platform):
    terminal = one_platform.terminal()
    snapshot = terminal.get("/catalogue/snapshot").content
    signature = SnapshotSignature.model_validate(terminal.get("/catalogue/snapshot/signature").json())
    assert (signature.digest, signature.size) == (sha256(snapshot), len(snapshot))
    value = base64.b64decode(signature.value)
    public_key(one_platform).verify(value, signature.signed_bytes())
    older = signature.model_copy(update={"version": 2})
    with pytest.raises(InvalidSignature):
        public_key(one_platform).verify(value, older.signed_bytes())


def test_what_a_terminal_has_is_not_sent_again(one_platform):
    terminal = one_platform.terminal()
    for path in ("/catalogue/snapshot", "/catalogue/manifest"):
        etag = terminal.get(path).headers["ETag"]
        again = terminal.get(path, headers={"If-None-Match": etag})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)


def test_the_manifest_is_signed_and_names_every_bundle(one_platform):
    manifest = one_platform.terminal().get("/catalogue/manifest").json()
    (signature,) = manifest.pop("signatures")
    canonical = json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    public_key(one_platform).verify(base64.b64decode(signature["value"]), canonical)
    assert [each["id"] for each in manifest["objects"]] == ["newborn", "guide-only"]


def test_two_bundles_with_one_id_are_not_published(one_platform):
    catalogue = one_platform.services.publication.catalogue
    twice = catalogue.model_copy(update={"bundles": catalogue.bundles * 2})
    with pytest.raises(ValueError, match="same id"):
        build(twice, (), NOW, NOW + timedelta(days=1))


def test_the_version_grows_only_with_the_content_or_with_age(one_platform, tmp_path):
    catalogue = one_platform.services.publication.catalogue
    key = SigningKey(Ed25519PrivateKey.generate())
    publisher = Publisher(Settings(state_dir=tmp_path), key, SealingKeys(tmp_path / "sealing", NOW))
    first = publisher.publish(catalogue, NOW)
    restarted = publisher.publish(catalogue, NOW + timedelta(days=1))
    assert (restarted.signature.version, restarted.snapshot) == (first.signature.version, first.snapshot)
    changed = catalogue.model_copy(update={"bundles": catalogue.bundles[:1]})
    second = publisher.publish(changed, NOW + timedelta(days=2))
    assert second.signature.version == first.signature.version + 1
    aged = publisher.publish(changed, NOW + timedelta(days=20))
    assert aged.signature.version == second.signature.version + 1
    assert aged.expires_at > second.expires_at
