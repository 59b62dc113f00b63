"""The way of the guides to a terminal: whole, by patch, cut off, and the switch."""

import errno
import hashlib
import threading
from datetime import UTC, datetime, timedelta

import pytest

from offline_cache import errors
from offline_cache.download import download
from offline_cache.store import GuideStore, installed_version, version_before
from offline_cache.sync import TRUST, sync, verify
from offline_cache.targets import WHOLE, Offer
from sandbox.platform import packing


def test_an_installed_snapshot_is_read_back(site, terminal):
    site.publish(3)
    outcome = terminal.sync()
    assert (outcome.version, outcome.way) == (3, "whole")
    with GuideStore(terminal.store) as store:
        assert (store.version, store.area_code, store.area_name) == (3, "120000", "示例市")
        assert store.ids() == ("b-1",)
        assert store.bundles()[0]["name"]["zh"] == "版本3"
        assert [stage["id"] for stage in store.life_stages()] == ["birth", "work"]
        assert store.expires_at - store.created_at == timedelta(days=30)
        assert not store.expired(datetime.now(UTC))
        assert store.expired(store.expires_at)
        with pytest.raises(KeyError):
            store.bundle("b-2")


def test_the_platforms_keys_for_sealing_come_with_the_guides(site, terminal):
    site.publish(1)
    terminal.sync()
    with GuideStore(terminal.store) as store:
        first, second = store.sealing_keys()
    assert (first.key_id, first.recipient, first.not_after) == ("age-new", "age1new", None)
    assert (second.key_id, second.not_after) == ("age-old", datetime(2026, 12, 1, tzinfo=UTC))


def test_nothing_installed_is_said_so(tmp_path):
    with pytest.raises(errors.NoSnapshot):
        GuideStore(tmp_path)
    assert installed_version(tmp_path) == 0


def test_with_the_base_a_patch_comes_and_without_it_the_whole(site, server, terminal, another_terminal):
    site.publish(1)
    terminal.sync()
    raw = site.publish(2, base=1)
    server.sent = 0
    outcome = terminal.sync()
    assert (outcome.version, outcome.way) == (2, "patch")
    assert outcome.received < len(packing.pack(raw)) / 4
    assert another_terminal.sync().way == "whole"
    assert terminal.snapshots()["current"] == another_terminal.snapshots()["current"]
    assert (terminal.store / "current").read_bytes() == raw


def test_what_is_there_already_is_not_fetched_again(site, server, terminal):
    site.publish(1)
    terminal.sync()
    before = terminal.snapshots()
    server.asked.clear()
    assert terminal.sync().way == "none"
    assert [path for path, _ in server.asked] == ["metadata/2.root.json", "metadata/timestamp.json"]
    assert terminal.snapshots() == before


def test_a_damaged_installed_file_is_replaced_from_the_whole(site, terminal):
    raw = site.publish(1)
    terminal.sync()
    file = terminal.store / (terminal.store / "current").readlink()
    file.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
    assert terminal.sync().way == "whole"
    assert file.read_bytes() == raw


def test_a_patch_that_leads_elsewhere_is_reported_and_the_whole_taken(site, terminal):
    site.publish(1)
    terminal.sync()
    site.publish(2, base=1, patch=packing.patch(site.made[1], site.file(9)))
    outcome = terminal.sync()
    assert (outcome.version, outcome.way) == (2, "whole")
    assert isinstance(outcome.patch_refused, (errors.DigestMismatch, errors.ExpansionRefused))


def test_a_cut_at_every_byte_goes_on_where_it_was(site, server, terminal, tmp_path):
    raw = bytes(range(256))
    packed = packing.pack(raw)
    site.publish(1, raw, packed=packed)
    sent = hashlib.sha256(packed).hexdigest()
    offer = Offer(f"{sent}.{WHOLE}", len(packed), sent, 1, len(raw), hashlib.sha256(raw).hexdigest())
    for at in range(len(packed)):
        server.cut_after = at
        server.asked.clear()
        with pytest.raises(errors.SourceDown):
            download(terminal.fetcher, offer, tmp_path / "in", lambda *_: None)
        part = download(terminal.fetcher, offer, tmp_path / "in", lambda *_: None)
        assert part.read_bytes() == packed
        assert [start for _, start in server.asked] == [0, at]
        part.unlink()


