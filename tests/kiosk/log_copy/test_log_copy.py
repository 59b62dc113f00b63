"""Logs on a stick: sealed to the operator alone, on a stick that is allowed, whole or not there."""

import json
import os
import shutil
import subprocess
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from kiosk.commands.logs import app
from kiosk.log_copy import copying
from kiosk.log_copy.copying import CopyRefused, copy, members
from kiosk.log_copy.sticks import Stick, allowed, stick_of, stick_of_device

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
IDENTITY = pyrage.x25519.Identity.generate()
KEY = str(IDENTITY.to_public())
STICK = "0951:1666:EXAMPLE0001"
SECRET = b'{"event": "ui.visit.started", "example": "SECRET-LINE"}\n'


@pytest.fixture
def sys_of(tmp_path):
    """Return a folder like /sys in which a folder's device belongs to a stick."""

    def make(folder, vendor="0951", product="1666", serial="EXAMPLE0001"):
        number = folder.stat().st_dev
        root = tmp_path / "sys"
        usb = root / "devices/pci0000:00/usb1/1-4"
        block = usb / "1-4:1.0/host0/target0:0:0/0:0:0:0/block/sda/sda1"
        block.mkdir(parents=True)
        for name, value in (("idVendor", vendor), ("idProduct", product), ("serial", serial)):
            (usb / name).write_text(f"{value}\n")
        place = root / "dev/block"
        place.mkdir(parents=True)
        (place / f"{os.major(number)}:{os.minor(number)}").symlink_to(block)
        return root

    return make


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def audit(tmp_path):
    folder = tmp_path / "audit"
    (folder / "ui").mkdir(parents=True)
    (folder / "ui" / "0001.jsonl").write_bytes(SECRET)
    (folder / "ui" / "elsewhere").symlink_to("/etc/hostname")
    return folder


def a_journal(into, days):
    into.write(b'{"MESSAGE": "example"}\n')
    return True


def made(stick, audit, sys, **changes):
    wanted = {"key": KEY, "sticks": (STICK,), "facts": {"label": "03"}, "now": NOW, "days": 14}
    return copy(stick, audit=audit, sys=sys, **{"journal": a_journal, **wanted, **changes})


def test_only_the_operator_can_open_it_and_everything_is_in_it(stick, audit, sys_of):
    path = made(stick, audit, sys_of(stick))
    assert path.name == "yiciban-logs-20261122T080000.tar.age"
    held = dict(members(path, str(IDENTITY)))
    assert held["audit/ui/0001.jsonl"] == SECRET
    assert held["journal.jsonl"] == b'{"MESSAGE": "example"}\n'
    assert json.loads(held["about.json"]) == {"label": "03", "journal": True}
    assert "audit/ui/elsewhere" not in held
    with pytest.raises(ValueError, match="not for this key"):
        dict(members(path, str(pyrage.x25519.Identity.generate())))


def test_a_file_that_gives_way_to_a_link_while_root_looks_at_it_is_not_followed(
    stick, audit, sys_of, monkeypatch
):
    """The folders are the screens' and the agent's: either may be worth nothing, and quick."""
    (audit / "ui" / "0002.jsonl").symlink_to("/etc/hostname")
    monkeypatch.setattr(Path, "is_symlink", lambda _path: False)
    with pytest.raises(CopyRefused, match="ownDisk"):
        made(stick, audit, sys_of(stick))
    assert list(stick.iterdir()) == []


def test_nothing_on_the_stick_can_be_read(stick, audit, sys_of):
    made(stick, audit, sys_of(stick))
    (file,) = stick.iterdir()
    assert b"SECRET-LINE" not in file.read_bytes() and b"audit/ui" not in file.read_bytes()
    assert not tarfile.is_tarfile(file)


def test_a_terminal_without_a_journal_says_so(stick, audit, sys_of):
    path = made(stick, audit, sys_of(stick), journal=lambda into, days: False)
    held = dict(members(path, str(IDENTITY)))
    assert json.loads(held["about.json"])["journal"] is False and "journal.jsonl" not in held


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"key": ""}, "noKey"),
        ({"key": "age1" + "q" * 58}, "badKey"),
        ({"sticks": ()}, "strangeStick"),
        ({"sticks": ("0951:1666:ANOTHER",)}, "strangeStick"),
    ],
)
def test_without_a_key_or_on_a_strange_stick_nothing_is_written(stick, audit, sys_of, changes, code):
    with pytest.raises(CopyRefused) as refused:
        made(stick, audit, sys_of(stick), **changes)
    assert refused.value.code == code
    assert list(stick.iterdir()) == []


