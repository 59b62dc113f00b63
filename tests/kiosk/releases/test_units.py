"""The units of updates fit the program and each other."""

import configparser
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from kiosk.releases.notes import WANTED
from kiosk.releases.places import Places

UNITS = Path(__file__).parents[3] / "systemd"


def unit(name):
    class Several(dict):
        def __setitem__(self, key, value):
            if isinstance(value, list) and key in self:
                self[key].extend(value)
            else:
                super().__setitem__(key, value)

    read = configparser.RawConfigParser(
        dict_type=Several, strict=False, delimiters=("=",), comment_prefixes=("#",)
    )
    read.optionxform = str
    read.read(UNITS / name, encoding="utf-8")
    return read


def test_the_path_unit_watches_what_the_agent_writes():
    assert unit("kiosk-release.path")["Path"]["PathExists"] == str(Places().fetched / WANTED)
    assert "kiosk-release.path" in unit("kiosk-agent.service")["Unit"]["Wants"].split()


def test_root_has_no_network_and_writes_where_its_half_writes_and_nowhere_else():
    service = unit("kiosk-release.service")["Service"]
    places = Places()
    writes = {path.lstrip("-") for path in service["ReadWritePaths"].split()}
    assert writes == {str(places.home), str(places.state), str(places.fetched)}
    assert service["PrivateNetwork"] == "yes"
    assert service["CapabilityBoundingSet"] == "CAP_DAC_OVERRIDE"


def test_nobody_but_root_owns_a_folder_in_which_others_have_theirs():
    """Who may write to a folder puts another one in the place of any in it, whoever owns that one."""
    lines = (UNITS / "yiciban.tmpfiles.conf").read_text(encoding="utf-8").splitlines()
    owners = {Path(words[1]): words[3] for line in lines if (words := line.split())[:1] == ["d"]}
    assert Places().state in owners and Places().state.parent in owners
    for folder, owner in owners.items():
        assert owners.get(folder.parent, "root") in ("root", owner), folder
    agent = unit("kiosk-agent.service")["Service"]
    writes = {Path(path.lstrip("-")) for path in agent["ReadWritePaths"].split()}
    writes |= {Path("/var/lib", path) for path in agent["StateDirectory"].split()}
    audit = Path("/var/lib/yiciban/audit")
    assert writes == {audit} | {folder for folder, owner in owners.items() if owner == "yiciban-agent"}
    # Both processes make their chains there; the sticky bit leaves each its own.
    assert f"d {audit} 3770 root yiciban" in lines


def test_only_a_release_that_passed_its_self_test_is_good_and_one_that_failed_is_taken_back():
    good = unit("kiosk-good.service")["Unit"]
    assert good["Requires"] == good["After"] == "kiosk-self-test.service"
    assert unit("kiosk-self-test.service")["Unit"]["OnFailure"] == "kiosk-rollback.service"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
@pytest.mark.parametrize(("name", "most"), [("kiosk-release", 1.5), ("kiosk-self-test", 0.6)])
def test_exposure(name, most):
    words = ["systemd-analyze", "security", "--offline=true", "--json=short", "--no-pager"]
    done = subprocess.run(
        [*words, f"--threshold={round(most * 10)}", str(UNITS / f"{name}.service")],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)
