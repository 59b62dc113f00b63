"""What the signed targets metadata offer: the whole snapshot, and patches from earlier ones. Pure.

Target "guides.sqlite.zst" is the snapshot, zstd-compressed. Target "guides-from-<digest>.zst" is the same
snapshot, zstd-compressed with the snapshot of that SHA-256 as its dictionary. `custom` of each says what
comes out: {"version": int, "size": bytes, "sha256": hex}.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tuf.api.metadata import TargetFile, Targets

from offline_cache.errors import ExpansionRefused, MetadataMalformed, NameRefused

WHOLE = "guides.sqlite.zst"
_PATCH = re.compile(r"guides-from-([0-9a-f]{64})\.zst")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")
_DIGEST = re.compile(r"[0-9a-f]{64}")

MAX_RAW_BYTES = 256 * 1024 * 1024
MAX_SENT_BYTES = 128 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Offer:
    """One file on the publisher's side, and what it becomes here."""

    path: str
    """Below targets/: the name with its digest in front (TUF consistent snapshots)."""
    length: int
    sha256: str
    """Of the file as sent."""
    version: int
    raw_size: int
    """Bytes of the SQLite file."""
    raw_sha256: str
    """Of the SQLite file."""


@dataclass(frozen=True, slots=True)
class Offers:
    """Everything by which the current snapshot can be had."""

    whole: Offer
    patches: Mapping[str, Offer]
    """By the SHA-256 of the snapshot from which it starts."""


def read(targets: Targets) -> Offers:
    """Read verified targets metadata. Names of other shape are left alone, names with path tricks are not.

    Raises `NameRefused`, `MetadataMalformed` or `ExpansionRefused`.
    """
    for name in targets.targets:
        if not _NAME.fullmatch(name) or ".." in name:
            raise NameRefused(repr(name)[:120])
    found = targets.targets.get(WHOLE)
    if found is None:
        raise MetadataMalformed(f"no target {WHOLE}")
    whole = _offer(found)
    patches: dict[str, Offer] = {}
    for name, file in targets.targets.items():
        match = _PATCH.fullmatch(name)
        if match:
            patches[match.group(1)] = offer = _offer(file)
            if (offer.version, offer.raw_sha256) != (whole.version, whole.raw_sha256):
                raise MetadataMalformed(f"{name} does not lead to {WHOLE}")
    return Offers(whole, patches)


def _offer(file: TargetFile) -> Offer:
    custom = file.custom
    if not isinstance(custom, dict) or "sha256" not in file.hashes:
        raise MetadataMalformed(f"{file.path} lacks custom or sha256")
    version, size, digest = (custom.get(name) for name in ("version", "size", "sha256"))
    if not isinstance(version, int) or not isinstance(size, int) or version < 1 or size < 1:
        raise MetadataMalformed(f"{file.path}: version or size is no number")
    if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
        raise MetadataMalformed(f"{file.path}: sha256 is no digest")
    if size > MAX_RAW_BYTES or file.length > MAX_SENT_BYTES:
        raise ExpansionRefused(f"{file.path}: {file.length} bytes that become {size}")
    sent = file.hashes["sha256"]
    return Offer(f"{sent}.{file.path}", file.length, sent, version, size, digest)
