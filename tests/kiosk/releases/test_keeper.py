"""Root's half: only what is signed, newer and whole comes in force, whatever the agent asks for."""

import json
import os
import shutil
from pathlib import Path

import pytest

from kiosk.releases import notes
from kiosk.releases.errors import Downgrade, RolledBack, TooFar
from kiosk.releases.notes import WANTED, Staged
from sandbox.platform.releasing import ReleasePublisher


def test_a_signed_release_is_unpacked_beside_the_other_and_put_in_force_on_demand(terminal, site):
    site.offer("1.1")
    assert terminal.fetch().manifest.version == "1.1"
    assert terminal.ask("stage", "1.1").code == "done"
    assert terminal.current == "1.0"
    place = terminal.places.home / "releases" / "1.1"
    assert (place / "bin" / "kiosk").stat().st_mode & 0o777 == 0o755
    assert (place / "lib" / "app.py").stat().st_mode & 0o777 == 0o644
    assert (place / "bin" / "python").readlink() == Path("/usr/bin/python3.11")
    assert terminal.ask("activate", "1.1").code == "done"
    assert (terminal.current, terminal.good) == ("1.1", "1.0")
    assert [
        "systemctl",
        "--no-block",
        "try-restart",
        "kiosk-agent.service",
        "kiosk-ui.service",
    ] in terminal.restarted


def test_the_request_is_gone_once_it_was_looked_at_and_the_answer_can_be_read(terminal, site):
    site.offer("1.1")
    terminal.fetch()
    answer = terminal.ask("stage", "1.1")
    assert not (terminal.places.fetched / WANTED).exists()
    assert notes.load(terminal.places.state).answer == answer
    assert terminal.keeper.attend() is None
    assert (terminal.places.state / "state.json").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("request_", [b"", b"{}", b"[1]", b'{"do": "rm", "version": "1.1"}', b"\xff" * 5000])
def test_a_request_that_is_none_does_nothing(terminal, request_):
    (terminal.places.fetched / WANTED).write_bytes(request_)
    assert terminal.keeper.attend() is None
    assert not (terminal.places.fetched / WANTED).exists()


@pytest.mark.parametrize("version", ["../1.1", "1.1/../..", "", ".kept", "1.1\n", "/etc"])
def test_a_version_that_leads_elsewhere_is_no_request(terminal, version):
    (terminal.places.fetched / WANTED).write_text(
        json.dumps({"do": "activate", "version": version, "id": "0" * 32})
    )
    assert terminal.keeper.attend() is None
    assert terminal.current == "1.0"


