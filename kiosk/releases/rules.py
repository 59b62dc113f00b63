"""Whether a release may be taken here. Pure: values in, an exception or nothing out."""

from collections.abc import Collection
from dataclasses import dataclass

from kiosk.releases.errors import Downgrade, NoRoom, OtherContent, RolledBack, TooFar
from kiosk.releases.manifest import Manifest
from kiosk.releases.version import Version


@dataclass(frozen=True, slots=True)
class Standing:
    """What this terminal runs, and what it knows of others."""

    current: str | None
    """Version in force; None where there is none yet, or none whose name is a version."""
    current_manifest: str | None = None
    """SHA-256 of its manifest; None for one that came in the Debian package."""
    rolled_back: Collection[str] = ()
    """Versions that were tried and did not work."""


def same(manifest: Manifest, digest: str, standing: Standing) -> bool:
    """Whether the release is the one in force: nothing is to be done. Raises `OtherContent`."""
    if manifest.version != standing.current:
        return False
    if standing.current_manifest not in (None, digest):
        raise OtherContent(manifest.version)
    return True


def check(manifest: Manifest, standing: Standing) -> None:
    """Raise `RolledBack`, `Downgrade` or `TooFar` where it must not be put over the one in force."""
    if manifest.version in standing.rolled_back:
        raise RolledBack(manifest.version)
    if standing.current is None:
        return
    here, there = Version.of(standing.current), Version.of(manifest.version)
    if there <= here and not manifest.downgrade:
        raise Downgrade(f"{manifest.version} over {standing.current}")
    if here < Version.of(manifest.min_previous):
        raise TooFar(f"{manifest.version} wants {manifest.min_previous}, in force is {standing.current}")


def check_room(free: int, needed: int, manifest: Manifest) -> None:
    """Raise `NoRoom` where `needed` bytes would leave less than the manifest wants free."""
    if free < needed + manifest.min_free:
        raise NoRoom(f"{free} bytes free, {needed + manifest.min_free} needed")
