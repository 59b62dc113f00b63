"""Wheels for the package: those of the lock, and ours, made of a commit."""

import hashlib
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tools.make_deb.lock import Locked, write


class WheelError(Exception):
    """A wheel could not be had; what pip said."""


def fetch(python: Path, locked: list[Locked], folder: Path) -> dict[Locked, Path]:
    """Return the file of every entry of the lock, fetched where `folder` lacks it. Raises WheelError."""
    folder.mkdir(parents=True, exist_ok=True)
    found = _by_digest(folder)
    for source in (False, True):
        missing = [one for one in locked if one.from_source == source and one.digest not in found]
        if missing:
            wanted = folder / "missing.txt"
            wanted.write_text(write(missing), encoding="utf-8")
            kind = "--no-binary" if source else "--only-binary"
            pip(
                python,
                *("download", "--no-deps", "--no-build-isolation", "--require-hashes", kind, ":all:"),
                *("-d", str(folder), "-r", str(wanted)),
            )
            wanted.unlink()
    found = _by_digest(folder)
    return {one: found[one.digest] for one in locked}


def _by_digest(folder: Path) -> dict[str, Path]:
    return {
        hashlib.sha256(path.read_bytes()).hexdigest(): path
        for path in sorted(folder.iterdir())
        if path.name.endswith((".whl", ".tar.gz"))
    }


def build(python: Path, source: Path, folder: Path, environment: Mapping[str, str]) -> Path:
    """Make the wheel of a source (folder or archive) in the empty `folder`. Raises WheelError."""
    folder.mkdir(parents=True)
    pip(
        python,
        *("wheel", "--no-deps", "--no-index", "--no-build-isolation", "--no-cache-dir"),
        *("-w", str(folder), str(source)),
        environment=environment,
    )
    (made,) = folder.glob("*.whl")
    return made


def pip(python: Path, *words: str, environment: Mapping[str, str] | None = None) -> None:
    """Run pip quietly. Raises WheelError with what it said."""
    command = [str(python), "-m", "pip", words[0], "-q", "--disable-pip-version-check", *words[1:]]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode:
        raise WheelError(f"pip {words[0]}: {done.stderr.strip()}")
