"""False, old or endless metadata: refused by its name, the old guides untouched."""

import itertools
import json
import shutil
from datetime import UTC, datetime, timedelta

import pytest
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, Targets, Timestamp

from offline_cache import errors
from offline_cache.sync import TRUST

LIFE = timedelta(days=30)


def test_rollback_of_everything(site, terminal, refused):
    back = site.keep()
    site.publish(2)
    terminal.sync()
    back()
    refused(errors.RollbackRefused)


def test_rollback_when_the_terminal_has_lost_what_it_knew(site, terminal, refused):
    back = site.keep()
    site.publish(2)
    terminal.sync()
    back()
    shutil.rmtree(terminal.store / TRUST)
    refused(errors.RollbackRefused)


def test_rollback_of_the_content_under_new_metadata(site, terminal, refused):
    site.publish(3)
    terminal.sync()
    site.publish(2)
    refused(errors.RollbackRefused)


def test_rollback_of_the_targets_behind_new_timestamps(site, terminal, refused):
    old = site.newest("targets")
    site.publish(2)
    terminal.sync()
    version = site.repository.version("snapshot") + 1
    snapshot = Metadata(Snapshot(version=version, expires=datetime.now(UTC) + LIFE))
    snapshot.signed.meta["targets.json"] = MetaFile(version=int(old.name.split(".")[0]))
    snapshot.sign(site.keys.signers("snapshot")[0])
    site.metadata(f"{version}.snapshot.json").write_bytes(snapshot.to_bytes())

    def point(signed):
        signed.version += 1
        signed.snapshot_meta = MetaFile(version=version)

    site.resign(site.metadata("timestamp.json"), Timestamp, site.keys.signers("timestamp"), point)
    refused(errors.RollbackRefused)


def test_the_same_version_with_other_bytes(site, refused):
    site.publish(1, site.file(1, [{"id": "other"}]))
    refused(errors.RollbackRefused)


@pytest.mark.parametrize("age", [timedelta(days=3), timedelta(days=400)])
def test_freeze(site, refused, age):
    site.publish(2, at=datetime.now(UTC) - age)
    refused(errors.MetadataExpired)


def test_a_root_that_ran_out(site, refused):
    def end(signed):
        signed.version += 1
        signed.expires = datetime.now(UTC) - timedelta(seconds=1)

    shutil.copy(site.newest("root"), site.metadata("2.root.json"))
    site.resign(site.metadata("2.root.json"), Root, site.keys.signers("root"), end)
    refused(errors.MetadataExpired)


@pytest.mark.parametrize("role", ["targets", "snapshot"])
def test_mix_and_match(site, refused, role):
    old = site.newest(role).read_bytes()
    site.publish(2)
    site.newest(role).write_bytes(old)
    refused(errors.MixAndMatch)


@pytest.mark.parametrize("role", ["targets", "snapshot"])
def test_mix_and_match_where_no_digest_binds_them(site, refused, role):
    old = site.newest(role).read_bytes()
    site.publish(2)

    def unbind(signed):
        signed.snapshot_meta.length = signed.snapshot_meta.hashes = None

    def unbind_targets(signed):
        signed.meta["targets.json"].length = signed.meta["targets.json"].hashes = None

    site.resign(site.newest("snapshot"), Snapshot, site.keys.signers("snapshot"), unbind_targets)
    site.resign(site.metadata("timestamp.json"), Timestamp, site.keys.signers("timestamp"), unbind)
    site.newest(role).write_bytes(old)
    refused(errors.MixAndMatch)


@pytest.mark.parametrize("what", ["timestamp", "snapshot", "targets", "root", "whole"])
def test_endless_data(site, server, refused, what):
    site.publish(2)
    names = {
        "timestamp": "metadata/timestamp.json",
        "root": "metadata/2.root.json",
        "whole": f"targets/{site.target_path().name}",
    }
    path = names.get(what) or f"metadata/{site.repository.version(what)}.{what}.json"
    server.instead[path] = itertools.repeat(b" " * 4096)
    refused(errors.EndlessData)


@pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets"])
def test_a_stranger_signs(site, refused, role):
    site.publish(2)
    stranger = CryptoSigner.generate_ed25519()
    kind = {"timestamp": Timestamp, "snapshot": Snapshot, "targets": Targets}[role]
    file = site.metadata("timestamp.json") if role == "timestamp" else site.newest(role)
    site.resign(file, kind, [stranger])
    if role == "timestamp":
        refused(errors.UnknownKey)
        return

    # What is not bound by a digest any more, so that the signature decides.
    def unbind(signed):
        signed.snapshot_meta.length = signed.snapshot_meta.hashes = None

    def unbind_targets(signed):
        signed.meta["targets.json"].length = signed.meta["targets.json"].hashes = None

    if role == "targets":
        site.resign(site.newest("snapshot"), Snapshot, site.keys.signers("snapshot"), unbind_targets)
    site.resign(site.metadata("timestamp.json"), Timestamp, site.keys.signers("timestamp"), unbind)
    refused(errors.UnknownKey)


def test_a_retired_key_signs(site, terminal, refused):
    old = site.keys.signers("timestamp")
    site.repository.rotate("timestamp", datetime.now(UTC), LIFE)
    terminal.sync()
    site.publish(2)
    site.resign(site.metadata("timestamp.json"), Timestamp, old)
    refused(errors.RetiredKey)


def test_a_signature_that_does_not_fit(site, refused):
    site.publish(2)
    file = site.metadata("timestamp.json")
    told = json.loads(file.read_bytes())
    told["signed"]["version"] += 1
    file.write_bytes(json.dumps(told).encode())
    refused(errors.SignatureRefused)


def next_root(site, signers, change):
    file = site.metadata("2.root.json")
    shutil.copy(site.metadata("1.root.json"), file)

    def make(signed):
        signed.version = 2
        change(signed)

    site.resign(file, Root, signers, make)


def test_one_root_key_of_two_is_not_enough(site, refused):
    next_root(site, site.keys.signers("root")[:1], lambda signed: None)
    refused(errors.SignatureRefused)


def test_one_root_key_twice_is_still_one(site, refused):
    next_root(site, site.keys.signers("root")[:1], lambda signed: None)
    file = site.metadata("2.root.json")
    told = json.loads(file.read_bytes())
    told["signatures"] *= 2
    file.write_bytes(json.dumps(told).encode())
    refused(errors.MetadataMalformed)


def test_two_of_three_root_keys_are_enough(site, terminal):
    site.publish(1)
    terminal.sync()
    next_root(site, site.keys.signers("root")[1:], lambda signed: None)
    assert terminal.sync().way == "none"


def test_a_root_by_strangers(site, refused):
    strangers = [CryptoSigner.generate_ed25519() for _ in range(2)]

    def take_over(signed):
        for key_id in list(signed.roles["root"].keyids):
            signed.revoke_key(key_id, "root")
        for stranger in strangers:
            signed.add_key(stranger.public_key, "root")

    next_root(site, strangers, take_over)
    refused(errors.UnknownKey)


def test_a_root_that_skips_a_version(site, refused):
    next_root(site, site.keys.signers("root"), lambda signed: setattr(signed, "version", 3))
    refused(errors.RollbackRefused)


@pytest.mark.parametrize(
    "body", [b"<html>Please log in</html>", b"[]", b"{}", b'{"signed": {}}', b"\xff\xfe", b"[" * 15_000]
)
def test_a_captive_portal_or_worse(server, refused, body):
    server.instead["metadata/timestamp.json"] = body
    refused(errors.MetadataMalformed)


def test_metadata_of_another_role(site, server, refused):
    site.publish(2)
    server.instead["metadata/timestamp.json"] = site.newest("snapshot").read_bytes()
    refused(errors.MetadataMalformed)


def test_after_every_attack_the_honest_publisher_is_believed_again(site, server, terminal, refused):
    server.instead["metadata/timestamp.json"] = b"<html>"
    refused(errors.MetadataMalformed)
    server.instead.clear()
    site.publish(2, base=1)
    assert terminal.sync().way == "patch"
