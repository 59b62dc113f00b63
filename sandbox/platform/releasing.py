"""Publishes releases of the terminal's program: a TUF repository with keys apart from those of the catalogue.

state/software/ holds metadata/, targets/, and in past/ the last few releases. One release is offered at a
time: whole, and as patches to those.
"""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from kiosk.releases.manifest import ARCHIVE, MANIFEST
from sandbox.platform.alone import alone
from sandbox.platform.past_releases import PastReleases
from sandbox.platform.release_packing import Packed
from sandbox.platform.release_patching import manifest_patch, patch
from sandbox.platform.repository import Repository, Target
from sandbox.platform.role_keys import RELEASES, RoleKeys

LIFE = timedelta(days=365)
"""Of what a release's signers sign; the timestamp, signed online, lives for days."""


class ReleasePublisher:
    """Publishes, and serves what is published. A lock keeps processes apart."""

    def __init__(self, state_dir: Path) -> None:
        self._folder = state_dir / "software"
        self.repository = Repository(self._folder, RoleKeys(state_dir / "keys" / "software", RELEASES))
        self._past = PastReleases(self._folder / "past")
        self._look_again: datetime | None = None

    def start(self, now: datetime) -> None:
        """Make keys and the first root where there are none: what terminals are given to trust."""
        with alone(self._folder):
            self.repository.make(now)
            if not self.repository.version("targets"):
                self.repository.publish({}, now, LIFE)

    def publish(self, release: Packed, now: datetime) -> dict[str, Any]:
        """Sign a release and put it in the place of the one before; returns facts for whoever published."""
        self.start(now)
        manifest = release.manifest.to_bytes()
        targets = {MANIFEST: Target(manifest, {}), ARCHIVE: Target(release.archive, {})}
        with alone(self._folder):
            for old in self._past.all():
                if old.manifest.version != release.manifest.version:
                    targets |= _patches(old, release)
            self._past.keep(release)
            self.repository.publish(targets, now, LIFE)
            self.repository.forget_targets(self.repository.digests())
        return {"version": release.manifest.version, "files": len(release.manifest.files)} | {
            "bytes": release.manifest.size,
            "targets": self.repository.sizes(),
        }

    def keep_fresh(self, now: datetime) -> None:
        """Renew the timestamp before it ends; costs nothing when it was looked at lately."""
        if self._look_again is None or now >= self._look_again:
            with alone(self._folder):
                self._look_again = self.repository.keep_fresh(now)

    @property
    def root(self) -> bytes:
        """The root metadata in force: what a terminal is given with its package."""
        return self.repository.root


def _patches(old: Packed, new: Packed) -> dict[str, Target]:
    """Return the targets by which a terminal comes from one release to another."""
    digest = hashlib.sha256(old.manifest.to_bytes()).hexdigest()
    return {
        f"patch-{digest[:16]}.tar.zst": Target(patch(old, new), {"base": old.manifest.version}),
        f"manifest-{digest[:16]}.zst": Target(manifest_patch(old.manifest, new.manifest), {"base": digest}),
    }
