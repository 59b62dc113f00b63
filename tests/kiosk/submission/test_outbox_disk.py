"""A read-only and a full file system, really mounted, and the two users of one outbox."""

import io
import os
import stat
import subprocess
from datetime import UTC, datetime
from uuid import uuid4

import pyrage
import pytest

from kiosk.submission.outbox import Outbox
from kiosk.submission.outbox_door import Obstacle
from kiosk.submission.outbox_locks import AgentLock
from kiosk.submission.outbox_states import DISK_FULL, READ_ONLY, DiskRefused
from kiosk.submission.seal import AgeSealer, Sealing

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
SEALER = AgeSealer([("key-1", str(pyrage.x25519.Identity.generate().to_public()))])


def sealing(size=100):
    return Sealing(uuid4(), "b-1", "t-1", NOW, io.BytesIO(os.urandom(size)), SEALER)


@pytest.fixture
def disk(tmp_path):
    """A file system of 2 MiB; `disk("ro")` makes it read-only, `disk("rw")` writable again."""
    place = tmp_path / "disk"
    place.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "none", place], capture_output=True
    ).returncode:
        pytest.skip("only root may mount a file system of its own")

    def remount(how):
        subprocess.run(["mount", "-o", f"remount,{how}", place], check=True, capture_output=True)

    remount.folder = place / "outbox"
    yield remount
    subprocess.run(["umount", "-l", place], check=True)


def test_a_read_only_file_system_is_seen_at_the_door_and_loses_nothing(disk):
    with Outbox(disk.folder, 0) as outbox:
        said = outbox.add(sealing())
    disk("ro")
    with Outbox(disk.folder, 0) as outbox:
        assert {problem.obstacle for problem in outbox.check(NOW)} == {Obstacle.READ_ONLY}
        with pytest.raises(DiskRefused) as refused:
            outbox.add(sealing())
        assert refused.value.code == READ_ONLY
        with pytest.raises(DiskRefused):
            outbox.list()
        with pytest.raises(OSError, match="Read-only"):
            AgentLock(disk.folder)
        disk("rw")
        assert outbox.check(NOW) == ()
        assert [entry.header for entry in outbox.list()] == [said]
        assert outbox.verify() == ()


def test_a_full_file_system_is_said_and_keeps_what_is_there(disk):
    with Outbox(disk.folder, 256 * 1024) as outbox:
        said = outbox.add(sealing())
        assert outbox.check(NOW) == ()
        with pytest.raises(DiskRefused) as refused:
            outbox.add(sealing(3_000_000))
        assert refused.value.code == DISK_FULL
        filler = disk.folder.parent / "filler"
        with pytest.raises(OSError, match="space"), filler.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(1 << 16))
        assert outbox.check(NOW)[0].obstacle is Obstacle.DISK_FULL
        with pytest.raises(DiskRefused) as refused:
            outbox.add(sealing(200_000))
        assert refused.value.code == DISK_FULL
        filler.unlink()
        assert outbox.check(NOW) == ()
        assert [entry.header for entry in outbox.list()] == [said]
        assert outbox.verify() == ()
        outbox.add(sealing())


@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_screens_and_agent_may_both_write_whatever_the_umask(tmp_path, umask):
    before = os.umask(umask)
    try:
        with Outbox(tmp_path / "outbox", 0) as outbox, AgentLock(tmp_path / "outbox"):
            outbox.add(sealing())
            outbox.check(NOW)
            modes = {
                path.name.rpartition(".")[2]: stat.S_IMODE(path.stat().st_mode)
                for path in (tmp_path / "outbox").iterdir()
            }
    finally:
        os.umask(before)
    assert {"age", "json", "sqlite", "sqlite-wal", "sqlite-shm", "lock"} == modes.keys()
    assert set(modes.values()) == {0o660}
    assert stat.S_IMODE((tmp_path / "outbox").stat().st_mode) == 0o770


def test_what_root_makes_belongs_to_the_owner_of_the_outbox(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("only root may give a folder away")
    folder = tmp_path / "outbox"
    folder.mkdir()
    os.chown(folder, 12345, 23456)
    with Outbox(folder, 0) as outbox:
        outbox.add(sealing())
        outbox.check(NOW)
        owners = {(path.stat().st_uid, path.stat().st_gid) for path in folder.iterdir()}
    assert owners == {(12345, 23456)}


def test_a_link_in_the_place_of_a_file_is_not_followed(tmp_path):
    others = tmp_path / "others"
    others.write_bytes(b"theirs")
    folder = tmp_path / "outbox"
    folder.mkdir()
    (folder / "agent.lock").symlink_to(others)
    with pytest.raises(OSError, match="symbolic links"):
        AgentLock(folder)
    assert others.read_bytes() == b"theirs"