def test_a_pass_that_was_cut_is_finished_by_the_next(site, server, terminal):
    site.publish(1)
    terminal.sync()
    before = terminal.snapshots()
    site.publish(2, site.file(2, [{"id": "b", "x": "".join(map(str, range(9000)))}]))
    server.cut_after = 700
    with pytest.raises(errors.SourceDown):
        terminal.sync()
    assert terminal.snapshots() == before
    told = []
    server.asked.clear()
    assert terminal.sync(progress=lambda have, whole: told.append((have, whole))).version == 2
    assert server.asked[-1][1] == 700
    size = site.target_path().stat().st_size
    assert told[0] == (700, size)
    assert told[-1] == (size, size)


def test_a_server_without_ranges_sends_the_whole_again(site, server, terminal):
    site.publish(1)
    server.cut_after = 100
    with pytest.raises(errors.SourceDown):
        terminal.sync()
    server.ranges = False
    assert terminal.sync().version == 1


@pytest.mark.parametrize("damage", [lambda data: b"\0" * len(data), lambda data: data + b"\0" * 10**6])
def test_a_beginning_that_a_power_cut_damaged_is_fetched_again(site, server, terminal, damage):
    site.publish(1)
    server.cut_after = 300
    with pytest.raises(errors.SourceDown):
        terminal.sync()
    (part,) = (terminal.store / "incoming").iterdir()
    part.write_bytes(damage(part.read_bytes()))
    assert terminal.sync().version == 1


def test_no_publisher_leaves_everything_as_it_is(site, server, terminal):
    site.publish(1)
    terminal.sync()
    before = terminal.snapshots()
    (site.www / "metadata" / "timestamp.json").unlink()
    with pytest.raises(errors.SourceStatus) as refused:
        terminal.sync()
    assert refused.value.status == 404
    assert terminal.snapshots() == before


def test_two_at_once_do_not_get_into_each_others_way(site, terminal):
    site.publish(1)
    inside = []

    def derive(_snapshot, out):
        out.write_bytes(b"derived")
        with pytest.raises(errors.SyncUnderWay):
            terminal.sync()
        inside.append(True)

    assert terminal.sync(derive=derive).version == 1
    assert inside


def test_old_files_go_and_the_one_before_stays(site, terminal):
    for version in range(1, 5):
        site.publish(version, base=version - 1 or None)
        terminal.sync(derive=lambda _, out: out.write_bytes(b"x"))
    kept = sorted(path.name[:17] + path.suffix for path in terminal.store.glob("guides-*"))
    assert kept == [
        f"guides-000000000{version}{suffix}" for version in (3, 4) for suffix in (".search-1", ".sqlite")
    ]
    assert version_before(terminal.store) == 3


def test_a_leftover_of_a_pulled_plug_is_cleared(site, terminal):
    site.publish(1)
    terminal.sync()
    (terminal.store / ".part-x.sqlite").write_bytes(b"half")
    (terminal.store / ".current.new").symlink_to("nowhere")
    site.publish(2)
    terminal.sync()
    names = sorted(path.name[:6] for path in terminal.store.iterdir() if not path.is_dir())
    assert names == ["checke", "curren", "guides", "guides"]


def test_what_is_derived_switches_with_the_snapshot(site, terminal):
    versions = []

    def derive(snapshot, out):
        assert snapshot.read_bytes() == site.made[max(site.made)]
        versions.append((installed_version(terminal.store), max(site.made)))
        out.write_bytes(b"index of %d" % max(site.made))

    for version in (1, 2):
        site.publish(version)
        terminal.sync(derive=derive)
        with GuideStore(terminal.store) as store:
            assert store.derived.read_bytes() == b"index of %d" % version
    assert versions == [(0, 1), (1, 2)]
    store.derived.unlink()
    assert terminal.sync(derive=derive).way == "none"
    assert store.derived.read_bytes() == b"index of 2"


def test_what_cannot_be_derived_leaves_the_old_snapshot(site, terminal):
    site.publish(1)
    terminal.sync()
    before = terminal.snapshots()
    site.publish(2)

    def derive(_snapshot, out):
        out.write_bytes(b"half")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        terminal.sync(derive=derive)
    assert terminal.snapshots() == before


def test_a_reader_sees_the_old_or_the_new_and_never_a_mixture(site, terminal):
    def derive(snapshot, out):
        out.write_bytes(hashlib.sha256(snapshot.read_bytes()).digest())

    site.publish(1)
    terminal.sync(derive=derive)
    finished = threading.Event()
    seen, wrong = set(), []

    def reading():
        while not finished.is_set():
            with GuideStore(terminal.store) as store:
                (bundle,) = store.bundles()
                whole = store.derived.read_bytes() == hashlib.sha256(store._file.read_bytes()).digest()
                if bundle["name"]["zh"] != f"版本{store.version}" or not whole:
                    wrong.append(store.version)
                seen.add(store.version)

    reader = threading.Thread(target=reading)
    reader.start()
    try:
        for version in range(2, 6):
            site.publish(version, base=version - 1)
            terminal.sync(derive=derive)
    finally:
        finished.set()
        reader.join()
    assert not wrong
    assert seen


