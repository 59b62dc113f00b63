"""Makes of a release's files what is signed: manifest and archive. The same files give the same bytes."""

import hashlib
import io
import subprocess
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import zstandard

from kiosk.releases.manifest import Manifest, ReleaseFile, ReleaseLink

LEVEL = 10
"""The higher ones take minutes for a few percent."""
PACKAGE = "opt/yiciban/package"


@dataclass(frozen=True, slots=True)
class Packed:
    """A release as it is published."""

    manifest: Manifest
    archive: bytes


@dataclass(frozen=True, slots=True)
class Terms:
    """What the publisher decides of a release; see `Manifest`."""

    min_previous: str = "0"
    downgrade: bool = False
    min_free: int = 512 * 1024 * 1024


def pack(version: str, source: Iterator[tuple[tarfile.TarInfo, IO[bytes] | None]], terms: Terms) -> Packed:
    """Pack the members of a release, whose names are below its folder. Raises ValueError for what is none."""
    files, links, contents = [], [], {}
    for member, content in source:
        if member.isdir():
            continue
        if member.issym():
            links.append(ReleaseLink(path=member.name, target=member.linkname))
        elif content is not None and member.isreg():
            data = content.read()
            digest = hashlib.sha256(data).hexdigest()
            executable = bool(member.mode & 0o111)
            files.append(ReleaseFile(path=member.name, size=len(data), sha256=digest, executable=executable))
            contents[member.name] = data
        else:
            raise ValueError(f"{member.name} is neither a file nor a link")
    manifest = Manifest(
        version=version,
        min_previous=terms.min_previous,
        downgrade=terms.downgrade,
        min_free=terms.min_free,
        files=tuple(sorted(files, key=lambda one: one.path)),
        links=tuple(sorted(links, key=lambda one: one.path)),
    )
    return Packed(manifest, _archive(manifest, contents))


def of_folder(folder: Path) -> Iterator[tuple[tarfile.TarInfo, IO[bytes] | None]]:
    """Read a release from its folder."""
    with tarfile.open(fileobj=io.BytesIO(), mode="w") as helper:
        for path in sorted(folder.rglob("*")):
            member = helper.gettarinfo(path, str(path.relative_to(folder)))
            # Hard links are files like all others.
            if not path.is_symlink() and path.is_file():
                member.type = tarfile.REGTYPE
                with path.open("rb") as content:
                    yield member, content
            else:
                yield member, None


def of_package(package: Path) -> tuple[str, Iterator[tuple[tarfile.TarInfo, IO[bytes] | None]]]:
    """Read the release that a Debian package holds; returns its version, too. Raises ValueError."""
    version = subprocess.run(
        ["dpkg-deb", "--field", str(package), "Version"], check=True, capture_output=True, text=True
    ).stdout.strip()
    return version, _below(package, f"{PACKAGE}/{version}/")


def _below(package: Path, prefix: str) -> Iterator[tuple[tarfile.TarInfo, IO[bytes] | None]]:
    unpacking = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(package)], stdout=subprocess.PIPE)
    with unpacking, tarfile.open(fileobj=unpacking.stdout, mode="r|") as tar:
        for member in tar:
            name = member.name.removeprefix("./")
            if name.startswith(prefix):
                member.name = name.removeprefix(prefix)
                yield member, tar.extractfile(member) if member.isreg() else None
    if unpacking.returncode:
        raise ValueError(f"{package.name} cannot be read")


def _archive(manifest: Manifest, contents: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    compressor = zstandard.ZstdCompressor(level=LEVEL)
    with (
        compressor.stream_writer(packed, closefd=False) as plain,
        tarfile.open(fileobj=plain, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        for file in manifest.files:
            member = tarfile.TarInfo(file.path)
            member.size = file.size
            member.mode = 0o755 if file.executable else 0o644
            tar.addfile(member, io.BytesIO(contents[file.path]))
    return packed.getvalue()
