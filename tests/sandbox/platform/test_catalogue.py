"""The signed catalogue: what is in it, how it is served, when its version grows, how its keys change."""

import contextlib
import hashlib
import json
import shutil
import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import zstandard
from tuf.api.exceptions import UnsignedMetadataError
from tuf.api.metadata import Metadata, Root, Snapshot, Targets, Timestamp
from typer.testing import CliRunner

from kiosk.catalogue.models import Bundle, LifeStage
from sandbox.platform import packing
from sandbox.platform.cli import app
from sandbox.platform.publishing import PATCHES, WHOLE, Publisher
from sandbox.platform.repository import TIMESTAMP_LIFE, RootKeysAway
from sandbox.platform.role_keys import RoleKeys
from sandbox.platform.sealing import SealingKeys
from sandbox.platform.settings import Settings
from sandbox.platform.snapshot import build

NOW = datetime(2026, 11, 18, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def publisher(tmp_path):
    return make_publisher(tmp_path)


def make_publisher(state):
    keys = state / "keys"
    return Publisher(Settings(state_dir=state), RoleKeys(keys), SealingKeys(keys / "sealing", NOW))


@pytest.fixture
def catalogue(one_platform):
    return one_platform.services.publication.catalogue


def another(catalogue, number):
    first = catalogue.bundles[0].model_copy(update={"revision": number})
    return catalogue.model_copy(update={"bundles": (first, *catalogue.bundles[1:])})


def newest(publisher, role, kind):
    name = f"{publisher.repository.version(role)}.{role}.json" if role != "timestamp" else "timestamp.json"
    return Metadata[kind].from_file(str(publisher.repository.metadata(name)))


def chain(publisher):
    """The four roles in force, each verified by the root."""
    root = newest(publisher, "root", Root)
    root.signed.verify_delegate("root", root.signed_bytes, root.signatures)
    out = [root]
    for role, kind in (("targets", Targets), ("snapshot", Snapshot), ("timestamp", Timestamp)):
        document = newest(publisher, role, kind)
        root.signed.verify_delegate(role, document.signed_bytes, document.signatures)
        out.append(document)
    return out


def target_bytes(publisher, info):
    return publisher.repository.target(f"{info.hashes['sha256']}.{info.path}").read_bytes()


def snapshot_of(publisher):
    targets = newest(publisher, "targets", Targets).signed.targets
    return packing.unpack(target_bytes(publisher, targets[WHOLE]))


def read(snapshot, tmp_path):
    path = tmp_path / "snapshot.sqlite3"
    path.write_bytes(snapshot)
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        meta = dict(connection.execute("SELECT key, value FROM meta"))
        bundles = dict(connection.execute("SELECT id, json FROM bundles"))
        stages = [row[0] for row in connection.execute("SELECT json FROM life_stages ORDER BY position")]
        keys = connection.execute("SELECT key_id, recipient FROM sealing_keys ORDER BY position").fetchall()
    finally:
        connection.close()
    return meta, bundles, stages, keys


def test_the_snapshot_is_the_catalogue(one_platform, tmp_path):
    publisher = one_platform.services.publisher
    meta, bundles, stages, keys = read(snapshot_of(publisher), tmp_path)
    catalogue = one_platform.services.publication.catalogue
    assert {key: Bundle.model_validate_json(text) for key, text in bundles.items()} == {
        bundle.id: bundle for bundle in catalogue.bundles
    }
    assert tuple(LifeStage.model_validate_json(text) for text in stages) == catalogue.life_stages
    told = (meta["format"], meta["version"], meta["areaCode"], meta["areaName"])
    assert told == ("2", "1", "120000", "天津市")
    (sealing,) = one_platform.services.keys.sealing.all()
    assert keys == [(sealing.key_id, sealing.recipient)]


def test_what_is_served_is_signed_by_the_root_that_enrolment_gives(one_platform):
    terminal = one_platform.terminal()
    root = Metadata[Root].from_bytes(one_platform.services.publisher.repository.root).signed
    assert root.roles["root"].threshold == 2
    name = "timestamp.json"
    for role in ("timestamp", "snapshot", "targets"):
        answer = terminal.get(f"/catalogue/metadata/{name}")
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
        document = Metadata.from_bytes(answer.content)
        root.verify_delegate(role, document.signed_bytes, document.signatures)
        if role == "timestamp":
            name = f"{document.signed.snapshot_meta.version}.snapshot.json"
        elif role == "snapshot":
            name = f"{document.signed.meta['targets.json'].version}.targets.json"
    info = document.signed.targets[WHOLE]
    whole = terminal.get(f"/catalogue/targets/{info.hashes['sha256']}.{WHOLE}")
    assert (len(whole.content), whole.headers["Content-Type"]) == (info.length, "application/octet-stream")
    raw = packing.unpack(whole.content)
    assert info.custom == {"version": 1, "size": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}


def test_a_target_can_be_had_from_any_byte_on(one_platform):
    info = newest(one_platform.services.publisher, "targets", Targets).signed.targets[WHOLE]
    path = f"/catalogue/targets/{info.hashes['sha256']}.{WHOLE}"
    terminal = one_platform.terminal()
    whole = terminal.get(path).content
    for start in (1, len(whole) // 2, len(whole) - 1):
        rest = terminal.get(path, headers={"Range": f"bytes={start}-"})
        assert (rest.status_code, rest.content) == (206, whole[start:])
        assert rest.headers["Content-Range"] == f"bytes {start}-{len(whole) - 1}/{len(whole)}"
    assert terminal.get(path, headers={"Range": f"bytes={len(whole)}-"}).status_code == 416


@pytest.mark.parametrize(
    "path",
    [
        "/catalogue/metadata/9.targets.json",
        "/catalogue/metadata/..%2Fpublication.json",
        "/catalogue/metadata/publication.json",
        "/catalogue/targets/..%2F..%2Fkeys%2Fpepper",
        "/catalogue/targets/guides.sqlite.zst",
        "/catalogue/targets/" + "0" * 64 + ".guides.sqlite.zst",
    ],
)
def test_nothing_else_of_the_state_is_served(one_platform, problem, path):
    answer = one_platform.terminal().get(path)
    assert (answer.status_code, problem(answer)) == (404, "not-found")


def test_two_bundles_with_one_id_are_not_published(catalogue):
    twice = catalogue.model_copy(update={"bundles": catalogue.bundles * 2})
    with pytest.raises(ValueError, match="same id"):
        build(twice, (), {}, NOW, NOW + DAY)


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


def test_a_code_names_the_list_that_is_in_effect(publisher, catalogue):
    day = date(2027, 1, 1)
    old = catalogue.bundles[0].model_copy(update={"effective_to": day - DAY})
    new = old.model_copy(update={"id": "newborn-2027", "effective_from": day, "effective_to": None})
    publication = publisher.publish(catalogue.model_copy(update={"bundles": (old, new)}), NOW)
    assert publication.bundle(old.code, day - DAY).id == "newborn"
    assert publication.bundle(old.code, day).id == "newborn-2027"
    assert publication.bundle("newborn", day).id == "newborn"
    assert publication.bundle("unknown", day) is None


def test_the_commands_publish_and_rotate(tmp_path):
    run = CliRunner().invoke
    state = ["--state", str(tmp_path / "state")]
    told = json.loads(run(app, ["publish", *state]).stdout)
    assert (told["version"], told["rootVersion"], list(told["targets"])) == (1, 1, [WHOLE])
    assert told["bundles"] > 50
    assert json.loads(run(app, ["publish", *state]).stdout)["version"] == 1
    assert json.loads(run(app, ["rotate-key", "timestamp", *state]).stdout)["role"] == "timestamp"
    assert json.loads(run(app, ["rotate-key", "sealing", *state]).stdout)["keyId"].startswith("age-")
    told = json.loads(run(app, ["publish", *state]).stdout)
    assert (told["version"], told["rootVersion"], len(told["targets"])) == (2, 2, 2)
    empty = tmp_path / "empty"
    empty.mkdir()
    assert run(app, ["publish", *state, "--content", str(empty)]).exit_code == 1


@pytest.mark.parametrize("text", [b"a: [\n", b"\xe5\x00\xff", b"bundles: 5", b""])
def test_content_that_is_none_is_refused_in_a_sentence(tmp_path, text):
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "x.yaml").write_bytes(text)
    command = ["publish", "--state", str(tmp_path / "state"), "--content", str(tmp_path / "content")]
    ended = CliRunner().invoke(app, command)
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_state_that_is_no_directory_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "state").write_bytes(b"")
    for command in (["publish"], ["rotate-key", "root"]):
        ended = CliRunner().invoke(app, [*command, "--state", str(tmp_path / "state")])
        assert (ended.exit_code, ended.stderr) == (1, f"{tmp_path / 'state'}: File exists\n")
