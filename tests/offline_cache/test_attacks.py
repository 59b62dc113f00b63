"""Each way to give a terminal false, old or endless guides: refused by its name, the old guides untouched."""

import itertools
import json
import shutil
from datetime import UTC, datetime, timedelta

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp

from offline_cache import errors, targets
from offline_cache.sync import TRUST
from offline_cache.targets import MAX_RAW_BYTES, WHOLE
from sandbox.platform import packing

LIFE = timedelta(days=30)


def metadata(site, name):
    return site.www / "metadata" / name


def newest(site, role):
    return metadata(site, f"{site.repository.version(role)}.{role}.json")


def resign(file, kind, signers, change=lambda signed: None):
    """Change what a metadata file says and sign it with `signers` alone."""
    document = Metadata[kind].from_file(str(file))
    change(document.signed)
    document.signatures.clear()
    for signer in signers:
        document.sign(signer, append=True)
    file.write_bytes(document.to_bytes())


def chain_to(site, names):
    """Targets metadata that name these targets, signed as they should be."""
    site.publish(2, names=names)


@pytest.fixture
def refused(site, terminal):
    """Have a terminal that has version 1 look at what is served, and be refused; its store stays as it is."""
    site.publish(1)
    terminal.sync()

    def expect(error):
        before = terminal.snapshots()
        with pytest.raises(errors.SnapshotRefused) as caught:
            terminal.sync()
        assert type(caught.value) is error
        assert terminal.snapshots() == before
        assert not list((terminal.store / "incoming").glob("*"))

    return expect


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
    old = newest(site, "targets")
    site.publish(2)
    terminal.sync()
    version = site.repository.version("snapshot") + 1
    snapshot = Metadata(Snapshot(version=version, expires=datetime.now(UTC) + LIFE))
    snapshot.signed.meta["targets.json"] = MetaFile(version=int(old.name.split(".")[0]))
    snapshot.sign(site.keys.signers("snapshot")[0])
    metadata(site, f"{version}.snapshot.json").write_bytes(snapshot.to_bytes())

    def point(signed):
        signed.version += 1
        signed.snapshot_meta = MetaFile(version=version)

    resign(metadata(site, "timestamp.json"), Timestamp, site.keys.signers("timestamp"), point)
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

    shutil.copy(newest(site, "root"), metadata(site, "2.root.json"))
    resign(metadata(site, "2.root.json"), Root, site.keys.signers("root"), end)
    refused(errors.MetadataExpired)


@pytest.mark.parametrize("role", ["targets", "snapshot"])
def test_mix_and_match(site, refused, role):
    old = newest(site, role).read_bytes()
    site.publish(2)
    newest(site, role).write_bytes(old)
    refused(errors.MixAndMatch)


@pytest.mark.parametrize("role", ["targets", "snapshot"])
def test_mix_and_match_where_no_digest_binds_them(site, refused, role):
    old = newest(site, role).read_bytes()
    site.publish(2)

    def unbind(signed):
        signed.snapshot_meta.length = signed.snapshot_meta.hashes = None

    def unbind_targets(signed):
        signed.meta["targets.json"].length = signed.meta["targets.json"].hashes = None

    resign(newest(site, "snapshot"), Snapshot, site.keys.signers("snapshot"), unbind_targets)
    resign(metadata(site, "timestamp.json"), Timestamp, site.keys.signers("timestamp"), unbind)
    newest(site, role).write_bytes(old)
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


def test_a_target_that_ends_too_early(site, server, refused):
    site.publish(2)
    file = site.target_path()
    server.instead[f"targets/{file.name}"] = file.read_bytes()[:-1]
    refused(errors.SizeMismatch)


def test_a_wrong_digest_as_sent(site, server, refused):
    site.publish(2)
    file = site.target_path()
    server.instead[f"targets/{file.name}"] = file.read_bytes()[:-1] + b"\0"
    refused(errors.DigestMismatch)


def test_a_wrong_digest_of_the_result(site, refused):
    site.publish(2, sha256="0" * 64)
    refused(errors.DigestMismatch)


def test_a_target_that_is_no_zstd(site, refused):
    site.publish(2, packed=b"no frame at all")
    refused(errors.DigestMismatch)


@pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets"])
def test_a_stranger_signs(site, refused, role):
    site.publish(2)
    stranger = CryptoSigner.generate_ed25519()
    kind = {"timestamp": Timestamp, "snapshot": Snapshot, "targets": Targets}[role]
    resign(newest(site, role) if role != "timestamp" else metadata(site, "timestamp.json"), kind, [stranger])
    if role == "timestamp":
        refused(errors.UnknownKey)
        return

    # What is not bound by a digest any more, so that the signature decides.
    def unbind(signed):
        signed.snapshot_meta.length = signed.snapshot_meta.hashes = None

    def unbind_targets(signed):
        signed.meta["targets.json"].length = signed.meta["targets.json"].hashes = None

    if role == "targets":
        resign(newest(site, "snapshot"), Snapshot, site.keys.signers("snapshot"), unbind_targets)
    resign(metadata(site, "timestamp.json"), Timestamp, site.keys.signers("timestamp"), unbind)
    refused(errors.UnknownKey)


def test_a_retired_key_signs(site, terminal, refused):
    old = site.keys.signers("timestamp")
    site.repository.rotate("timestamp", datetime.now(UTC), LIFE)
    terminal.sync()
    site.publish(2)
    resign(metadata(site, "timestamp.json"), Timestamp, old)
    refused(errors.RetiredKey)


def test_a_signature_that_does_not_fit(site, refused):
    site.publish(2)
    file = metadata(site, "timestamp.json")
    told = json.loads(file.read_bytes())
    told["signed"]["version"] += 1
    file.write_bytes(json.dumps(told).encode())
    refused(errors.SignatureRefused)


def next_root(site, signers, change):
    file = metadata(site, "2.root.json")
    shutil.copy(metadata(site, "1.root.json"), file)

    def make(signed):
        signed.version = 2
        change(signed)

    resign(file, Root, signers, make)


def test_one_root_key_of_two_is_not_enough(site, refused):
    next_root(site, site.keys.signers("root")[:1], lambda signed: None)
    refused(errors.SignatureRefused)


def test_one_root_key_twice_is_still_one(site, refused):
    next_root(site, site.keys.signers("root")[:1], lambda signed: None)
    file = metadata(site, "2.root.json")
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
    server.instead["metadata/timestamp.json"] = newest(site, "snapshot").read_bytes()
    refused(errors.MetadataMalformed)


class TestBombs:
    def bomb(self, size):
        """Zeros that unpack to `size` bytes, without a word about that in the frame."""
        return b"".join(
            (out := zstandard.ZstdCompressor(level=1).compressobj())
            and [*(out.compress(bytes(1 << 20)) for _ in range(size >> 20)), out.flush()]
        )

    def test_a_frame_that_says_nothing_of_its_size(self, site, refused):
        site.publish(2, packed=self.bomb(64 << 20))
        refused(errors.ExpansionRefused)

    def test_a_frame_that_says_more_than_was_signed(self, site, refused):
        site.publish(2, packed=packing.pack(bytes(64 << 20)))
        refused(errors.ExpansionRefused)

    def test_a_size_beyond_every_limit_is_refused_before_it_is_fetched(self, site, server, refused):
        site.publish(2, size=MAX_RAW_BYTES + 1)
        server.asked.clear()
        refused(errors.ExpansionRefused)
        assert not [path for path, _ in server.asked if path.startswith("targets/")]

    def test_a_window_beyond_the_limit(self, site, refused):
        raw = site.file(2)
        # RFC 8878 §3.1.1.1: magic, descriptor with an 8-byte size and a window of 2^30 bytes, the size.
        frame = b"\x28\xb5\x2f\xfd" + b"\xc0" + bytes([20 << 3]) + len(raw).to_bytes(8, "little")
        site.publish(2, raw, packed=frame + b"\x01\x00\x00")
        refused(errors.ExpansionRefused)

    def test_a_frame_that_lies_about_its_size(self, site, refused):
        raw = site.file(2)
        packed = bytearray(packing.pack(bytes(64 << 20)))
        frame = zstandard.get_frame_parameters(bytes(packed))
        at = packed.index(frame.content_size.to_bytes(4, "little"))
        packed[at : at + 4] = len(raw).to_bytes(4, "little")
        site.publish(2, raw, packed=bytes(packed))
        refused(errors.DigestMismatch)


