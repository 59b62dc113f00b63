"""Makes patches between two releases, as kiosk/releases/patch.py reads them. Pure: bytes in, bytes out."""

import io
import re
import tarfile
from collections.abc import Iterator

import zstandard

from kiosk.releases.manifest import Manifest
from kiosk.releases.patch import MAX_OLD_BYTES, RECIPE, Recipe
from sandbox.platform.packing import patch as differences
from sandbox.platform.release_packing import Packed

OUTER_LEVEL = 12
"""Of the tar: names and heads; the contents are compressed already."""
_NUMBERS = re.compile(r"[0-9a-f]{8,}|\d+")


def patch(old: Packed, new: Packed) -> bytes:
    """Return the patch from one release to another. The same two give the same bytes."""
    there = {file.path: file.sha256 for file in old.manifest.files}
    moved = dict(_moved(old.manifest, new.manifest))
    recipe = Recipe(moved=moved)
    changed = [one for one in new.manifest.files if there.get(recipe.old(one.path)) != one.sha256]
    bases = {recipe.old(one.path) for one in changed}
    olds = dict(_contents(old.archive, bases))
    news = dict(_contents(new.archive, {one.path for one in changed}))
    packed = io.BytesIO()
    with (
        zstandard.ZstdCompressor(level=OUTER_LEVEL).stream_writer(packed, closefd=False) as plain,
        tarfile.open(fileobj=plain, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        _add(tar, RECIPE, recipe.model_dump_json().encode())
        for file in changed:
            base = olds.get(recipe.old(file.path), b"")
            _add(tar, file.path, differences(base if len(base) <= MAX_OLD_BYTES else b"", news[file.path]))
    return packed.getvalue()


def manifest_patch(old: Manifest, new: Manifest) -> bytes:
    """Return the new manifest's bytes as differences to the old one's."""
    return differences(old.to_bytes(), new.to_bytes())


def _moved(old: Manifest, new: Manifest) -> Iterator[tuple[str, str]]:
    """Yield (new path, old path) of files that went elsewhere, or of one alike in all but its numbers."""
    there, stays = {one.path for one in old.files}, {one.path for one in new.files}
    same: dict[str, str] = {}
    alike: dict[str, str] = {}
    for one in old.files:
        same.setdefault(one.sha256, one.path)
        if one.path not in stays:
            alike.setdefault(_NUMBERS.sub("#", one.path), one.path)
    for file in new.files:
        if file.path not in there:
            found = same.get(file.sha256) or alike.get(_NUMBERS.sub("#", file.path))
            if found is not None:
                yield file.path, found


def _contents(archive: bytes, paths: set[str]) -> Iterator[tuple[str, bytes]]:
    with (
        zstandard.ZstdDecompressor().stream_reader(io.BytesIO(archive)) as plain,
        tarfile.open(fileobj=plain, mode="r|") as tar,
    ):
        for member in tar:
            content = tar.extractfile(member) if member.name in paths else None
            if content is not None:
                yield member.name, content.read()


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(data)
    tar.addfile(member, io.BytesIO(data))
