"""A release from the one in force and a patch: what did not change is copied, of the rest come differences.

A patch is a tar compressed by zstd. Its first member is the recipe, JSON of format 1; each other one bears
the path of a file of the new release and holds a zstd frame whose dictionary is a file of the old release, as
`zstd --patch-from` makes it: the one of the same path, or the one that the recipe names. Where the old
release has no such file there is no dictionary. A file that the patch does not hold is copied, from the same
path or the one of the recipe. Whatever comes out has to be what the manifest says: the old release need not
be trusted.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated, Literal

import zstandard
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from kiosk.asked_of_root import open_plain
from kiosk.releases.errors import ArchiveRefused, ManifestRefused, PatchRefused
from kiosk.releases.manifest import MAX_FILES, Manifest, check_paths
from kiosk.releases.offer import SignedFile
from kiosk.releases.unpack import Readable, begin, finish, members, write

RECIPE = "recipe.json"
MAX_RECIPE_BYTES = 4 * 1024 * 1024
MAX_WINDOW_BYTES = 512 * 1024 * 1024
"""Of a file's differences: they look back over the old file and the new one."""
MAX_OLD_BYTES = 256 * 1024 * 1024
"""A file larger than this serves as no dictionary: it has to be in memory."""


class Recipe(BaseModel):
    """Where files of the new release begin that have another path in the old one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    moved: Annotated[dict[str, str], Field(max_length=MAX_FILES)] = {}
    """Path in the new release → path in the old one."""

    @field_validator("moved")
    @classmethod
    def _within_the_release(cls, value: dict[str, str]) -> dict[str, str]:
        for path in value.values():
            check_paths([path])
        return value

    def old(self, path: str) -> str:
        """Return the path in the old release."""
        return self.moved.get(path, path)


def rebuild(patch: IO[bytes], manifest: Manifest, signed: bytes, base: Path, folder: Path) -> None:
    """Write the release into `folder`, which must not be there yet; `base` is the old release's folder.

    Raises `PatchRefused` where something else comes out than was signed, whichever of the two is to blame,
    and OSError where `folder` cannot be written. What is in `folder` then is of no use.
    """
    begin(folder, manifest)
    try:
        left = {one.path: one for one in manifest.files}
        with members(patch) as found:
            recipe = _recipe(found)
            for name, _, frame in found:
                file = left.pop(name, None)
                if file is None:
                    raise ArchiveRefused(f"{name!r:.80} is not what the manifest names")
                with opened(frame, _old_bytes(base, recipe.old(name))) as content:
                    write(folder, file, content)
        for file in left.values():
            with _old_file(base, recipe.old(file.path)) as content:
                write(folder, file, content)
    except ArchiveRefused as error:
        raise PatchRefused(str(error)) from error
    finish(folder, manifest, signed)


def patched(frame: IO[bytes], old: bytes, signed: SignedFile) -> bytes:
    """Return the manifest that a frame of differences to the old one holds.

    Raises `ManifestRefused` where that is not the signed one.
    """
    try:
        with opened(frame, old) as content:
            data = _whole(content, signed.length)
    except zstandard.ZstdError as error:
        raise ManifestRefused("differences that cannot be read") from error
    if len(data) != signed.length or hashlib.sha256(data).hexdigest() != signed.sha256:
        raise ManifestRefused("not the manifest that was signed")
    return data


def _whole(content: Readable, length: int) -> bytes:
    """Read all of it, but not more than one byte too many."""
    data = bytearray()
    while len(data) <= length and (chunk := content.read(length + 1 - len(data))):
        data += chunk
    return bytes(data)


@contextmanager
def opened(frame: IO[bytes], old: bytes | None) -> Iterator[Readable]:
    """Give what a frame of differences to `old` holds; reading may raise `zstandard.ZstdError`."""
    dictionary = None
    if old:
        dictionary = zstandard.ZstdCompressionDict(old, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    decompressor = zstandard.ZstdDecompressor(dict_data=dictionary, max_window_size=MAX_WINDOW_BYTES)
    with decompressor.stream_reader(frame, read_across_frames=False, closefd=False) as content:
        yield content


def _recipe(found: Iterator[tuple[str, int, IO[bytes]]]) -> Recipe:
    name, size, content = next(found, ("", 0, None))
    if content is None or name != RECIPE or size > MAX_RECIPE_BYTES:
        raise ArchiveRefused("no recipe")
    try:
        return Recipe.model_validate_json(content.read())
    except ValidationError as error:
        raise ArchiveRefused("the recipe is none") from error


class _Old:
    """A file of the old release. A disk that does not give it is no reason not to have the new one."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def read(self, size: int, /) -> bytes:
        """See `Readable`."""
        try:
            return self._file.read(size)
        except OSError as error:
            raise PatchRefused(f"the old release cannot be read: {error.strerror}") from error


@contextmanager
def _old_file(base: Path, path: str) -> Iterator[_Old]:
    try:
        handle = open_plain(base, *path.split("/"))
    except OSError as error:
        raise PatchRefused(f"the old release has no {path}") from error
    with os.fdopen(handle, "rb") as file:
        yield _Old(file)


def _old_bytes(base: Path, path: str) -> bytes | None:
    if not (base / path).is_file():
        return None
    with _old_file(base, path) as file:
        data = _whole(file, MAX_OLD_BYTES)
    return data if len(data) <= MAX_OLD_BYTES else None
