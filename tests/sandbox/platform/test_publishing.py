"""When the version of the signed catalogue grows, how its keys change, and what a crash leaves."""

import contextlib
import hashlib
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
import zstandard
from published_catalogue import (
    DAY,
    NOW,
    another,
    chain,
    make_publisher,
    newest,
    read,
    snapshot_of,
    target_bytes,
)
from tuf.api.exceptions import UnsignedMetadataError
from tuf.api.metadata import Metadata, Root, Snapshot, Targets, Timestamp

from sandbox.platform.publishing import PATCHES, WHOLE
from sandbox.platform.repository import TIMESTAMP_LIFE, RootKeysAway


def test_the_version_grows_only_with_the_content_or_with_age(publisher, catalogue, tmp_path):
    first = publisher.publish(catalogue, NOW)
    raw = snapshot_of(publisher)
    restarted = make_publisher(tmp_path).publish(catalogue, NOW + DAY)
    assert (restarted.version, snapshot_of(publisher)) == (first.version, raw)
    changed = catalogue.model_copy(update={"bundles": catalogue.bundles[:1]})
    second = publisher.publish(changed, NOW + 2 * DAY)
    assert second.version == first.version + 1
    publisher.keep_fresh(NOW + 20 * DAY)
    assert publisher.current.version == second.version + 1
    assert publisher.current.expires_at > second.expires_at


