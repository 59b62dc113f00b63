"""The file of the settings: changed as a whole or not at all, and the last good one kept beside it.

A wrong file never keeps a terminal from starting: what was in force last is used, and what is wrong is told
(`InForce.refused`). Only `put` writes the profile; it checks first, so nothing wrong is ever written by it.
"""

import contextlib
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.terminal.settings import ProfileError, SiteProfile, parse

SUFFIX = ".last-good"
MODE = 0o640
"""Of a profile that is made here; it names no secret."""


@dataclass(frozen=True, slots=True)
class InForce:
    """The settings that a program runs with."""

    profile: SiteProfile
    refused: ProfileError | None = None
    """Why the file itself is not in force; the last good one is."""


def places(path: Path, environment: Mapping[str, str] = os.environ) -> tuple[Path, ...]:
    """Return where the last good copy of a profile may lie, the program's own place first.

    systemd names that in STATE_DIRECTORY; the other one stands beside the profile.
    """
    own = [
        Path(folder) / (path.name + SUFFIX)
        for folder in environment.get("STATE_DIRECTORY", "").split(":")
        if folder
    ]
    return (*own, path.with_name(path.name + SUFFIX))


def in_force(path: Path, kept: Sequence[Path] | None = None, *, remember: bool = True) -> InForce:
    """Read a profile; where it is wrong, the last good one instead. A good one is kept for the next time,
    unless one only looks (`remember` False).

    Raises ProfileError, about the file itself, where there is no good one either.
    """
    kept = places(path) if kept is None else kept
    try:
        text = _read(path)
        profile = parse(text, path)
    except ProfileError as error:
        for place in kept:
            with contextlib.suppress(ProfileError):
                return InForce(parse(_read(place), path), error)
        raise
    if remember:
        keep(text, kept)
    return InForce(profile)


def refusal(error: ProfileError) -> dict[str, object]:
    """Return the facts of the event `settings.refused`: which keys are wrong, and how many."""
    keys = [problem.key for problem in error.problems]
    return {"reason": " ".join(keys[:8]) or "file", "count": len(keys)}


def last_good(path: Path, kept: Sequence[Path] | None = None) -> SiteProfile | None:
    """Return the last good profile that is kept, None where there is none."""
    for place in places(path) if kept is None else kept:
        with contextlib.suppress(ProfileError):
            return parse(_read(place), path)
    return None


def keep(text: str, kept: Sequence[Path]) -> None:
    """Keep a good profile's text at the first place that can be written to."""
    for place in kept:
        # A place that this program may not write to is another's, or the disk is full: neither stops it.
        with contextlib.suppress(OSError):
            if not place.exists() or place.read_text(encoding="utf-8") != text:
                write_whole(place, text, MODE)
            return


def put(path: Path, text: str, kept: Sequence[Path] | None = None) -> SiteProfile:
    """Write a profile whole, after it was checked; it is the last good one then.

    Raises ProfileError, with nothing written, for one that is wrong; OSError where the disk does not take it:
    the file is the old one then.
    """
    profile = parse(text, path)
    mode = path.stat().st_mode & 0o777 if path.exists() else MODE
    write_whole(path, text, mode)
    keep(text, places(path) if kept is None else kept)
    return profile


def write_whole(path: Path, text: str, mode: int) -> None:
    """Write a file whole or not at all: beside it, flushed to the disk, then renamed. The owner stays."""
    handle, name = tempfile.mkstemp(prefix=".", dir=path.parent)
    fresh = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fchmod(file.fileno(), mode)
            if path.exists():
                owner = path.stat()
                with contextlib.suppress(PermissionError):
                    os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
            os.fsync(file.fileno())
        fresh.rename(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ProfileError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise ProfileError(f"{path}: not TOML: {error}") from error
