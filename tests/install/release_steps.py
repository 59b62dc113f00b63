"""What a machine's releases are at, and releases made of the one that it has."""

import py_compile
import shutil
import subprocess
from pathlib import Path

from booted_machine import Machine

HOME = "opt/yiciban"
SITE_PACKAGES = "lib/python3.11/site-packages"
SETTLED_S = 400.0
"""A minute of good screens and a self-test, on a busy machine."""
STAGED_S = 900.0
"""A whole release comes, is verified and unpacked, and every file is flushed."""


def link(machine: Machine, name: str) -> str:
    """Return the version to which current or good leads, nothing where it leads nowhere yet."""
    path = machine.root.folder / HOME / name
    return path.readlink().name if path.is_symlink() else ""


def serves(machine: Machine, version: str) -> bool:
    """Tell whether this release is in force and both of its programs are up."""
    return link(machine, "current") == version and machine.is_active(
        "kiosk-ui.service", "kiosk-agent.service"
    )


def told(machine: Machine, disposition: str, version: str) -> bool:
    """Tell whether the agent logged that a release ended so."""
    return any(one["disposition"] == disposition for one in _ended(machine, version))


def fetched_bytes(machine: Machine, version: str) -> int:
    """Return how much came over the line for a release."""
    return next(int(one["bytes"]) for one in _ended(machine, version) if one["disposition"] == "fetched")


def _ended(machine: Machine, version: str) -> list[dict[str, object]]:
    events = machine.events("kiosk-agent.service", "agent.release.ended")
    return [dict(one) for one in events if one.get("version") == version]


def another(home: Path, old: str, new: str, folder: Path) -> Path:
    """Lay out the release of `home` anew in `folder`, under another version; returns it.

    Its files are those of `home`: whoever changes one puts another in its place.
    """
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(["cp", "-al", str(home), str(folder)], check=True)
    (known,) = (folder / SITE_PACKAGES).glob("yiciban-*.dist-info")
    for file in (folder / "bin/kiosk", folder / "bin/kiosk-ui", known / "METADATA"):
        _put(file, file.read_text(encoding="utf-8").replace(old, new))
    return folder


def change_a_line(folder: Path) -> None:
    """Change one module of a release."""
    name = f"{SITE_PACKAGES}/kiosk/visit/route.py"
    _put(folder / name, (folder / name).read_text(encoding="utf-8") + "\nCHANGED = 1\n")
    mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
    py_compile.compile(str(folder / name), dfile=name, invalidation_mode=mode, doraise=True)


def _put(file: Path, text: str) -> None:
    fresh = file.with_name(f".{file.name}.new")
    fresh.write_text(text, encoding="utf-8")
    shutil.copymode(file, fresh)
    fresh.replace(file)


def small(home: Path, old: str, new: str, folder: Path) -> Path:
    """Make a release of its own version that takes its libraries from dpkg's `old`: small, and it works."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(home / "bin", folder / "bin", symlinks=True)
    shutil.copytree(home / "share", folder / "share")
    shutil.copy(home / "pyvenv.cfg", folder)
    for name in ("kiosk", "kiosk-ui"):
        command = folder / "bin" / name
        command.write_text(command.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    known = folder / SITE_PACKAGES / f"yiciban-{new}.dist-info"
    known.mkdir(parents=True)
    (known / "METADATA").write_text(f"Metadata-Version: 2.1\nName: yiciban\nVersion: {new}\n")
    (known.parent / "libraries.pth").write_text(f"/{HOME}/package/{old}/{SITE_PACKAGES}\n")
    return folder


def broken(folder: Path) -> Path:
    """Make a release whose programs end at once."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "bin").mkdir(parents=True)
    for name in ("kiosk", "kiosk-ui"):
        (folder / "bin" / name).write_text("#!/bin/sh\nexit 70\n", encoding="ascii")
        (folder / "bin" / name).chmod(0o755)
    (folder / "bin/python").symlink_to("/usr/bin/python3.11")
    return folder
