"""The signed manifest of a release: which files it holds, what it needs, what it may be put over. Pure.

It is the TUF target "release.json"; the archive beside it is "release.tar.zst". It is JSON of format 1.
"""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic.alias_generators import to_camel

from kiosk.releases.errors import ManifestRefused
from kiosk.releases.version import Version

MANIFEST = "release.json"
ARCHIVE = "release.tar.zst"
PATCH = "release.patch.tar.zst"
"""A patch has this name where it was fetched; on the publisher's side it bears that of its base."""
MAX_MANIFEST_BYTES = 8 * 1024 * 1024
MAX_RELEASE_BYTES = 4 * 1024**3
MAX_FILES = 50_000
NEEDED = ("bin/kiosk", "bin/kiosk-ui")
"""Without these the units have nothing to start."""
_PART = re.compile(r"[A-Za-z0-9_.+@,=~()\[\] -]{1,200}")
_INTERPRETER = re.compile(r"/usr/bin/python3(\.\d{1,2})?")
_DIGEST = r"^[0-9a-f]{64}$"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True)


class ReleaseFile(_Part):
    """One file, below the release's folder."""

    path: str
    size: Annotated[int, Field(ge=0)]
    sha256: Annotated[str, Field(pattern=_DIGEST)]
    executable: bool = False


class ReleaseLink(_Part):
    """One symbolic link: to Debian's python3, or to something within the release."""

    path: str
    target: str


class Manifest(_Part):
    """What is signed of a release. `min_free` bytes stay free on the disk once it is unpacked."""

    format: Literal[1] = 1
    version: str
    min_previous: str = "0"
    """The oldest release that may be in force when this one is put over it."""
    downgrade: bool = False
    """Signed to be put over a newer release, too."""
    min_free: Annotated[int, Field(ge=0)] = 0
    files: Annotated[tuple[ReleaseFile, ...], Field(min_length=1, max_length=MAX_FILES)]
    links: Annotated[tuple[ReleaseLink, ...], Field(max_length=1000)] = ()

    @field_validator("version", "min_previous")
    @classmethod
    def _is_a_version(cls, value: str) -> str:
        try:
            Version.of(value)
        except ManifestRefused as refused:
            raise ValueError(str(refused)) from refused
        return value

    @model_validator(mode="after")
    def _is_one_tree(self) -> "Manifest":
        paths = self.paths
        check_paths(paths)
        for link in self.links:
            _check_link(link)
        missing = [path for path in NEEDED if path not in paths]
        if missing:
            raise ValueError(f"lacks {', '.join(missing)}")
        if self.size > MAX_RELEASE_BYTES:
            raise ValueError(f"{self.size} bytes are more than a release may have")
        return self

    @property
    def paths(self) -> list[str]:
        """Paths of all files and links, below the release's folder."""
        return [*(file.path for file in self.files), *(link.path for link in self.links)]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(one.size for one in self.files)

    def to_bytes(self) -> bytes:
        """Return the JSON that is signed; the same manifest gives the same bytes."""
        return self.model_dump_json(by_alias=True).encode()


def read(data: bytes) -> Manifest:
    """Read a verified manifest; raises `ManifestRefused`."""
    try:
        return Manifest.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise ManifestRefused(f"{'.'.join(map(str, first['loc'])) or 'manifest'}: {first['msg']}") from error


def check_paths(paths: Iterable[str]) -> None:
    """Raise ValueError unless these can be the files and links of one release, below its folder."""
    seen: set[str] = set()
    folders: set[str] = set()
    for path in paths:
        parts = path.split("/")
        if any(not _PART.fullmatch(part) or part in (".", "..") for part in parts) or path == MANIFEST:
            raise ValueError(f"no place for a file: {path!r:.80}")
        if path in seen:
            raise ValueError(f"{path} stands there twice")
        seen.add(path)
        folders.update("/".join(parts[:depth]) for depth in range(1, len(parts)))
    both = sorted(seen & folders)
    if both:
        raise ValueError(f"{both[0]} is a file and a folder")


def _check_link(link: ReleaseLink) -> None:
    if _INTERPRETER.fullmatch(link.target):
        return
    depth = len(PurePosixPath(link.path).parts) - 1
    for part in link.target.split("/"):
        if part == "..":
            depth -= 1
        elif _PART.fullmatch(part) and part != ".":
            depth += 1
        else:
            depth = -1
        if depth < 0:
            raise ValueError(f"{link.path} leads out of the release")
