"""`make test-install`: a machine at work gets a newer package while somebody stands there."""

import os
from collections.abc import Iterator
from pathlib import Path

import bare_root
import pytest
from booted_machine import Machine
from hall import SITE, Glass, Hall, Visit
from newer_package import newer
from release_steps import HOME, SETTLED_S, link, serves


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

    Visit(hall, glass.wait_for("idle"), "visit-during-upgrade", "wang", configure).make()
    machine.until(lambda: serves(machine, version), SETTLED_S)
    glass.wait_for("idle")
    assert (machine.status()["terminalId"], machine.ask("cat", SITE)) == (terminal, site)
    assert link(machine, "good") == before
    machine.until(lambda: link(machine, "good") == version, SETTLED_S)
