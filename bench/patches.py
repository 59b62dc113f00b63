"""What an update sends: a release whole, and as a patch, for a changed line and for a library's new version.

From the newest package in build/deb. The library is numpy, whose other version comes from the package index;
without a network that figure is left out.
"""

import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from bench.plan import machine
from kiosk.releases.patch import rebuild
from sandbox.platform.release_packing import PACKAGE, Packed, Terms, of_folder, pack
from sandbox.platform.release_patching import manifest_patch, patch

PACKAGES = Path("build/deb")
LIBRARY, OTHER = "numpy", "numpy==2.4.5"
SITE = "lib/python3.11/site-packages"
LIMIT_LINE, LIMIT_LIBRARY = 0.01, 0.10
"""Of the whole archive."""


def main() -> dict[str, object]:
    """Return bytes sent and seconds; needs `make deb` of a commit without a tag."""
    package = max(PACKAGES.glob("yiciban-kiosk_*.g*.deb"), key=lambda file: file.stat().st_mtime)
    with tempfile.TemporaryDirectory(dir=PACKAGES) as made:
        folder = Path(made)
        subprocess.run(["dpkg-deb", "-x", str(package), str(folder / "root")], check=True)
        (tree,) = (folder / "root" / PACKAGE).iterdir()
        return measure(folder, tree)


def measure(folder: Path, tree: Path) -> dict[str, object]:
    """Do so with a release's folder, which bears its version; what is made on the way lies in `folder`."""
    old = pack(tree.name, of_folder(tree), Terms())
    line = _measured(folder, tree, old, "line", _change_a_line)
    library = _measured(folder, tree, old, "library", _change_the_library)
    whole = len(old.archive)
    return {
        "files": len(old.manifest.files),
        "whole_mib": round(whole / 2**20, 1),
        "whole_manifest_kib": round(len(old.manifest.to_bytes()) / 1024),
        "one_line": line,
        "library": library or "the package index did not answer",
        "within_limit": _share(line, whole) <= LIMIT_LINE and _share(library, whole) <= LIMIT_LIBRARY,
        "machine": machine(),
    }


def _share(found: dict[str, float] | None, whole: int) -> float:
    return (found["patch_kib"] + found["manifest_kib"]) * 1024 / whole if found else 0.0


def _measured(
    folder: Path, tree: Path, old: Packed, name: str, change: Callable[[Path], bool]
) -> dict[str, float] | None:
    """Make another release of the tree, the patch to it, and the release by the patch."""
    other = folder / name
    shutil.copytree(tree, other, symlinks=True)
    if not change(other):
        return None
    version = tree.name[:-7] + "f" * 7
    _name(other, tree.name, version)
    new = pack(version, of_folder(other), Terms())
    shutil.rmtree(other)
    begun = time.monotonic()
    data = patch(old, new)
    made_s, begun = time.monotonic() - begun, time.monotonic()
    signed = new.manifest.to_bytes()
    rebuild(io.BytesIO(data), new.manifest, signed, tree, folder / f"{name}-rebuilt")
    rebuilt_s = time.monotonic() - begun
    shutil.rmtree(folder / f"{name}-rebuilt")
    had = {one.path: one.sha256 for one in old.manifest.files}
    changed = [one for one in new.manifest.files if had.get(one.path) != one.sha256]
    return {
        "files_changed": len(changed),
        "bytes_of_them_mib": round(sum(one.size for one in changed) / 2**20, 1),
        "patch_kib": round(len(data) / 1024, 1),
        "manifest_kib": round(len(manifest_patch(old.manifest, new.manifest)) / 1024, 1),
        "made_s": round(made_s, 1),
        "rebuilt_s": round(rebuilt_s, 1),
    }


def _name(tree: Path, old: str, new: str) -> None:
    """Have everything in the release that names it name the other version, which is as long."""
    for file in tree.rglob("*"):
        if file.is_file() and not file.is_symlink() and old.encode() in (data := file.read_bytes()):
            file.write_bytes(data.replace(old.encode(), new.encode()))


def _change_a_line(tree: Path) -> bool:
    file = tree / SITE / "kiosk/visit/route.py"
    file.write_text(file.read_text(encoding="utf-8") + "\nCHANGED = 1\n", encoding="utf-8")
    return _compiled(tree, file.parent)


def _change_the_library(tree: Path) -> bool:
    with tempfile.TemporaryDirectory(dir=tree.parent) as wheels:
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", wheels, OTHER]
        if subprocess.run(command, check=False).returncode:
            return False
        for gone in (tree / SITE).glob(f"{LIBRARY}*"):
            shutil.rmtree(gone)
        for wheel in Path(wheels).iterdir():
            with zipfile.ZipFile(wheel) as opened:
                opened.extractall(tree / SITE)
    for tests in (tree / SITE / LIBRARY).rglob("tests"):
        shutil.rmtree(tests)
    return _compiled(tree, tree / SITE / LIBRARY)


def _compiled(tree: Path, folder: Path) -> bool:
    """Compile as the package does."""
    command = [sys.executable, "-m", "compileall", "-q", "-f", "--invalidation-mode", "unchecked-hash"]
    command += ["-s", str(tree), str(folder)]
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    return subprocess.run(command, check=False, env=environment).returncode == 0


if __name__ == "__main__":
    print(main())