@pytest.mark.parametrize(
    "name",
    ["../evil", "a/../../evil", "/etc/evil", "..", "a\\b", "a%2f..%2fb", "a b", "a\nb", ".hidden", "a..b"],
)
def test_a_name_with_path_tricks(site, refused, name, tmp_path):
    site.publish(2)
    file = newest(site, "targets")

    def add(signed):
        signed.targets[name] = TargetFile.from_data(name, b"x", ["sha256"])

    resign(file, Targets, site.keys.signers("targets"), add)
    data = file.read_bytes()
    version = int(file.name.split(".")[0])

    def bind(signed):
        signed.meta["targets.json"] = MetaFile.from_data(version, data, ["sha256"])

    listed = newest(site, "snapshot")
    resign(listed, Snapshot, site.keys.signers("snapshot"), bind)
    meta = MetaFile.from_data(int(listed.name.split(".")[0]), listed.read_bytes(), ["sha256"])
    stamp = metadata(site, "timestamp.json")
    resign(
        stamp,
        Timestamp,
        site.keys.signers("timestamp"),
        lambda signed: setattr(signed, "snapshot_meta", meta),
    )
    refused(errors.NameRefused)
    assert not list(tmp_path.rglob("*evil*"))


@given(st.text(min_size=1, max_size=20))
def test_a_name_is_refused_or_is_one_plain_file_name(name):
    signed = Targets()
    told = {"version": 1, "size": 1, "sha256": "0" * 64}
    for each in (name, WHOLE):
        info = TargetFile.from_data(each, b"x", ["sha256"])
        info.unrecognized_fields["custom"] = told
        signed.targets[each] = info
    try:
        targets.read(signed)
    except errors.NameRefused:
        return
    assert "/" not in name
    assert "\\" not in name
    assert name.isascii()
    assert name.isprintable()
    assert ".." not in name


@given(
    custom=st.one_of(
        st.none(),
        st.lists(st.integers(), max_size=2),
        st.fixed_dictionaries(
            {},
            optional={
                "version": st.one_of(st.integers(-2, 3), st.booleans(), st.text(max_size=3)),
                "size": st.one_of(st.integers(-2, 3), st.floats(), st.none()),
                "sha256": st.one_of(st.text(max_size=70), st.just("a" * 64), st.integers()),
            },
        ),
    )
)
def test_what_the_publisher_says_of_a_target_is_complete_or_refused(custom):
    info = TargetFile.from_data(WHOLE, b"x", ["sha256"])
    info.unrecognized_fields["custom"] = custom
    try:
        offers = targets.read(Targets(targets={WHOLE: info}))
    except errors.MetadataMalformed:
        return
    assert offers.whole.version >= 1
    assert offers.whole.raw_size >= 1
    assert len(offers.whole.raw_sha256) == 64


@pytest.mark.parametrize(
    ("meta", "expected"),
    [
        ({"format": "1"}, errors.FormatRefused),
        ({"version": "3"}, errors.FormatRefused),
        ({"createdAt": "yesterday"}, errors.FormatRefused),
        ({"expiresAt": "2126-12-21T04:00:00"}, errors.FormatRefused),
        ({"expiresAt": "2026-01-01T04:00:00+00:00"}, errors.SnapshotExpired),
    ],
)
def test_a_signed_file_that_is_no_use(site, refused, meta, expected):
    site.publish(2, site.file(2, **meta))
    refused(expected)


@pytest.mark.parametrize("raw", [b"SQLite format 3\0" + b"\0" * 4096, b"x"])
def test_a_signed_file_that_is_no_snapshot(site, refused, raw):
    site.publish(2, raw)
    refused(errors.FormatRefused)


def test_after_every_attack_the_honest_publisher_is_believed_again(site, server, terminal, refused):
    server.instead["metadata/timestamp.json"] = b"<html>"
    refused(errors.MetadataMalformed)
    server.instead.clear()
    site.publish(2, base=1)
    assert terminal.sync().way == "patch"
