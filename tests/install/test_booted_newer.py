"""`make test-install`: a machine at work gets a newer package and a bad release; then it is emptied."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import bare_root
import pytest
from booted_machine import Machine
from hall import SITE, Glass, Hall, Visit
from newer_package import newer

from sandbox.platform.release_packing import Terms, of_folder, pack
from sandbox.platform.releasing import ReleasePublisher

SETTLED_S = 400.0
"""A minute of good screens and a self-test, on a busy machine."""
GOOD_ONE, BAD_ONE = "9.0.0", "9.1.0"
HOME = "opt/yiciban"
LEFT = "find / -xdev -iname '*yiciban*' -not -path '/proc/*' -not -path '/var/log/journal/*'"


def link(machine: Machine, name: str) -> str:
    """Return the version to which current or good leads, nothing where it leads nowhere yet."""
    path = machine.root.folder / HOME / name
    return path.readlink().name if path.is_symlink() else ""


def serves(machine: Machine, version: str) -> bool:
    """Tell whether this release is in force and both of its programs are up."""
    return link(machine, "current") == version and machine.is_active(
        "kiosk-ui.service", "kiosk-agent.service"
    )


@pytest.fixture(scope="module")
def upgrade(machine: Machine, package: Path) -> Iterator[tuple[str, str]]:
    """The newer package in the machine: its version, and its path there."""
    version, file = newer(package, bare_root.CACHE)
    inside = machine.root.folder / "var/cache/newer.deb"
    os.link(file, inside)
    file.unlink()
    yield version, "/var/cache/newer.deb"
    inside.unlink(missing_ok=True)


def test_newer_package_comes_in_force_after_the_visit_and_keeps_what_was_there(
    hall: Hall, machine: Machine, glass: Glass, upgrade: tuple[str, str]
) -> None:
    version, file = upgrade
    machine.ask("/usr/lib/yiciban/release", "mark-good")
    before, terminal = link(machine, "current"), machine.status()["terminalId"]
    site = machine.ask("cat", SITE)
    unpacked = machine.done("dpkg", "--unpack", file)
    assert unpacked.returncode == 0, unpacked.stderr
    # dpkg has deleted the files of the version that the screens run.
    assert not (machine.root.folder / HOME / "package" / before).exists()
    screens = machine.pid_of_the_screens()

    def configure() -> None:
        done = machine.done("dpkg", "--configure", "yiciban-kiosk")
        assert done.returncode == 0, done.stderr
        machine.until(lambda: machine.status()["release"]["waiting"] == version)
        assert (link(machine, "current"), machine.pid_of_the_screens()) == (before, screens)

    Visit(hall, glass.wait_for("idle"), "visit-during-upgrade", configure).make()
    machine.until(lambda: serves(machine, version), SETTLED_S)
    glass.wait_for("idle")
    assert (machine.status()["terminalId"], machine.ask("cat", SITE)) == (terminal, site)
    assert link(machine, "good") == before
    machine.until(lambda: link(machine, "good") == version, SETTLED_S)


@pytest.fixture(scope="module")
def publish(hall: Hall, machine: Machine) -> Callable[[Path, str], None]:
    """Sign a release that lies in a folder; the machine believes who signs."""
    machine.root.write("/etc/yiciban/release-root.json", hall.tell("release-root"))

    def sign(folder: Path, version: str) -> None:
        release = pack(version, of_folder(folder), Terms(min_free=0))
        ReleasePublisher(hall.state).publish(release, datetime.now(UTC))

    return sign


def test_signed_release_comes_in_force_when_nobody_stands_there_and_becomes_good(
    machine: Machine, glass: Glass, publish: Callable[[Path, str], None]
) -> None:
    before = link(machine, "current")
    machine.until(lambda: link(machine, "good") == before, SETTLED_S)
    publish(small_release(machine, before, GOOD_ONE), GOOD_ONE)
    glass.wait_for("idle").touch("anywhere")
    glass.wait_for("home")
    screens = machine.pid_of_the_screens()
    machine.ask("kiosk", "release", "fetch", "--profile", SITE)
    machine.until(lambda: machine.status()["release"]["waiting"] == GOOD_ONE, SETTLED_S)
    glass.wait_for("home").touch("bundle:tj-p-01")
    glass.wait_for("guide").settle()
    assert not machine.status()["release"]["wantsIn"]
    assert (link(machine, "current"), machine.pid_of_the_screens()) == (before, screens)
    # Nobody touches the glass any more.
    machine.until(lambda: serves(machine, GOOD_ONE), SETTLED_S)
    machine.until(lambda: machine.status().get("release", {}).get("running") == GOOD_ONE)
    glass.wait_for("idle")
    machine.until(lambda: told(machine, "good"), SETTLED_S)
    assert link(machine, "good") == GOOD_ONE


def small_release(machine: Machine, whose: str, version: str) -> Path:
    """Make a release of its own version that takes its libraries from another: small, and it works."""
    folder = bare_root.CACHE / "signed-release"
    shutil.rmtree(folder, ignore_errors=True)
    home = machine.root.folder / HOME / "releases" / whose
    shutil.copytree(home / "bin", folder / "bin", symlinks=True)
    shutil.copytree(home / "share", folder / "share")
    shutil.copy(home / "pyvenv.cfg", folder)
    for name in ("kiosk", "kiosk-ui"):
        command = folder / "bin" / name
        command.write_text(command.read_text(encoding="utf-8").replace(whose, version), encoding="utf-8")
    site = folder / "lib/python3.11/site-packages"
    known = f"yiciban-{version}.dist-info"
    (site / known).mkdir(parents=True)
    (site / known / "METADATA").write_text(f"Metadata-Version: 2.1\nName: yiciban\nVersion: {version}\n")
    (site / "libraries.pth").write_text(f"/{HOME}/package/{whose}/lib/python3.11/site-packages\n")
    return folder


def test_bad_signed_release_is_taken_back_and_told(
    machine: Machine, glass: Glass, publish: Callable[[Path, str], None]
) -> None:
    before = link(machine, "current")
    machine.until(lambda: link(machine, "good") == before, SETTLED_S)
    bad = bare_root.CACHE / "bad-release"
    shutil.rmtree(bad, ignore_errors=True)
    (bad / "bin").mkdir(parents=True)
    for name in ("kiosk", "kiosk-ui"):
        (bad / "bin" / name).write_text("#!/bin/sh\nexit 70\n", encoding="ascii")
        (bad / "bin" / name).chmod(0o755)
    (bad / "bin" / "python").symlink_to("/usr/bin/python3.11")
    publish(bad, BAD_ONE)
    glass.wait_for("idle")
    machine.ask("kiosk", "release", "fetch", "--profile", SITE)
    machine.until(lambda: told(machine, "rolled-back", BAD_ONE), SETTLED_S)
    assert told(machine, "staged", BAD_ONE)
    machine.until(lambda: serves(machine, before))
    glass.wait_for("idle")


def told(machine: Machine, disposition: str, version: str = GOOD_ONE) -> bool:
    """Tell whether the agent logged that a release ended so."""
    events = machine.events("kiosk-agent.service", "agent.release.ended")
    return any((one["disposition"], one.get("version")) == (disposition, version) for one in events)


def test_what_is_removed_and_what_a_purge_leaves(machine: Machine, glass: Glass) -> None:
    glass.wait_for("idle")
    glass.close()
    removed = machine.done("apt-get", "remove", "-y", "-qq", "yiciban-kiosk")
    assert removed.returncode == 0, removed.stderr
    assert not (machine.root.folder / HOME).exists()
    assert machine.ask("pgrep", "-u", "yiciban-ui,yiciban-agent") == ""
    assert machine.ask("systemctl", "list-unit-files", "--no-legend", "kiosk-*").splitlines() in ([], [""])
    assert (machine.root.folder / "etc/yiciban/site.toml").exists(), "what was written by hand stays"
    assert (machine.root.folder / "var/lib/yiciban/agent/terminal.key").exists(), "so does its identity"
    for name in ("kiosk-ui.service.d", "probe-ui.service", "probe-agent.service"):
        # The tests' own.
        machine.ask("rm", "-rf", f"/etc/systemd/system/{name}")
    purged = machine.done("apt-get", "purge", "-y", "-qq", "yiciban-kiosk")
    assert purged.returncode == 0, purged.stderr
    assert machine.ask("sh", "-c", LEFT).splitlines() == []
    assert machine.ask("find", "/etc/systemd", "-xtype", "l").splitlines() == []
    assert json.loads(machine.ask("systemctl", "--failed", "--output=json") or "[]") == []
