"""The units and rules as files: what systemd itself says of them, where it is installed."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from devices.usb_ids import KNOWN

UNITS = sorted(Path("systemd").glob("kiosk-*.service"))
needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")


def unit(name: str) -> str:
    return Path("systemd", name).read_text(encoding="utf-8")


@needs_systemd
@pytest.mark.parametrize(("name", "most"), [("kiosk-ui.service", 10), ("kiosk-agent.service", 12)])
def test_exposure_stays_below_its_limit(name: str, most: int) -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", f"--threshold={most}", f"systemd/{name}"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-200:]


@needs_systemd
def test_systemd_knows_every_line(tmp_path: Path) -> None:
    # Programs of the package are not installed here; verify looks for them.
    for path in Path("systemd").glob("kiosk-*"):
        text = re.sub(r"(?m)^(Exec\w+=[-+]*)(/\S+)", r"\1/bin/true", path.read_text(encoding="utf-8"))
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        [
            "systemd-analyze",
            "verify",
            "--man=no",
            "--recursive-errors=yes",
            *map(str, sorted(tmp_path.iterdir())),
        ],
        capture_output=True,
        text=True,
        env={"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": "/usr/bin:/bin"},
    )
    complaints = [line for line in done.stderr.splitlines() if "kiosk-" in line or str(tmp_path) in line]
    missing = [line for line in complaints if "not found" in line and "kiosk-" not in line.split(":")[-1]]
    assert [line for line in complaints if line not in missing] == []


@needs_systemd
def test_verify_finds_a_line_that_systemd_does_not_know(tmp_path: Path) -> None:
    path = tmp_path / "kiosk-x.service"
    path.write_text("[Service]\nExecStart=/bin/true\nPrivateNetwrok=yes\n", encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=yes", str(path)],
        capture_output=True,
        text=True,
    )
    assert "PrivateNetwrok" in done.stderr


def test_screens_have_no_network_and_the_agent_no_device() -> None:
    assert "PrivateNetwork=yes" in unit("kiosk-ui.service")
    assert "AF_INET" not in unit("kiosk-ui.service")
    assert "PrivateDevices=yes" in unit("kiosk-agent.service")
    assert "DeviceAllow=" not in unit("kiosk-agent.service")


def test_classes_of_devices_whose_driver_comes_later_stand_by_number() -> None:
    """systemd looks names up in /proc/devices when the unit starts, and leaves out what is not there."""
    text = unit("kiosk-ui.service")
    classes = re.findall(r"(?m)^DeviceAllow=char-(\S+) rw?$", text)
    assert {"188", "166", "189", "81"} <= set(classes)
    # Built into every kernel of Debian's, but for hid: that is loaded before.
    assert {name for name in classes if not name.isdigit()} == {"input", "ttyS", "hidraw"}
    for key in ("Wants", "After"):
        assert re.search(rf"(?m)^{key}=.*\bmodprobe@hid\.service\b", text)


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_no_unit_leaves_memory_behind(path: Path) -> None:
    if path.name != "kiosk-panel.service":
        assert "LimitCORE=0" in path.read_text(encoding="utf-8")


def test_failed_starts_end_in_the_rollback() -> None:
    for name in ("kiosk-ui.service", "kiosk-agent.service"):
        text = unit(name)
        assert "OnFailure=kiosk-rollback.service" in text
        assert re.search(r"(?m)^StartLimitBurst=\d+$", text)
        assert "Restart=always" in text


def test_journal_and_logind_are_read_as_sections() -> None:
    for name in ("journald", "logind", "system", "coredump"):
        parser = configparser.ConfigParser(strict=True, interpolation=None)
        parser.read_string(unit(f"yiciban.{name}.conf"))
        assert len(parser.sections()) == 1


def test_every_known_usb_device_may_be_plugged_in_and_opened() -> None:
    rules, guard = unit("yiciban.rules"), unit("yiciban.usbguard.conf")
    for known in KNOWN:
        assert f"allow id {known.vendor}:{known.product or '*'}" in guard
        assert re.search(rf'idVendor\}}=="[^"]*{known.vendor}', rules)


def test_storage_and_keyboards_are_rejected_before_anything_is_allowed() -> None:
    lines = [line for line in unit("yiciban.usbguard.conf").splitlines() if line and not line.startswith("#")]
    shape = re.compile(
        r"(allow|reject) (id [0-9a-f]{4}:(?:[0-9a-f]{4}|\*)|with-interface (?:one|all)-of"
        r" \{( [0-9a-f]{2}:(?:[0-9a-f]{2}|\*):(?:[0-9a-f]{2}|\*))+ \})"
    )
    assert [line for line in lines if not shape.fullmatch(line)] == []
    first = next(number for number, line in enumerate(lines) if line.startswith("allow"))
    assert any("08:*:*" in line for line in lines[:first])
    assert any("03:01:01" in line for line in lines[:first])
    assert all(line.startswith("allow") for line in lines[first:])
