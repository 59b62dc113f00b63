"""Brings one target here, going on where the line was cut."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from offline_cache.errors import DigestMismatch, EndlessData, SizeMismatch
from offline_cache.source import TARGETS, Fetcher


class Sent(Protocol):
    """A signed target as it lies on the publisher's side."""

    @property
    def path(self) -> str:
        """Below targets/."""

    @property
    def length(self) -> int:
        """Bytes."""

    @property
    def sha256(self) -> str:
        """Of the file, as hex."""


Progress = Callable[[int, int], None]
"""Told (bytes that are here, bytes in all) as they arrive."""


def download(fetcher: Fetcher, offer: Sent, folder: Path, progress: Progress) -> Path:
    """Return the file of `offer` below `folder`, whole and of the signed digest.

    Raises `EndlessData`, `SizeMismatch` or `DigestMismatch`, and then nothing of it is left; `SourceDown`,
    and then what arrived is left for the next call; `OSError` when the disk refuses.
    """
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{offer.sha256}.part"
    for other in folder.iterdir():
        if other != part:
            other.unlink()
    had = part.stat().st_size if part.exists() else 0
    try:
        _receive(fetcher, offer, part, progress)
        try:
            _check(offer, part)
        except DigestMismatch:
            if not had:
                raise
            # The beginning came at another time: a power cut may have damaged it. Once more, from nothing.
            part.unlink()
            _receive(fetcher, offer, part, progress)
            _check(offer, part)
    except (EndlessData, SizeMismatch, DigestMismatch):
        part.unlink(missing_ok=True)
        raise
    return part


def _receive(fetcher: Fetcher, offer: Sent, part: Path, progress: Progress) -> None:
    have = part.stat().st_size if part.exists() else 0
    if have > offer.length:
        part.unlink()
        have = 0
    if have == offer.length:
        return
    with fetcher.open(f"{TARGETS}/{offer.path}", have) as opened, part.open("ab") as file:
        if opened.offset != have:
            # Whoever does not do ranges sends the whole.
            file.truncate(0)
            have = 0
        progress(have, offer.length)
        for chunk in opened.chunks:
            have += len(chunk)
            if have > offer.length:
                raise EndlessData(f"{offer.path}: more than {offer.length} bytes")
            file.write(chunk)
            progress(have, offer.length)
    if have < offer.length:
        raise SizeMismatch(f"{offer.path}: {have} bytes, signed are {offer.length}")


def _check(offer: Sent, part: Path) -> None:
    with part.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != offer.sha256:
            raise DigestMismatch(f"{offer.path} as sent")
