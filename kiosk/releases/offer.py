"""What the publisher has signed, by names in the TUF targets metadata: manifest, archive, and patches."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tuf.api.metadata import TargetFile, Targets

from kiosk.releases.errors import ManifestRefused, NothingOffered
from kiosk.releases.manifest import ARCHIVE, MANIFEST, MAX_MANIFEST_BYTES, MAX_RELEASE_BYTES
from offline_cache.source import Fetcher
from offline_cache.trust import refresh_metadata

TRUST = "trust"
INCOMING = "incoming"
PATCH = re.compile(r"patch-[0-9a-f]{16}\.tar\.zst")
MANIFEST_PATCH = re.compile(r"manifest-[0-9a-f]{16}\.zst")


@dataclass(frozen=True, slots=True)
class SignedFile:
    """One target as it lies on the publisher's side (`offline_cache.download.Sent`)."""

    path: str
    length: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Offer:
    """The release that is signed now."""

    manifest: SignedFile
    archive: SignedFile
    patches: Mapping[str, SignedFile] = field(default_factory=dict)
    """From a version to this release (kiosk/releases/patch.py)."""
    manifest_patches: Mapping[str, SignedFile] = field(default_factory=dict)
    """From the SHA-256 of another manifest to this one: a zstd frame whose dictionary is the other one."""

    def patch_from(self, version: str | None) -> SignedFile | None:
        """Return the patch that leads here from a version, None where there is none that is worth it."""
        patch = self.patches.get(version) if version is not None else None
        return patch if patch is not None and patch.length < self.archive.length else None


def look(folder: Path, root: bytes, fetcher: Fetcher) -> Offer:
    """Fetch and verify what is signed now; `folder` keeps metadata from one time to the next.

    Raises `NothingOffered`, `ManifestRefused`, a `SnapshotRefused` of the guide cache naming the attack,
    `SourceDown`, or OSError.
    """
    return read(refresh_metadata(folder / TRUST, root, fetcher))


def read(targets: Targets) -> Offer:
    """Read verified targets metadata; raises `NothingOffered` or `ManifestRefused`."""
    manifest, archive = (targets.targets.get(name) for name in (MANIFEST, ARCHIVE))
    if manifest is None and archive is None:
        raise NothingOffered("no release is signed")
    if manifest is None or archive is None:
        raise ManifestRefused(f"there is no {ARCHIVE if archive is None else MANIFEST}")
    return Offer(
        _file(manifest, MAX_MANIFEST_BYTES),
        _file(archive, MAX_RELEASE_BYTES),
        _patches(targets, PATCH, MAX_RELEASE_BYTES),
        _patches(targets, MANIFEST_PATCH, MAX_MANIFEST_BYTES),
    )


def _patches(targets: Targets, name: re.Pattern[str], most: int) -> dict[str, SignedFile]:
    """Return the targets of such a name, by what `custom` says they start from; others are left alone."""
    found = {}
    for path, target in targets.targets.items():
        base = target.custom.get("base") if isinstance(target.custom, dict) else None
        if name.fullmatch(path) and isinstance(base, str):
            found[base] = _file(target, most)
    return found


def _file(target: TargetFile, most: int) -> SignedFile:
    digest = target.hashes.get("sha256", "")
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise ManifestRefused(f"{target.path} has no SHA-256")
    if not 0 < target.length <= most:
        raise ManifestRefused(f"{target.path}: {target.length} bytes")
    return SignedFile(f"{digest}.{target.path}", target.length, digest)
