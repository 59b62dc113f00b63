"""`make test-install`: a machine at work gets a newer package and a bad release; then it is emptied."""

import json
import os
from collections.abc import Iterator
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
FETCHED_S = 600.0
HOME = "opt/yiciban"
LEFT = "find / -xdev -iname '*yiciban*' -not -path '/proc/*' -not -path '/var/log/journal/*'"


def link(machine: Machine, name: str) -> str:
    """Return the version to which current or good leads."""
    return (machine.root.folder / HOME / name).readlink().name


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

    Visit(hall, machine, glass.wait_for("idle"), configure).make(bare_root.CACHE / "visit-during-upgrade")
    machine.until(lambda: serves(machine, version), SETTLED_S)
    glass.wait_for("idle")
    assert (machine.status()["terminalId"], machine.ask("cat", SITE)) == (terminal, site)
    assert link(machine, "good") == before
    machine.until(lambda: link(machine, "good") == version, SETTLED_S)


def test_bad_signed_release_is_taken_back_and_told(hall: Hall, machine: Machine, glass: Glass) -> None:
    before = link(machine, "current")
    machine.until(lambda: link(machine, "good") == before, SETTLED_S)
    machine.root.write("/etc/yiciban/release-root.json", hall.tell("release-root"))
    bad = bare_root.CACHE / "bad-release"
    (bad / "bin").mkdir(parents=True, exist_ok=True)
    for name in ("kiosk", "kiosk-ui"):
        (bad / "bin" / name).write_text("#!/bin/sh\nexit 70\n", encoding="ascii")
        (bad / "bin" / name).chmod(0o755)
    (bad / "bin" / "python").unlink(missing_ok=True)
    (bad / "bin" / "python").symlink_to("/usr/bin/python3.11")
    release = pack("9.9.9", of_folder(bad), Terms(min_free=0))
    ReleasePublisher(hall.state).publish(release, datetime.now(UTC))
    glass.wait_for("idle")
    machine.ask("kiosk", "release", "fetch", "--profile", SITE)
    machine.until(lambda: told(machine, "rolled-back"), FETCHED_S)
    assert [one["version"] for one in told(machine, "rolled-back")] == ["9.9.9"]
    assert [one["version"] for one in told(machine, "staged")] == ["9.9.9"]
    assert serves(machine, before)
    glass.wait_for("idle")


def told(machine: Machine, disposition: str) -> list[dict[str, object]]:
    """Return what the agent logged of releases that ended so."""
    events = machine.events("kiosk-agent.service", "agent.release.ended")
    return [dict(one) for one in events if one["disposition"] == disposition]


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
