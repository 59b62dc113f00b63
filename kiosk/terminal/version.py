"""Which software this is: the application, the guides, the operating system. Each is updated by itself."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

OS_RELEASE = Path("/etc/os-release")


@dataclass(frozen=True, slots=True)
class Versions:
    """The three versions of a terminal, for the staff's page and for telemetry."""

    application: str
    guides: int
    """0 where none are installed."""
    system: str
    """`yiciban-os 2026.11` of an image (IMAGE_ID, IMAGE_VERSION), else `debian 12`; empty: nobody knows."""


def software_version() -> str:
    """Return the installed package's version, "0+source" when run from a source tree."""
    try:
        return version("yiciban")
    except PackageNotFoundError:
        return "0+source"


def system_version(file: Path = OS_RELEASE) -> str:
    """Return name and version of the operating system, by os-release(5): of the image where it is one."""
    told = _os_release(file)
    for name, number in (("IMAGE_ID", "IMAGE_VERSION"), ("ID", "VERSION_ID")):
        if told.get(number):
            return f"{told.get(name, '')} {told[number]}".strip()
    return told.get("ID", "")


def versions(guides: int, os_release: Path = OS_RELEASE) -> Versions:
    """Return all three; `guides` is the version in use."""
    return Versions(software_version(), guides, system_version(os_release))


def _os_release(file: Path) -> Mapping[str, str]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    found: dict[str, str] = {}
    for line in lines:
        name, mark, value = line.partition("=")
        if mark and not line.startswith("#"):
            try:
                found[name.strip()] = " ".join(shlex.split(value))
            except ValueError:
                continue
    return found
