"""Targets that are not what was signed, or no guides at all: refused by name, the old guides untouched."""

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from tuf.api.metadata import MetaFile, Snapshot, TargetFile, Targets, Timestamp

from offline_cache import errors, targets
from offline_cache.targets import MAX_RAW_BYTES, WHOLE
from sandbox.platform import packing


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
    file = site.newest("targets")

    def add(signed):
        signed.targets[name] = TargetFile.from_data(name, b"x", ["sha256"])

    site.resign(file, Targets, site.keys.signers("targets"), add)
    data = file.read_bytes()
    version = int(file.name.split(".")[0])

    def bind(signed):
        signed.meta["targets.json"] = MetaFile.from_data(version, data, ["sha256"])

    listed = site.newest("snapshot")
    site.resign(listed, Snapshot, site.keys.signers("snapshot"), bind)
    meta = MetaFile.from_data(int(listed.name.split(".")[0]), listed.read_bytes(), ["sha256"])
    stamp = site.metadata("timestamp.json")
    site.resign(
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
