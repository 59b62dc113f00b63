"""The file of the settings: changed as a whole or not at all, and the last good one kept beside it.

A wrong file never keeps a terminal from starting: what was in force last is used, and what is wrong is told
(`InForce.refused`). Only `put` writes the profile; it checks first, so nothing wrong is ever written by it.
"""

import contextlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.terminal.settings import ProfileError, SiteProfile, parse
from kiosk.whole_file import write_whole

SUFFIX = ".last-good"
MODE = 0o640
"""Of a profile that is made here; it names no secret."""


@dataclass(frozen=True, slots=True)
class InForce:
    """The settings that a program runs with."""

    profile: SiteProfile
    text: str
    """Of the file that they came from."""
    refused: ProfileError | None = None
    """Why the file itself is not in force; the last good one is."""


def places(path: Path, program: str, environment: Mapping[str, str] = os.environ) -> tuple[Path, ...]:
    """Return where a program (ui, agent) keeps the profile that it ran with last, its own place first.

    systemd names that in STATE_DIRECTORY; the other one stands beside the profile. Each program has its own
    copy: one may be able to run with what the other is not.
    """
    name = f"{path.name}.{program}{SUFFIX}"
    own = [Path(folder) / name for folder in environment.get("STATE_DIRECTORY", "").split(":") if folder]
    return (*own, path.with_name(name))


def every_place(path: Path) -> tuple[Path, ...]:
    """Return where any program may have kept it, for who only looks."""
    return (*places(path, "ui"), *places(path, "agent"))


def in_force(path: Path, kept: Sequence[Path]) -> InForce:
    """Read a profile; where it is wrong, the last good one instead.

    Who could start with it keeps it (`keep`). Raises ProfileError, about the file itself, where there is no
    good one either.
    """
    try:
        text = text_of(path)
        profile = parse(text, path)
    except ProfileError as error:
        found = last_good(path, kept)
        if found is None:
            raise
        return InForce(found.profile, found.text, error)
    return InForce(profile, text)


def refusal(error: ProfileError) -> dict[str, object]:
    """Return the facts of the event `settings.refused`: which keys are wrong, and how many."""
    keys = [problem.key for problem in error.problems]
    return {"reason": " ".join(keys[:8]) or "file", "count": len(keys)}


def last_good(path: Path, kept: Sequence[Path]) -> InForce | None:
    """Return the last good profile that is kept, None where there is none."""
    for place in kept:
        with contextlib.suppress(ProfileError):
            text = text_of(place)
            return InForce(parse(text, path), text)
    return None


def keep(text: str, kept: Sequence[Path]) -> None:
    """Keep a good profile's text at the first place that can be written to."""
    for place in kept:
        # A place that this program may not write to is another's, or the disk is full: neither stops it.
        with contextlib.suppress(OSError):
            if not place.exists() or place.read_text(encoding="utf-8") != text:
                write_whole(place, text.encode(), MODE)
            return


def put(path: Path, text: str) -> SiteProfile:
    """Write a profile whole, after it was checked.

    Raises ProfileError, with nothing written, for one that is wrong; OSError where the disk does not take it:
    the file is the old one then.
    """
    profile = parse(text, path)
    mode = path.stat().st_mode & 0o777 if path.exists() else MODE
    write_whole(path, text.encode(), mode)
    return profile


def text_of(path: Path) -> str:
    """Return what a profile's file holds; raises ProfileError where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ProfileError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise ProfileError(f"{path}: not TOML: {error}") from error