def test_a_folder_that_lies_on_no_stick_is_refused(stick, audit, tmp_path):
    with pytest.raises(CopyRefused) as refused:
        made(stick, audit, tmp_path / "sys-without-anything")
    assert refused.value.code == "noStick"
    with pytest.raises(CopyRefused) as refused:
        made(tmp_path / "none", audit, tmp_path)
    assert refused.value.code == "noFolder"


def test_a_stick_that_is_full_or_pulled_keeps_no_half_file(stick, audit, sys_of, monkeypatch):
    def full(_descriptor):
        raise OSError(28, "No space left on device")

    sys = sys_of(stick)
    monkeypatch.setattr(copying.os, "fsync", full)
    with pytest.raises(CopyRefused) as refused:
        made(stick, audit, sys)
    assert refused.value.code == "full"
    assert list(stick.iterdir()) == []


def test_a_file_that_was_damaged_on_the_way_is_noticed(stick, audit, sys_of):
    path = made(stick, audit, sys_of(stick))
    data = bytearray(path.read_bytes())
    data[-40] ^= 1
    path.write_bytes(data)
    with pytest.raises(ValueError, match="damaged"):
        dict(members(path, str(IDENTITY)))


HEX = st.text("0123456789abcdef", min_size=4, max_size=4)


@given(HEX, HEX, st.text("AB01", max_size=4), HEX, st.text("AB01", min_size=1, max_size=4))
def test_a_stick_is_allowed_by_its_ids_and_by_its_serial_where_the_rule_has_one(a, b, serial, c, other):
    stick = Stick(a, b, serial)
    assert allowed(stick, (f"{a}:{b}".upper(),))
    assert allowed(stick, ("ffff:0000", f"{a}:{b}:{other}")) is (
        serial == other or (a, b) == ("ffff", "0000")
    )
    assert allowed(stick, (f"{a}:{c}",)) is (b == c)
    assert not allowed(stick, ())


def test_a_device_that_the_kernel_does_not_know_is_no_stick(tmp_path):
    assert stick_of_device(8, 1, tmp_path) is None


def test_the_terminals_own_disk_is_no_stick(tmp_path):
    assert stick_of(tmp_path) is None


@pytest.fixture
def mounted(tmp_path):
    """A file system of its own, FAT as on sticks where it can be made: an image that is mounted."""
    where = "/usr/sbin:/sbin:/usr/bin:/bin"
    makers = [found for name in ("mkfs.vfat", "mkfs.ext2") if (found := shutil.which(name, path=where))]
    if os.geteuid() or not makers:
        pytest.skip("to make and mount an image takes root, and dosfstools or e2fsprogs")
    image, place = tmp_path / "stick.img", tmp_path / "mounted"
    with image.open("wb") as file:
        file.truncate(4 * 1024 * 1024)
    subprocess.run([makers[0], image], check=True, capture_output=True)
    place.mkdir()
    if subprocess.run(["mount", "-o", "loop", image, place], capture_output=True).returncode:
        pytest.skip("no loop device can be mounted here")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_real_file_system_takes_it_and_a_full_one_keeps_nothing(mounted, audit, sys_of):
    sys = sys_of(mounted)
    path = made(mounted, audit, sys)
    assert dict(members(path, str(IDENTITY)))["audit/ui/0001.jsonl"] == SECRET
    (audit / "ui" / "0002.jsonl").write_bytes(os.urandom(6 * 1024 * 1024))
    before = sorted(mounted.iterdir())
    with pytest.raises(CopyRefused) as refused:
        made(mounted, audit, sys, now=datetime(2026, 11, 22, 9, 0, tzinfo=UTC))
    assert refused.value.code == "full"
    assert sorted(mounted.iterdir()) == before


def test_the_commands_refuse_what_is_no_stick_and_open_what_is_for_the_key(stick, audit, sys_of, tmp_path):
    run = CliRunner().invoke
    example = Path(__file__).parents[3] / "docs" / "site-profile.example.toml"
    refused = run(app, ["copy", str(stick), "--profile", str(example)])
    assert refused.exit_code == 1 and "support.log_key" in refused.output
    path = made(stick, audit, sys_of(stick))
    keys = tmp_path / "operator.txt"
    keys.write_text(f"# example\n{IDENTITY}\n")
    opened = run(app, ["open", str(path), "--identity", str(keys), "--out", str(tmp_path / "out")])
    assert opened.exit_code == 0
    assert (tmp_path / "out/audit/ui/0001.jsonl").read_bytes() == SECRET
    keys.write_text(f"{pyrage.x25519.Identity.generate()}\n")
    wrong = run(app, ["open", str(path), "--identity", str(keys), "--out", str(tmp_path / "other")])
    assert wrong.exit_code == 1
    keys.write_text("nothing")
    assert run(app, ["open", str(path), "--identity", str(keys), "--out", str(tmp_path / "x")]).exit_code == 2
