"""A file is the old one or the new one, whatever refuses and whenever the power goes.

power_cuts.py stands with the releases; importlib mode puts no folder on the path.
"""

import os
import sys
from pathlib import Path

import pytest

from kiosk.whole_file import write_whole

sys.path.append(str(Path(__file__).parent / "releases"))
from power_cuts import survives

OLD, NEW = b"old" * 1000, b"new" * 1000


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "file"
    file.write_bytes(OLD)
    return file


@pytest.mark.parametrize("fails", ["fsync", "fchmod"])
def test_a_disk_that_refuses_leaves_the_old_file_and_nothing_else(file, monkeypatch, fails):
    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, fails, refuse)
    with pytest.raises(OSError, match="No space"):
        write_whole(file, NEW, 0o600)
    assert file.read_bytes() == OLD
    assert list(file.parent.iterdir()) == [file]


def test_it_is_on_the_disk_before_it_has_its_name(file, monkeypatch):
    done = []
    sync, rename = os.fsync, Path.rename
    monkeypatch.setattr(os, "fsync", lambda handle: (done.append("fsync"), sync(handle))[1])
    monkeypatch.setattr(Path, "rename", lambda path, to: (done.append("rename"), rename(path, to))[1])
    write_whole(file, NEW, 0o640)
    assert done == ["fsync", "rename", "fsync"]


def test_a_power_cut_leaves_the_old_file_or_the_new_one(file):
    cut_at, found = 1, set()
    while not survives(lambda: write_whole(file, NEW, 0o640), cut_at, [file.parent]):
        cut_at += 1
        found.add(file.read_bytes())
    assert found == {OLD}
    assert file.read_bytes() == NEW
    assert cut_at > 3


def test_the_proof_notices_a_file_that_is_not_flushed(file, monkeypatch):
    rename = Path.rename

    def rename_and_die(path, to):
        rename(path, to)
        to.chmod(0o640)

    monkeypatch.setattr(Path, "rename", rename_and_die)
    monkeypatch.setattr(os, "fsync", lambda _: None)

    def forgetful():
        # The one that the process was armed with, too.
        os.fsync = lambda _: None
        write_whole(file, NEW, 0o640)

    found = set()
    for cut_at in range(1, 10):
        if survives(forgetful, cut_at, [file.parent]):
            break
        found.add(file.read_bytes())
    assert NEW[: len(NEW) // 2] in found


@pytest.mark.parametrize("umask", [0, 0o077])
def test_its_mode_is_what_was_asked_for(file, umask):
    before = os.umask(umask)
    try:
        write_whole(file, NEW, 0o640)
    finally:
        os.umask(before)
    assert file.stat().st_mode & 0o777 == 0o640
    assert file.read_bytes() == NEW


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_what_root_writes_first_is_the_folder_s_owner_s_and_nothing_else_is_given_away(tmp_path):
    folder, other = tmp_path / "somebody", tmp_path / "root.s"
    folder.mkdir()
    other.write_bytes(OLD)
    os.chown(folder, 12345, 23456)
    write_whole(folder / "file", NEW, 0o600)
    made = (folder / "file").stat()
    assert (made.st_uid, made.st_gid, made.st_mode & 0o777) == (12345, 23456, 0o600)
    # A link that somebody put there is replaced; what it leads to keeps content and owner.
    (folder / "file").unlink()
    (folder / "file").symlink_to(other)
    os.chown(folder / "file", 12345, 23456, follow_symlinks=False)
    write_whole(folder / "file", NEW, 0o600)
    assert (folder / "file").stat().st_uid == 12345
    assert (other.read_bytes(), other.stat().st_uid) == (OLD, 0)


def test_where_there_is_no_folder_it_says_so(tmp_path):
    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "none" / "file", NEW, 0o600)
