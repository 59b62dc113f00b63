"""The keys to which terminals seal what they queue: age X25519 identities in the private state directory.

Each lies in a file of age's own identity format, so that `age -d -i FILE` opens a package by hand. The
public halves travel to the terminals inside the signed guide snapshot.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pyrage import x25519

from sandbox.platform.clock import rfc3339
from sandbox.platform.tls import write_private

_CREATED = "# created: "
_NOT_AFTER = "# not after: "


@dataclass(frozen=True, slots=True)
class SealingIdentity:
    """One key pair. `not_after` is set when a younger one has taken its place."""

    identity: x25519.Identity
    created_at: datetime
    not_after: datetime | None = None

    @property
    def recipient(self) -> str:
        """The public half as age writes it: age1…"""
        return str(self.identity.to_public())

    @property
    def key_id(self) -> str:
        """Follows from the key, so that a changed key is a changed id."""
        return "age-" + hashlib.sha256(self.recipient.encode()).hexdigest()[:16]


class SealingKeys:
    """Every identity that the platform ever had: what was sealed to an old one is still opened."""

    def __init__(self, directory: Path, now: datetime) -> None:
        self._directory = directory
        self._directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not self.all():
            self._write(SealingIdentity(x25519.Identity.generate(), now))

    def all(self) -> tuple[SealingIdentity, ...]:
        """Return all identities, the youngest first."""
        found = (_read(file) for file in self._directory.glob("age-*.txt"))
        return tuple(sorted(found, key=lambda one: (one.created_at, one.key_id), reverse=True))

    def published(self, now: datetime) -> tuple[SealingIdentity, ...]:
        """Return those that terminals may seal to at `now`; the first is the one to use."""
        return tuple(one for one in self.all() if one.not_after is None or now < one.not_after)

    def find(self, key_id: str) -> SealingIdentity | None:
        """Return the identity by which a package is opened, None for one that we never had."""
        return next((one for one in self.all() if one.key_id == key_id), None)

    def rotate(self, now: datetime, old_until: datetime) -> SealingIdentity:
        """Make a new identity; those before it are published until `old_until` and kept for ever."""
        for one in self.published(now):
            if one.not_after is None:
                self._write(SealingIdentity(one.identity, one.created_at, old_until))
        fresh = SealingIdentity(x25519.Identity.generate(), now)
        self._write(fresh)
        return fresh

    def _write(self, one: SealingIdentity) -> None:
        lines = [_CREATED + rfc3339(one.created_at), f"# public key: {one.recipient}"]
        if one.not_after is not None:
            lines.append(_NOT_AFTER + rfc3339(one.not_after))
        lines.append(str(one.identity))
        write_private(self._directory / f"{one.key_id}.txt", ("\n".join(lines) + "\n").encode())


def _read(file: Path) -> SealingIdentity:
    lines = file.read_text("ascii").splitlines()
    created = next(line for line in lines if line.startswith(_CREATED)).removeprefix(_CREATED)
    ends = [line.removeprefix(_NOT_AFTER) for line in lines if line.startswith(_NOT_AFTER)]
    secret = next(line for line in lines if not line.startswith("#"))
    return SealingIdentity(
        x25519.Identity.from_str(secret),
        datetime.fromisoformat(created),
        datetime.fromisoformat(ends[0]) if ends else None,
    )
