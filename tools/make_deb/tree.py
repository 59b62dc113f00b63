"""The release's folder, /opt/yiciban/releases/VERSION: a venv of Debian's python3 with everything in it."""

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from tools.make_deb.left_out import Rules, prune, true_records
from tools.make_deb.wheels import pip
from tools.make_fonts import main as make_fonts

RELEASES = Path("/opt/yiciban/releases")
"""Where releases run; not dpkg's, which would delete one under the feet of whoever runs it."""
PACKAGE = Path("/opt/yiciban/package")
"""dpkg's: postinst lays the release out from here, as hard links."""
COMMANDS = {"kiosk": "kiosk.cli:main", "kiosk-ui": "screens.app:command"}
PYTHON = "python3.11"


def export(project: Path, commit: str, version: str, folder: Path) -> None:
    """Write the commit's files to the empty `folder`, with the version that this package has."""
    folder.mkdir(parents=True)
    archive = subprocess.run(
        ["git", "-C", str(project), "archive", commit, "--", *_PARTS],
        check=True,
        capture_output=True,
    ).stdout
    subprocess.run(["tar", "-x", "-C", str(folder)], input=archive, check=True)
    settings = folder / "pyproject.toml"
    text, changed = re.subn(
        r'(?m)^version = "[^"]+"$', f'version = "{version}"', settings.read_text(encoding="utf-8")
    )
    if changed != 1:
        raise ValueError("pyproject.toml says its version in another way")
    settings.write_text(text, encoding="utf-8")


_ROOMS = ("kiosk", "devices", "offline_cache", "screens")
_PARTS = ("pyproject.toml", "README.md", "docs/site-profile.example.toml", "systemd", "packaging", *_ROOMS)


def make_release(root: Path, version: str, wheels: Iterable[Path], rules: Rules) -> Path:
    """Fill `root`/opt/yiciban/releases/VERSION; returns that folder. Raises WheelError."""
    home = RELEASES / version
    folder = root / home.relative_to("/")
    site = folder / "lib" / PYTHON / "site-packages"
    (folder / "bin").mkdir(parents=True)
    site.mkdir(parents=True)
    (folder / "pyvenv.cfg").write_text(
        "home = /usr/bin\ninclude-system-site-packages = false\n", encoding="ascii"
    )
    (folder / "bin" / "python").symlink_to(f"/usr/bin/{PYTHON}")
    pip(
        Path(sys.executable),
        *("install", "--no-index", "--no-deps", "--no-compile", "--no-warn-script-location"),
        *("--target", str(site), *map(str, wheels)),
    )
    prune(site, rules)
    for path in site.glob("*.dist-info/*"):
        # Whether it was asked for, and from which file: of this build, not of the release.
        if path.name in ("REQUESTED", "direct_url.json"):
            path.unlink()
    true_records(site)
    for name, entry in COMMANDS.items():
        module, function = entry.split(":")
        command = folder / "bin" / name
        # -I: neither the user's packages nor PYTHON… of the environment.
        command.write_text(
            f"#!{home}/bin/python -I\nimport sys\n\nfrom {module} import {function}\n\n"
            f"sys.exit({function}())\n",
            encoding="ascii",
        )
        command.chmod(0o755)
    make_fonts(folder / "share" / "yiciban" / "fonts")
    return folder


def compile_all(folder: Path) -> None:
    """Compile every module: nobody may write below /opt later. The files do not say when they were made.

    Nor where, nor of which release: an import puts the module's real path in place of what a file says, so
    that tracebacks are right; and of two releases only what changed differs. Raises ValueError.
    """
    # In a process of its own: what a module compiles to depends on what else its interpreter has seen.
    words = ["-P", "-m", "compileall", "-q", "-s", str(folder), "--invalidation-mode"]
    # The terminal reads what the package holds; dpkg --verify tells of changes.
    words += ["unchecked-hash", str(folder / "lib")]
    done = subprocess.run(
        [sys.executable, *words], env={**os.environ, "PYTHONHASHSEED": "0"}, capture_output=True, text=True
    )
    if done.returncode:
        raise ValueError(f"a module does not compile: {done.stdout[-500:]}")


def settle(root: Path) -> None:
    """Give all files the modes that a package has: the owner's bits decide."""
    for path in root.rglob("*"):
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runs else 0o644)


def environment(epoch: int) -> Mapping[str, str]:
    """Return the environment of reproducible steps (reproducible-builds.org/specs/source-date-epoch)."""
    flags = "-g0 -O2"
    return {
        **os.environ,
        "SOURCE_DATE_EPOCH": str(epoch),
        "PYTHONHASHSEED": "0",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "CFLAGS": flags,
    }