def test_patches_lead_from_the_last_versions_and_no_more_is_kept(publisher, catalogue):
    snapshots = []
    for number in range(1, PATCHES + 4):
        publisher.publish(another(catalogue, number), NOW)
        snapshots.append(snapshot_of(publisher))
    targets = newest(publisher, "targets", Targets).signed.targets
    assert len(targets) == PATCHES + 1
    for base in snapshots[-PATCHES - 1 : -1]:
        info = targets[f"guides-from-{hashlib.sha256(base).hexdigest()}.zst"]
        packed = target_bytes(publisher, info)
        assert len(packed) < targets[WHOLE].length / 4
        dictionary = zstandard.ZstdCompressionDict(base, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
        assert zstandard.ZstdDecompressor(dict_data=dictionary).decompress(packed) == snapshots[-1]
    files = list(publisher.repository.target(f"{targets[WHOLE].hashes['sha256']}.{WHOLE}").parent.iterdir())
    assert len(files) == 2 * PATCHES
    assert sum(file.name.endswith(".targets.json") for file in files[0].parents[1].rglob("*")) == 4


def test_the_timestamp_is_renewed_before_it_ends_and_nothing_else(publisher, catalogue):
    publisher.publish(catalogue, NOW)
    before = newest(publisher, "timestamp", Timestamp).signed
    publisher.keep_fresh(NOW + TIMESTAMP_LIFE / 2 - timedelta(seconds=1))
    assert newest(publisher, "timestamp", Timestamp).signed.version == before.version
    publisher.keep_fresh(NOW + TIMESTAMP_LIFE / 2)
    after = newest(publisher, "timestamp", Timestamp).signed
    assert (after.version, after.snapshot_meta.version) == (before.version + 1, before.snapshot_meta.version)
    assert after.expires == NOW + TIMESTAMP_LIFE * 1.5


@pytest.mark.parametrize("role", ["root", "targets", "snapshot", "timestamp"])
def test_a_rotated_key_signs_from_now_on_and_the_old_one_never_again(publisher, catalogue, role):
    publisher.publish(catalogue, NOW)
    old = newest(publisher, "root", Root)
    before = chain(publisher)
    publisher.rotate(role, NOW)
    root, *_ = chain(publisher)
    assert root.signed.version == old.signed.version + 1
    old.signed.verify_delegate("root", root.signed_bytes, root.signatures)
    gone = set(old.signed.roles[role].keyids) - set(root.signed.roles[role].keyids)
    assert len(gone) == 1
    if role != "root":
        document = before[["root", "targets", "snapshot", "timestamp"].index(role)]
        with pytest.raises(UnsignedMetadataError):
            root.signed.verify_delegate(role, document.signed_bytes, document.signatures)


class Cut(BaseException):
    """The process ends here."""


def cut_at(monkeypatch, count):
    """End the process before the `count`-th file gets its name; returns whether it came to that."""
    left = iter(range(count - 1))
    cut = []
    rename = Path.rename

    def renamed(path, target):
        if next(left, None) is None:
            cut.append(target)
            raise Cut
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", renamed)
    return cut


def test_after_a_crash_at_any_file_no_version_is_offered_with_two_contents(tmp_path, catalogue, monkeypatch):
    offered = {}

    def note(publisher):
        targets = newest(publisher, "targets", Targets).signed.targets
        custom = targets[WHOLE].custom
        assert offered.setdefault(custom["version"], custom["sha256"]) == custom["sha256"]
        chain(publisher)

    for count in range(1, 30):
        state = tmp_path / str(count)
        publisher = make_publisher(state)
        publisher.publish(catalogue, NOW)
        offered.clear()
        note(publisher)
        with monkeypatch.context() as patch, contextlib.suppress(Cut):
            cut = cut_at(patch, count)
            publisher.publish(another(catalogue, 9), NOW)
        note(publisher)
        after = make_publisher(state)
        after.publish(another(catalogue, 9), NOW + DAY)
        note(after)
        assert after.current.catalogue.bundles[0].revision == 9
        assert after.current.version == max(offered)
        if not cut:
            break
    assert 5 < count < 29


@pytest.mark.parametrize("role", ["targets", "snapshot", "timestamp"])
def test_a_rotation_that_is_cut_off_leaves_what_every_terminal_believes(
    tmp_path, catalogue, monkeypatch, role
):
    for count in range(1, 15):
        publisher = make_publisher(tmp_path / str(count))
        publisher.publish(catalogue, NOW)
        with monkeypatch.context() as patch, contextlib.suppress(Cut):
            cut = cut_at(patch, count)
            publisher.rotate(role, NOW)
        stamp = newest(publisher, "timestamp", Timestamp).signed
        root = newest(publisher, "root", Root).signed
        listed = publisher.repository.metadata(f"{stamp.snapshot_meta.version}.snapshot.json")
        snapshot = Metadata[Snapshot].from_file(str(listed))
        named = publisher.repository.metadata(f"{snapshot.signed.meta['targets.json'].version}.targets.json")
        for kind, file in (
            ("timestamp", "timestamp.json"),
            ("snapshot", listed.name),
            ("targets", named.name),
        ):
            document = Metadata.from_file(str(publisher.repository.metadata(file)))
            root.verify_delegate(kind, document.signed_bytes, document.signatures)
        make_publisher(tmp_path / str(count)).rotate(role, NOW)
        chain(publisher)
        if not cut:
            break
    assert 2 < count < 14


def test_online_signing_goes_on_while_the_root_keys_are_elsewhere(publisher, catalogue, tmp_path):
    publisher.publish(catalogue, NOW)
    shutil.move(tmp_path / "keys" / "root", tmp_path / "safe")
    publisher.publish(another(catalogue, 9), NOW)
    chain(publisher)
    with pytest.raises(RootKeysAway):
        publisher.rotate("targets", NOW)
    shutil.move(tmp_path / "safe", tmp_path / "keys" / "root")
    publisher.rotate("targets", NOW)
    chain(publisher)


def test_a_running_platform_serves_what_another_process_publishes(publisher, catalogue, tmp_path):
    publisher.start(catalogue, NOW)
    assert publisher.current.catalogue.bundles[0].revision == 3
    make_publisher(tmp_path).publish(another(catalogue, 8), NOW, "/content")
    assert publisher.current.catalogue.bundles[0].revision == 8
    # Started again with its own content, it stays with what was published.
    assert make_publisher(tmp_path).start(catalogue, NOW).catalogue.bundles[0].revision == 8
    make_publisher(tmp_path).publish(catalogue, NOW)
    assert publisher.current.catalogue.bundles[0].revision == 3


def test_a_new_sealing_key_makes_a_new_version(publisher, catalogue, tmp_path):
    publisher.publish(catalogue, NOW)
    key_id = publisher.rotate_sealing(NOW + DAY)
    assert publisher.current.version == 2
    *_, keys = read(snapshot_of(publisher), tmp_path)
    assert (keys[0][0], len(keys)) == (key_id, 2)
