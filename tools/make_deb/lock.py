"""The lock of the Debian package: every wheel that goes in, by name, version and SHA-256; no address."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_LINE = re.compile(
    r"(?P<name>[a-z0-9][a-z0-9-]*)==(?P<version>[^\s;]+) --hash=sha256:(?P<digest>[0-9a-f]{64})"
    r"(?P<source>  # from source)?"
)
HEAD = """\
# What goes into the Debian package: made by `make deb-lock` from pyproject.toml, constraints.txt and
# packaging/without-dependencies.txt, for Debian 12 on amd64. `from source`: published without a wheel.
"""


class LockError(Exception):
    """The lock cannot be read, or is not of these dependencies."""


@dataclass(frozen=True, slots=True, order=True)
class Locked:
    """One file of an index. `digest`: SHA-256 in hexadecimal."""

    name: str
    version: str
    digest: str
    from_source: bool = False

    def line(self) -> str:
        """Return its line, which pip reads, too."""
        comment = "  # from source" if self.from_source else ""
        return f"{self.name}=={self.version} --hash=sha256:{self.digest}{comment}"


def normal(name: str) -> str:
    """Return a distribution's name as PyPA's "Name normalization" writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def read(text: str) -> list[Locked]:
    """Read a lock. Raises LockError for a line that is none, and for a name that stands there twice."""
    locked: dict[str, Locked] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        found = _LINE.fullmatch(line)
        if found is None:
            raise LockError(f"line {number} is not name==version --hash=sha256:…")
        if found["name"] in locked:
            raise LockError(f"line {number}: {found['name']} stands there twice")
        locked[found["name"]] = Locked(
            found["name"], found["version"], found["digest"], found["source"] is not None
        )
    return sorted(locked.values())


def write(locked: list[Locked]) -> str:
    """Return the text of a lock."""
    return HEAD + "".join(f"{one.line()}\n" for one in sorted(locked))


def from_report(report: dict[str, Any]) -> list[Locked]:
    """Return what a `pip install --report` found, but our own package."""
    return [
        Locked(
            normal(one["metadata"]["name"]),
            one["metadata"]["version"],
            one["download_info"]["archive_info"]["hashes"]["sha256"],
            not one["download_info"]["url"].endswith(".whl"),
        )
        for one in report["install"]
        if "archive_info" in one["download_info"]
    ]


def resolve(python: Path, project: Path, scratch: Path) -> list[Locked]:
    """Ask pip what the terminal's dependencies are, within the project's constraints. Raises LockError."""
    found: dict[str, Locked] = {}
    only_files = ["--no-deps", "-r", str(project / "packaging/without-dependencies.txt")]
    for number, wanted in enumerate(([str(project)], only_files)):
        report = scratch / f"report-{number}.json"
        command = [str(python), "-m", "pip", "install", "-q", "--dry-run", "--ignore-installed"]
        command += ["--no-build-isolation", "-c", str(project / "constraints.txt"), "--report", str(report)]
        asked = subprocess.run([*command, *wanted], capture_output=True, text=True)
        if asked.returncode:
            raise LockError(asked.stderr.strip())
        for one in from_report(json.loads(report.read_text(encoding="utf-8"))):
            found[one.name] = one
    return sorted(found.values())


def main() -> None:
    """Write packaging/deb/wheels.lock anew."""
    project = Path.cwd()
    scratch = project / "build" / "deb"
    scratch.mkdir(parents=True, exist_ok=True)
    locked = resolve(Path(sys.executable), project, scratch)
    (project / "packaging/deb/wheels.lock").write_text(write(locked), encoding="utf-8")
    print(f"{len(locked)} files, {sum(one.from_source for one in locked)} of them from source")


if __name__ == "__main__":
    main()