def test_a_request_that_is_a_link_or_a_pipe_is_removed_and_not_followed(terminal, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text(json.dumps({"do": "activate", "version": "1.0", "id": "0" * 32}))
    wanted = terminal.places.fetched / WANTED
    wanted.symlink_to(secret)
    assert terminal.keeper.attend() is None
    os.mkfifo(wanted)
    assert terminal.keeper.attend() is None
    assert secret.exists() and not wanted.exists()


def test_what_was_never_unpacked_here_does_not_come_in_force(terminal):
    shutil.copytree(
        terminal.places.home / "releases" / "1.0", terminal.places.home / "releases" / "6.6", symlinks=True
    )
    assert terminal.ask("activate", "6.6").code == "not-staged"
    assert terminal.current == "1.0"


def test_an_archive_that_the_agent_changed_is_refused_before_it_is_read(terminal, site):
    site.offer("1.1")
    terminal.fetch()
    archive = terminal.places.fetched / "incoming" / "release.tar.zst"
    data = bytearray(archive.read_bytes())
    data[len(data) // 2] ^= 1
    archive.write_bytes(data)
    assert terminal.ask("stage", "1.1").code == "archive"
    archive.write_bytes(bytes(data) + b"more")
    assert terminal.ask("stage", "1.1").code == "archive"
    assert [one.name for one in (terminal.places.home / "releases").iterdir()] == ["1.0"]


def test_a_manifest_that_the_agent_changed_is_refused(terminal, site):
    site.offer("1.1")
    terminal.fetch()
    manifest = terminal.places.fetched / "incoming" / "release.json"
    manifest.write_bytes(manifest.read_bytes().replace(b'"1.1"', b'"9.9"'))
    assert terminal.ask("stage", "9.9").code == "manifest"


def test_a_publisher_with_other_keys_is_not_believed_by_root_even_where_the_agent_is(
    terminal, site, tmp_path
):
    stranger = type(site)(tmp_path / "stranger")
    stranger.offer("2.0")
    terminal.fetcher.folder = stranger.folder / "software"
    terminal.site = stranger
    assert terminal.fetch().manifest.version == "2.0"
    assert terminal.ask("stage", "2.0").code in ("UnknownKey", "SignatureRefused")
    assert terminal.current == "1.0"


def test_the_keys_of_the_guides_cannot_sign_a_release(tmp_path, site, terminal):
    """What a stolen guide key could make: the same metadata, signed by the catalogue's role keys."""
    from sandbox.platform.repository import Repository, Target
    from sandbox.platform.role_keys import RoleKeys

    release = site.offer("1.1")
    terminal.fetch()
    guides = Repository(tmp_path / "guides", RoleKeys(tmp_path / "guide-keys"))
    from datetime import UTC, datetime, timedelta

    guides.make(datetime.now(UTC))
    targets = {
        "release.json": Target(release.manifest.to_bytes(), {}),
        "release.tar.zst": Target(release.archive, {}),
    }
    for _ in range(3):
        guides.publish(targets, datetime.now(UTC), timedelta(days=1))
    trust = terminal.places.fetched / "trust"
    for name in ("timestamp", "snapshot", "targets"):
        newest = max(
            (tmp_path / "guides" / "metadata").glob(f"*{name}.json"), key=lambda file: file.stat().st_mtime_ns
        )
        shutil.copyfile(newest, trust / f"{name}.json")
    assert terminal.ask("stage", "1.1").code in ("UnknownKey", "SignatureRefused")


def test_one_signature_of_the_two_that_are_needed_is_not_enough(terminal, site):
    keys = sorted((site.folder / "keys" / "software" / "targets").glob("*.pem"))
    assert len(keys) == 2
    keys[1].unlink()
    site.offer("1.1")
    from offline_cache.errors import SignatureRefused

    with pytest.raises(SignatureRefused):
        terminal.fetch()


def test_older_signed_metadata_are_refused_by_root_on_its_own(terminal, site, tmp_path):
    terminal.site.offer("1.1")
    terminal.fetch()
    shutil.copytree(terminal.places.fetched, tmp_path / "old", symlinks=True)
    assert terminal.update("1.2") == "done"
    shutil.rmtree(terminal.places.fetched)
    shutil.copytree(tmp_path / "old", terminal.places.fetched, symlinks=True)
    assert terminal.ask("stage", "1.1").code == "RollbackRefused"


def test_without_a_root_of_trust_nothing_is_taken(terminal, site):
    site.offer("1.1")
    terminal.fetch()
    terminal.places.root_file.unlink()
    assert terminal.ask("stage", "1.1").code == "NoSnapshot"


def test_an_older_release_is_refused_unless_it_is_signed_as_a_downgrade(terminal, site):
    assert terminal.update("1.5") == "done"
    site.offer("1.4")
    with pytest.raises(Downgrade):
        terminal.fetch()
    assert terminal.update("1.4", downgrade=True) == "done"
    assert terminal.current == "1.4"


def test_a_release_may_want_another_one_first(terminal, site):
    site.offer("3.0", min_previous="2.0")
    with pytest.raises(TooFar):
        terminal.fetch()
    assert terminal.update("2.0") == "done"
    assert terminal.update("3.0", min_previous="2.0") == "done"


def test_what_was_rolled_back_is_not_tried_again_until_a_newer_one_comes(terminal, site):
    assert terminal.update("1.1") == "done"
    terminal.help(["roll-back"])
    assert (terminal.current, terminal.good) == ("1.0", "1.0")
    with pytest.raises(RolledBack):
        terminal.fetch()
    assert terminal.update("1.2") == "done"
    terminal.help(["roll-back"])
    # Both are remembered, although the way back writes down the last one alone.
    assert set(terminal.keeper.standing().rolled_back) == {"1.1", "1.2"}
    site.offer("1.1")
    with pytest.raises(RolledBack):
        terminal.fetch()
    assert terminal.update("1.3") == "done"
    terminal.help(["mark-good"])
    assert (terminal.current, terminal.good) == ("1.3", "1.3")


def test_root_refuses_what_was_rolled_back_also_when_the_agent_asks_for_it(terminal, site):
    site.offer("1.1")
    terminal.fetch()
    (terminal.places.state / "rolled-back.json").write_text(
        json.dumps({"from": "1.1", "to": "1.0", "at": ""})
    )
    assert terminal.ask("stage", "1.1").code == "rolled-back"


def test_only_the_one_in_force_the_good_one_and_the_newest_are_kept(terminal, site):
    for version in ("1.1", "1.2", "1.3"):
        assert terminal.update(version) == "done"
        terminal.help(["mark-good"])
    site.offer("1.4")
    terminal.fetch()
    assert terminal.ask("stage", "1.4").code == "done"
    assert [one.version for one in terminal.folder.all()] == ["1.4", "1.3"]


def test_a_release_damaged_on_the_disk_does_not_come_in_force(terminal, site):
    site.offer("1.1")
    terminal.fetch()
    terminal.ask("stage", "1.1")
    (terminal.places.home / "releases" / "1.1" / "lib" / "app.py").write_text("1.2")
    assert terminal.ask("activate", "1.1").code == "damaged"
    assert terminal.current == "1.0"
    # What is damaged is unpacked anew.
    assert terminal.ask("stage", "1.1").code == "done"
    assert terminal.ask("activate", "1.1").code == "done"


def test_another_release_of_the_version_in_use_is_refused(terminal, site):
    assert terminal.update("1.1") == "done"
    site.offer("1.1", **{"lib/app.py": "another"})
    from kiosk.releases.errors import OtherContent

    with pytest.raises(OtherContent):
        terminal.fetch()


def test_the_release_in_force_is_neither_fetched_nor_unpacked(terminal, site):
    terminal.update("1.1")
    asked = len(terminal.fetcher.asked)
    assert terminal.fetch().there
    assert not [path for path, _ in terminal.fetcher.asked[asked:] if path.endswith(".zst")]


def test_a_full_disk_is_said_and_leaves_nothing_behind(terminal, site, monkeypatch):
    site.offer("1.1")
    terminal.fetch()
    monkeypatch.setattr("kiosk.releases.folder.Folder.free", lambda _: 10)
    assert terminal.ask("stage", "1.1").code == "no-room"
    assert [one.version for one in terminal.folder.all()] == ["1.0"]


def test_where_nothing_was_marked_good_the_one_in_force_is_the_way_back(make_terminal):
    terminal = make_terminal(None)
    terminal.install("1.0")
    assert terminal.good is None
    assert terminal.update("1.1") == "done"
    assert (terminal.current, terminal.good) == ("1.1", "1.0")


def test_a_new_root_signed_by_the_old_one_is_followed_by_both_halves(terminal, site):
    from datetime import UTC, datetime

    publisher: ReleasePublisher = site.publisher
    assert terminal.update("1.1") == "done"
    from sandbox.platform.releasing import LIFE

    publisher.repository.rotate("targets", datetime.now(UTC), LIFE)
    assert terminal.update("1.2") == "done"
    assert notes.load(terminal.places.state).staged is None


def test_a_release_is_staged_until_it_is_in_force(terminal, site):
    release = site.offer("1.1")
    digest = terminal.fetch().digest
    terminal.ask("stage", "1.1")
    assert notes.load(terminal.places.state).staged == Staged("1.1", digest)
    assert terminal.folder.verify("1.1", digest) == release.manifest


def test_a_disk_that_refuses_the_note_keeps_no_broken_release_in_force(terminal):
    terminal.update("1.1")
    (terminal.places.state / "rolled-back.new").mkdir()
    terminal.help(["roll-back"])
    assert terminal.current == "1.0"
