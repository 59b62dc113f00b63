from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from offline_cache import errors
from offline_cache.install import install, is_current
from offline_cache.signature import SnapshotSignature
from offline_cache.store import GuideStore, installed_version


def test_an_installed_snapshot_is_read_back(publisher, store_path):
    publisher.publish(store_path, 3)
    with GuideStore(store_path) as store:
        assert (store.version, store.area_code, store.area_name) == (3, "120000", "示例市")
        assert store.ids() == ("b-1",)
        assert "版本3" in store.bundle("b-1") or "\\u7248" in store.bundle("b-1")
        assert [stage["id"] for stage in store.life_stages()] == ["birth", "work"]
        assert store.expires_at - store.created_at == timedelta(days=30)
        assert not store.expired(publisher.now)
        assert store.expired(store.expires_at)


def test_the_platforms_keys_for_sealing_come_with_the_guides(publisher, store_path):
    publisher.publish(store_path, 1)
    with GuideStore(store_path) as store:
        first, second = store.sealing_keys()
    assert (first.key_id, first.recipient, first.not_after) == ("age-new", "age1new", None)
    assert (second.key_id, second.not_after) == ("age-old", datetime(2026, 12, 1, tzinfo=UTC))


def test_a_bundle_that_is_not_there_is_a_key_error(publisher, store_path):
    publisher.publish(store_path, 1)
    with GuideStore(store_path) as store, pytest.raises(KeyError):
        store.bundle("b-2")


def test_a_reader_keeps_its_snapshot_until_it_refreshes(publisher, store_path):
    publisher.publish(store_path, 1)
    with GuideStore(store_path) as reader:
        publisher.publish(store_path, 2)
        assert reader.version == 1
        assert reader.bundles()[0]["name"]["zh"] == "版本1"
        assert reader.refresh()
        assert reader.version == 2
        assert reader.bundles()[0]["name"]["zh"] == "版本2"
        assert not reader.refresh()


def test_old_files_go_and_the_one_before_stays(publisher, store_path):
    for version in range(1, 6):
        publisher.publish(store_path, version)
    kept = sorted(path.name[:17] for path in store_path.glob("guides-*"))
    assert kept == ["guides-0000000004", "guides-0000000005"]


def test_the_same_snapshot_twice_changes_nothing(publisher, store_path, tree):
    data = publisher.publish(store_path, 1)
    before = tree(store_path)
    signature = publisher.signature(data, 1)
    assert is_current(store_path, signature)
    assert not install(store_path, data, signature, publisher.keys, publisher.now).changed
    assert tree(store_path) == before


def test_nothing_installed_is_said_so(store_path):
    with pytest.raises(errors.NoSnapshot):
        GuideStore(store_path)
    assert installed_version(store_path) == 0


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"keyId": "k2"}, errors.UnknownKey),
        ({"alg": "none"}, errors.SignatureRefused),
        ({"size": 1}, errors.SizeMismatch),
        ({"digest": "sha-256:" + "0" * 64}, errors.DigestMismatch),
        ({"version": 1}, errors.RollbackRefused),
        ({"version": 4}, errors.RollbackRefused),
        ({"version": 6}, errors.FormatRefused),
        ({"expiresAt": "2026-11-21T04:00:00+00:00"}, errors.SnapshotExpired),
        ({"expiresAt": "2027-11-21T04:00:00+00:00"}, errors.FormatRefused),
    ],
)
def test_each_refusal_has_its_name_and_leaves_the_old_snapshot(publisher, store_path, tree, change, expected):
    publisher.publish(store_path, 4)
    before = tree(store_path)
    data = publisher.file(5)
    with pytest.raises(expected):
        install(store_path, data, publisher.signature(data, 5, **change), publisher.keys, publisher.now)
    assert tree(store_path) == before


def test_the_same_version_with_other_bytes_is_refused(publisher, store_path):
    publisher.publish(store_path, 4)
    data = publisher.file(4, [{"id": "other"}])
    with pytest.raises(errors.RollbackRefused):
        install(store_path, data, publisher.signature(data, 4), publisher.keys, publisher.now)


def test_a_signature_by_another_key_is_refused(publisher, store_path):
    data = publisher.file(1)
    signature = publisher.signature(data, 1)
    other = Ed25519PrivateKey.generate().public_key()
    with pytest.raises(errors.SignatureRefused):
        install(store_path, data, signature, {"k1": other}, publisher.now)
    assert not store_path.exists()


@pytest.mark.parametrize(
    "damage",
    [
        lambda one: one.file(5, format="1"),
        lambda one: one.file(5, createdAt="yesterday"),
        lambda one: one.file(5, expiresAt="2026-12-21T04:00:00"),
        lambda _: b"SQLite format 3\0" + b"\0" * 4096,
        lambda _: b"",
    ],
)
def test_a_signed_file_of_another_format_is_refused(publisher, store_path, tree, damage):
    publisher.publish(store_path, 4)
    before = tree(store_path)
    data = damage(publisher)
    with pytest.raises(errors.FormatRefused):
        install(store_path, data, publisher.signature(data, 5), publisher.keys, publisher.now)
    assert tree(store_path) == before


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(min_value=0), flip=st.integers(min_value=1, max_value=255))
def test_no_changed_byte_gets_through(publisher, at, flip):
    data = publisher.file(1)
    signature = publisher.signature(data, 1)
    damaged = bytearray(data)
    damaged[at % len(data)] ^= flip
    with pytest.raises(errors.DigestMismatch):
        signature.verify(publisher.keys, bytes(damaged))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    member=st.sampled_from(["version", "digest", "size", "expiresAt", "keyId", "alg", "value"]),
    value=st.one_of(
        st.none(),
        st.text(max_size=8),
        st.integers(max_value=-1),
        st.booleans(),
        st.lists(st.integers(), max_size=2),
        st.just("2026-11-21T00:00:00+00:00\n5"),
    ),
)
def test_a_damaged_signature_document_is_refused_and_nothing_else_is_raised(publisher, member, value):
    data = publisher.file(1)
    document = publisher.document(data, 1) | {member: value}
    with pytest.raises(errors.SnapshotRefused):
        SnapshotSignature.from_json(document).verify(publisher.keys, data)


def test_a_leftover_of_a_pulled_plug_is_cleared(publisher, store_path):
    publisher.publish(store_path, 1)
    (store_path / ".part-x.sqlite").write_bytes(b"half")
    (store_path / ".current.new").symlink_to("nowhere")
    publisher.publish(store_path, 2)
    assert sorted(path.name[:6] for path in store_path.iterdir()) == ["curren", "guides", "guides"]
    assert installed_version(store_path) == 2
