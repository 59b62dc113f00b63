"""`make test-install`: signed releases come to a machine at work: whole, as a patch, and a bad one."""

import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import bare_root
import pytest
from booted_machine import Machine
from hall import SITE, Glass, Hall
from release_steps import (
    HOME,
    SETTLED_S,
    STAGED_S,
    another,
    broken,
    change_a_line,
    fetched_bytes,
    link,
    serves,
    small,
    told,
)

from sandbox.platform.release_packing import Terms, of_folder, pack
from sandbox.platform.releasing import ReleasePublisher

WHOLE, PATCHED, MEANWHILE, BAD = "9.0.0", "9.0.1", "9.1.0", "9.2.0"
Publish = Callable[[Path, str], None]


@pytest.fixture(scope="module")
def publish(hall: Hall, machine: Machine) -> Publish:
    """Sign a release that lies in a folder; the machine believes who signs."""
    machine.root.write("/etc/yiciban/release-root.json", hall.tell("release-root"))

    def sign(folder: Path, version: str) -> None:
        release = pack(version, of_folder(folder), Terms(min_free=0))
        ReleasePublisher(hall.state).publish(release, datetime.now(UTC))

    return sign


@pytest.fixture(scope="module")
def packaged(machine: Machine) -> tuple[str, Path]:
    """What the Debian package brought last: its version, and its folder."""
    (home,) = (machine.root.folder / HOME / "package").iterdir()
    return home.name, home


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where a release is made; on the file system of the machine's root."""
    made = (bare_root.CACHE / "signed-release").absolute()
    yield made
    shutil.rmtree(made, ignore_errors=True)


def test_whole_release_comes_over_tls_and_becomes_good(
    machine: Machine,
    glass: Glass,
    publish: Publish,
    packaged: tuple[str, Path],
    folder: Path,
    figures: dict[str, float],
) -> None:
    old, home = packaged
    publish(another(home, old, WHOLE, folder), WHOLE)
    figures.update(_taken_over(machine, glass, WHOLE, "release_whole"))
    assert fetched_bytes(machine, WHOLE) > 50e6


def test_changed_line_comes_as_a_patch_and_becomes_good(
    machine: Machine,
    glass: Glass,
    publish: Publish,
    packaged: tuple[str, Path],
    folder: Path,
    figures: dict[str, float],
) -> None:
    old, home = packaged
    another(home, old, PATCHED, folder)
    change_a_line(folder)
    publish(folder, PATCHED)
    figures.update(_taken_over(machine, glass, PATCHED, "release_patch"))
    assert fetched_bytes(machine, PATCHED) < 1e6
    changed = machine.root.folder / HOME / "current/lib/python3.11/site-packages/kiosk/visit/route.py"
    assert changed.read_text(encoding="utf-8").endswith("CHANGED = 1\n")
    assert machine.done("kiosk", "release", "verify").returncode == 0


def _taken_over(machine: Machine, glass: Glass, version: str, name: str) -> dict[str, float]:
    """Have the agent look while nobody stands there, until the release is good; return figures."""
    before = link(machine, "current")
    machine.until(lambda: link(machine, "good") == before, SETTLED_S)
    glass.wait_for("idle")
    begun = time.monotonic()
    machine.ask("kiosk", "release", "fetch", "--profile", SITE)
    machine.until(lambda: told(machine, "staged", version), STAGED_S)
    staged = time.monotonic()
    machine.until(lambda: serves(machine, version), SETTLED_S)
    ready = time.monotonic()
    machine.until(lambda: machine.status().get("release", {}).get("running") == version)
    glass.wait_for("idle")
    machine.until(lambda: told(machine, "good", version), SETTLED_S)
    assert link(machine, "good") == version
    return {
        f"{name}_bytes": fetched_bytes(machine, version),
        f"{name}_look_to_staged_s": round(staged - begun, 1),
        f"{name}_staged_to_ready_s": round(ready - staged, 1),
        f"{name}_look_to_good_s": round(time.monotonic() - begun, 1),
    }


def test_release_waits_while_somebody_stands_there(
    machine: Machine, glass: Glass, publish: Publish, packaged: tuple[str, Path], folder: Path
) -> None:
    before = link(machine, "current")
    machine.until(lambda: link(machine, "good") == before, SETTLED_S)
    old, home = packaged
    publish(small(home, old, MEANWHILE, folder), MEANWHILE)
    glass.wait_for("idle").touch("anywhere")
    glass.wait_for("home")
    screens = machine.pid_of_the_screens()
    machine.ask("kiosk", "release", "fetch", "--profile", SITE)
    machine.until(lambda: machine.status()["release"]["waiting"] == MEANWHILE, SETTLED_S)
    glass.wait_for("home").touch("bundle:tj-p-01")
    glass.wait_for("guide").settle()
    assert not machine.status()["release"]["wantsIn"]
    assert (link(machine, "current"), machine.pid_of_the_screens()) == (before, screens)
    # Nobody touches the glass any more.
    machine.until(lambda: serves(machine, MEANWHILE), SETTLED_S)
    glass.wait_for("idle")
    machine.until(lambda: told(machine, "good", MEANWHILE), SETTLED_S)


def test_bad_signed_release_is_taken_back_and_told(
    machine: Machine, glass: Glass, publish: Publish, folder: Path
) -> None:
    before = link(machine, "current")
    machine.until(lambda: link(machine, "good") == before, SETTLED_S)
    publish(broken(folder), BAD)
    glass.wait_for("idle")
    machine.ask("kiosk", "release", "fetch", "--profile", SITE)
    machine.until(lambda: told(machine, "rolled-back", BAD), SETTLED_S)
    assert told(machine, "staged", BAD)
    machine.until(lambda: serves(machine, before))
    glass.wait_for("idle")
