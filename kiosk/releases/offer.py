"""What the publisher has signed: one manifest and one archive, by their names in the TUF targets metadata."""

from dataclasses import dataclass
from pathlib import Path

from tuf.api.metadata import TargetFile, Targets

from kiosk.releases.errors import ManifestRefused, NothingOffered
from kiosk.releases.manifest import ARCHIVE, MANIFEST, MAX_MANIFEST_BYTES, MAX_RELEASE_BYTES
from offline_cache.source import Fetcher
from offline_cache.trust import refresh_metadata

TRUST = "trust"
INCOMING = "incoming"


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
    return Offer(_file(manifest, MAX_MANIFEST_BYTES), _file(archive, MAX_RELEASE_BYTES))


def _file(target: TargetFile, most: int) -> SignedFile:
    digest = target.hashes.get("sha256", "")
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise ManifestRefused(f"{target.path} has no SHA-256")
    if not 0 < target.length <= most:
        raise ManifestRefused(f"{target.path}: {target.length} bytes")
    return SignedFile(f"{digest}.{target.path}", target.length, digest)
