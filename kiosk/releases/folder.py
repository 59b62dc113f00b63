"""What lies under /opt/yiciban: releases side by side, and which of them is in force and which is good.

releases/VERSION              one release each; with release.json where it came as a signed release
releases/.incoming-VERSION    being unpacked; releases/.drop-VERSION being deleted
current, good                 links, moved by /usr/lib/yiciban/release alone
"""

import hashlib
import shutil
import stat
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kiosk.releases.errors import ManifestRefused, ReleaseDamaged
from kiosk.releases.manifest import MANIFEST, Manifest
from kiosk.releases.manifest import read as read_manifest
from kiosk.releases.rules import Standing
from kiosk.releases.version import Version, is_version
from kiosk.whole_file import sync_folder

RELEASES = "releases"
CURRENT = "current"
GOOD = "good"
INCOMING = ".incoming-"
DROP = ".drop-"


@dataclass(frozen=True, slots=True)
class Installed:
    """One release on the disk. `manifest`: SHA-256 of its manifest, None for one of the Debian package."""

    version: str
    manifest: str | None
    in_force: bool
    good: bool


class Folder:
    """Reads /opt/yiciban; writes below releases/ only what is not in use."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.releases = home / RELEASES

    def named(self, link: str) -> str | None:
        """Return the version to which `current` or `good` leads; None where it leads to none."""
        try:
            name = (self.home / link).readlink().name
        except OSError:
            return None
        return name if (self.releases / name / "bin").is_dir() else None

    def place(self, version: str) -> Path:
        """Return where a release lies, or would lie; raises `ManifestRefused` for what is no version."""
        Version.of(version)
        return self.releases / version

    def all(self) -> list[Installed]:
        """Return every release, the newest first; what is half there has another name and is none."""
        current, good = self.named(CURRENT), self.named(GOOD)
        found = []
        with suppress(FileNotFoundError):
            for path in self.releases.iterdir():
                if not path.name.startswith(".") and (path / "bin").is_dir():
                    digest = self.manifest_digest(path.name)
                    found.append(Installed(path.name, digest, path.name == current, path.name == good))
        return sorted(found, key=lambda one: _order(one.version), reverse=True)

    def manifest_digest(self, version: str) -> str | None:
        """Return the SHA-256 of a release's manifest, None where it has none."""
        try:
            return hashlib.sha256((self.releases / version / MANIFEST).read_bytes()).hexdigest()
        except OSError:
            return None

    def manifest(self, version: str, digest: str | None = None) -> Manifest:
        """Return a release's manifest; raises `ReleaseDamaged` where it has none, or not that of `digest`."""
        try:
            data = (self.place(version) / MANIFEST).read_bytes()
        except OSError as error:
            raise ReleaseDamaged(f"{version} has no manifest") from error
        if digest is not None and hashlib.sha256(data).hexdigest() != digest:
            raise ReleaseDamaged(f"{version}: another manifest than was verified")
        return read_manifest(data)

    def verify(self, version: str, digest: str | None = None) -> Manifest:
        """Check that a release is whole: exactly the files of its manifest, each with its digest and mode.

        Raises `ReleaseDamaged`, naming the first that is wrong.
        """
        manifest = self.manifest(version, digest)
        place = self.place(version)
        there = {
            str(path.relative_to(place))
            for path in place.rglob("*")
            if path.is_symlink() or not path.is_dir()
        }
        expected = {*manifest.paths, MANIFEST}
        if there != expected:
            first = min(there ^ expected)
            raise ReleaseDamaged(f"{version}: {first} is {'there' if first in there else 'missing'}")
        for link in manifest.links:
            if not (place / link.path).is_symlink() or str((place / link.path).readlink()) != link.target:
                raise ReleaseDamaged(f"{version}: {link.path} leads elsewhere")
        for file in manifest.files:
            _check(place / file.path, file.size, file.sha256, file.executable, version)
        return manifest

    def standing(self, rolled_back: Collection[str]) -> Standing:
        """Return what is in force here, for the rules."""
        current = self.named(CURRENT)
        if current is None or not is_version(current):
            return Standing(None, None, rolled_back)
        return Standing(current, self.manifest_digest(current), rolled_back)

    def incoming(self, version: str) -> Path:
        """Return the folder into which a release is unpacked before it has its name."""
        return self.releases / f"{INCOMING}{self.place(version).name}"

    def keep(self, version: str) -> None:
        """Give what lies in `incoming` its name; both are flushed. The release must not be there yet."""
        self.incoming(version).rename(self.place(version))
        sync_folder(self.releases)

    def drop(self, version: str) -> None:
        """Delete a release that is neither in force nor good; half of one never bears its name."""
        if version in (self.named(CURRENT), self.named(GOOD)):
            raise ReleaseDamaged(f"{version} is in use")
        place = self.place(version)
        if place.exists():
            gone = self.releases / f"{DROP}{version}"
            shutil.rmtree(gone, ignore_errors=True)
            place.rename(gone)
            sync_folder(self.releases)
            shutil.rmtree(gone)

    def tidy(self, keep: Collection[str]) -> None:
        """Delete what was interrupted, and every release that is neither in use nor in `keep`."""
        used = {self.named(CURRENT), self.named(GOOD), *keep}
        for path in list(self.releases.iterdir()):
            if path.name.startswith((INCOMING, DROP)):
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
            elif not path.name.startswith(".") and path.name not in used:
                with suppress(ManifestRefused):
                    self.drop(path.name)

    def free(self) -> int:
        """Return the bytes that are free here."""
        return shutil.disk_usage(self.releases).free


def _check(path: Path, size: int, digest: str, executable: bool, version: str) -> None:
    said = path.lstat()
    if not stat.S_ISREG(said.st_mode) or said.st_size != size or bool(said.st_mode & 0o111) != executable:
        raise ReleaseDamaged(f"{version}: {path.name} is not the file that was signed")
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != digest:
            raise ReleaseDamaged(f"{version}: {path.name} was changed")


def _order(version: str) -> Version:
    return Version.of(version) if is_version(version) else Version(())
