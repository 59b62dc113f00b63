"""Which version a commit is: of the Python package, of the Debian one and of the release's folder."""

import re
import subprocess
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_RELEASED = re.compile(r"\d+(\.\d+)*")


@dataclass(frozen=True, slots=True)
class Source:
    """A commit: its name, when it was made (seconds since 1970), and whether it is tagged."""

    commit: str
    committed: int
    released: bool


def version_of(base: str, source: Source) -> str:
    """Return the version: pyproject's where tagged, else with the commit's time and name, which sort by time.

    Valid for PEP 440 (a local version) and for Debian, and the same in both: with its letter the time is no
    number, from which Python would take the zeros in front. Raises ValueError for a base that is neither.
    """
    if not _RELEASED.fullmatch(base):
        raise ValueError(f"{base} is not a version of digits and dots")
    if source.released:
        return base
    time = datetime.fromtimestamp(source.committed, UTC)
    return f"{base}+{time:%Y%m%d.t%H%M%S}.g{source.commit[:7]}"


def read_source(project: Path, base: str) -> Source:
    """Return the commit that is checked out. Raises CalledProcessError outside of git."""
    commit, time = _git(project, "log", "-1", "--format=%H %ct").split()
    tags = _git(project, "tag", "--points-at", "HEAD").split()
    return Source(commit, int(time), f"v{base}" in tags)


def base_version(project: Path) -> str:
    """Return what pyproject.toml says."""
    return str(tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def _git(project: Path, *words: str) -> str:
    return subprocess.run(
        ["git", "-C", str(project), *words], check=True, capture_output=True, text=True
    ).stdout
