"""The units of the log copy fit the program and each other."""

import configparser
import shutil
import subprocess
from pathlib import Path

import pytest

from kiosk.log_copy.copying import UNITS
from kiosk.log_copy.notes import Places

SYSTEMD = Path(__file__).parents[3] / "systemd"


def unit(name):
    read = configparser.RawConfigParser(strict=False, delimiters=("=",), comment_prefixes=("#",))
    read.optionxform = str
    read.read(SYSTEMD / name, encoding="utf-8")
    return read


def lines(name):
    return (SYSTEMD / name).read_text(encoding="utf-8").splitlines()


def test_the_path_unit_watches_what_the_screens_write():
    assert unit("kiosk-logs.path")["Path"]["PathExists"] == str(Places().wanted)
    assert "enable kiosk-logs.path" in lines("yiciban.preset")
    assert any(line.endswith(f"-{Places().asked}") for line in lines("kiosk-ui.service"))
    made = lines("yiciban.tmpfiles.conf")
    assert f"d {Places().asked} 0700 yiciban-ui yiciban" in made
    assert f"d {Places().told} 0755 root root" in made


def test_root_has_no_network_opens_sticks_alone_and_writes_its_answer_alone():
    service = unit("kiosk-logs.service")["Service"]
    assert service["ReadWritePaths"] == str(Places().told)
    assert service["PrivateNetwork"] == service["PrivateMounts"] == "yes"
    assert (service["DevicePolicy"], service["DeviceAllow"]) == ("closed", "block-sd rw")
    assert service["CapabilityBoundingSet"] == "CAP_SYS_ADMIN CAP_DAC_OVERRIDE"
    assert "/var/lib/yiciban/outbox" in service["InaccessiblePaths"]
    assert "kiosk-logs" in UNITS


@pytest.mark.parametrize("script", ["postinst", "prerm", "postrm"])
def test_the_package_starts_and_ends_it_with_the_others(script):
    text = (SYSTEMD.parent / "packaging/deb" / script).read_text(encoding="utf-8")
    assert text.count("kiosk-logs.path") == text.count("kiosk-release.path")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_exposure():
    words = ["systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=18"]
    done = subprocess.run([*words, str(SYSTEMD / "kiosk-logs.service")], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-200:]
