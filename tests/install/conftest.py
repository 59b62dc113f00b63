"""The package in a bare Debian, and the hall around it. `make test-install` alone boots a machine."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

import bare_root
from booted_machine import Machine
from cable import Cable
from hall import Glass, Hall

from sandbox.processes import Programs

WHOLE_S = 1200
BOOTED = "booted_machine"
REASON = (
    bare_root.missing()
    if os.environ.get("YICIBAN_TEST_INSTALL") == "1"
    else "make test-install boots a machine; make test does not"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what boots a machine where that is not asked for or not possible; give it time where it is."""
    for item in items:
        if "machine" in getattr(item, "fixturenames", ()) and Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(WHOLE_S))
            if REASON:
                item.add_marker(pytest.mark.skip(reason=REASON))


@pytest.fixture(scope="session")
def figures() -> Iterator[dict[str, float]]:
    """What is measured, kept in build/install/figures.json."""
    found: dict[str, float] = {}
    yield found
    bare_root.CACHE.mkdir(parents=True, exist_ok=True)
    (bare_root.CACHE / "figures.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


@pytest.fixture(scope="session")
def package() -> Path:
    """The package that `make deb` made."""
    made = bare_root.PACKAGES.glob("yiciban-kiosk_*_amd64.deb")
    return max(made, key=lambda path: path.stat().st_mtime)


@pytest.fixture(scope="session")
def installed(package: Path, figures: dict[str, float]) -> bare_root.Root:
    """A bare Debian with the package in it, which was never started.

    Who works on these tests and not on the package keeps it from run to run by YICIBAN_KEEP_ROOT=1.
    """
    root = bare_root.Root((bare_root.CACHE / "installed").absolute())
    note = bare_root.CACHE / "installed.of"
    if os.environ.get("YICIBAN_KEEP_ROOT") == "1" and note.exists() and note.read_text() == package.name:
        return root
    note.unlink(missing_ok=True)
    root.unpack()
    figures["package_mb"] = round(package.stat().st_size / 1e6, 1)
    figures["install_s"] = round(root.install(f"/deb/{package.name}"), 1)
    note.write_text(package.name)
    return root


@pytest.fixture(scope="session")
def hall() -> Iterator[Hall]:
    """Platform, devices, panel and network."""
    folder = (bare_root.CACHE / "hall").absolute()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with Programs(folder / "logs") as programs, Cable() as cable:
        made = Hall(folder, programs, cable)
        yield made
        made.close()


@pytest.fixture(scope="session")
def machine(hall: Hall, installed: bare_root.Root, figures: dict[str, float]) -> Iterator[Machine]:
    """A machine that was never started before, with its first page on the panel."""
    folder = (bare_root.CACHE / "root").absolute()
    if folder.exists():
        shutil.rmtree(folder)
    subprocess.run(["cp", "-a", "--reflink=auto", str(installed.folder), str(folder)], check=True)
    root = bare_root.Root(folder)
    hall.furnish(root)
    made = Machine(root, hall.cable.namespace, hall.binds())
    try:
        booted = made.boot()
        stood = made.until(lambda: made.is_active("kiosk-ui.service"))
        figures.setdefault("boot_to_first_page_s", round(booted + stood, 1))
        yield made
    finally:
        made.power_off()


@pytest.fixture(scope="session")
def glass(hall: Hall, machine: Machine) -> Iterator[Glass]:
    """The machine's glass, after its set-up."""
    made = Glass(hall, machine)
    made.set_up()
    made.wait_for("idle")
    yield made
    made.close()