def test_an_open_reader_keeps_its_snapshot(site, terminal):
    site.publish(1)
    terminal.sync()
    with GuideStore(terminal.store) as reader:
        site.publish(2, base=1)
        terminal.sync()
        assert reader.bundles()[0]["name"]["zh"] == "版本1"


def test_verify_needs_no_network_and_finds_what_was_changed(site, server, terminal):
    with pytest.raises(errors.NoSnapshot):
        verify(terminal.store, terminal.root)
    raw = site.publish(1)
    terminal.sync()
    site.repository.rotate("root", datetime.now(UTC), timedelta(days=30))
    site.repository.rotate("timestamp", datetime.now(UTC), timedelta(days=30))
    terminal.sync()
    terminal.fetcher.session.close()
    server.close()
    assert verify(terminal.store, terminal.root).raw_sha256 == hashlib.sha256(raw).hexdigest()
    file = terminal.store / (terminal.store / "current").readlink()
    file.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
    with pytest.raises(errors.DigestMismatch):
        verify(terminal.store, terminal.root)
    file.write_bytes(raw)
    kept = terminal.store / TRUST / "targets.json"
    kept.write_bytes(kept.read_bytes().replace(b'"size":', b'"size": '))
    with pytest.raises(errors.MixAndMatch):
        verify(terminal.store, terminal.root)


def test_a_terminal_that_was_away_follows_the_keys(site, server, terminal, tmp_path):
    site.publish(1)
    terminal.sync()
    now, life = datetime.now(UTC), timedelta(days=30)
    for role in ("root", "targets", "root", "snapshot", "root", "timestamp", "root"):
        site.repository.rotate(role, now, life)
    site.publish(2, base=1)
    assert terminal.sync().version == 2
    # One that was enrolled later starts from a later root.
    assert sync(tmp_path / "new", site.repository.root, terminal.fetcher, now).version == 2


def test_guides_whose_successor_is_known_but_not_here_yet_are_still_as_signed(site, server, terminal):
    raw = site.publish(1)
    terminal.sync()
    site.repository.rotate("targets", datetime.now(UTC), timedelta(days=30))
    site.publish(2)
    server.cut_after = 100
    with pytest.raises(errors.SourceDown):
        terminal.sync()
    assert verify(terminal.store, terminal.root).raw_sha256 == hashlib.sha256(raw).hexdigest()
    file = terminal.store / (terminal.store / "current").readlink()
    file.write_bytes(raw + b"\0")
    with pytest.raises(errors.DigestMismatch):
        verify(terminal.store, terminal.root)
    file.write_bytes(raw)
    kept = terminal.store / TRUST / "in-use.json"
    kept.write_bytes(kept.read_bytes().replace(b'"version":1', b'"version":3'))
    with pytest.raises(errors.SignatureRefused):
        verify(terminal.store, terminal.root)


@pytest.mark.parametrize("path", ["metadata/timestamp.json", "targets"])
def test_a_publisher_that_drips_for_ever_ends_with_the_pass(site, server, terminal, path):
    site.publish(1)
    if path == "targets":
        path = f"targets/{site.target_path().name}"
    terminal_gone = threading.Event()

    def drip():
        while not terminal_gone.wait(0.001):
            yield b" "

    server.instead[path] = drip()
    left = iter(range(40))
    with pytest.raises(errors.SourceDown):
        terminal.sync(overdue=lambda: next(left, None) is None)
    terminal_gone.set()
    server.instead.clear()
    assert terminal.sync().version == 1


def test_a_full_disk_does_not_have_the_same_bytes_fetched_again(site, server, terminal):
    site.publish(1)

    def full(_snapshot, _out):
        raise OSError(errno.ENOSPC, "full")

    for _ in range(3):
        with pytest.raises(OSError, match="full"):
            terminal.sync(derive=full)
        with pytest.raises(errors.NoSnapshot):
            GuideStore(terminal.store)
    assert sum(path.startswith("targets/") for path, _ in server.asked) == 1
    assert terminal.sync().version == 1
    assert not list((terminal.store / "incoming").iterdir())
