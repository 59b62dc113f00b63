"""A TUF repository on disk: what /catalogue and /software serve below metadata/ and targets/.

Metadata follow the TUF specification 1.0.31 with consistent snapshots: <version>.<role>.json and
timestamp.json; a target is <sha256>.<name>. The timestamp is written last, by a rename: before it nobody sees
the rest.
"""

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp

from sandbox.platform.role_keys import ROLES, RoleKeys

ROOT_LIFE = timedelta(days=365)
TIMESTAMP_LIFE = timedelta(days=2)
"""How long a terminal may be kept on old content before it notices."""
KEPT_METADATA = 4
_METADATA_NAME = re.compile(r"(\d{1,9}\.(root|targets|snapshot)|timestamp)\.json")
_TARGET_NAME = re.compile(r"[0-9a-f]{64}\.[a-z0-9][a-z0-9.-]{0,120}")


class RootKeysAway(Exception):  # noqa: N818  the name says what happened
    """Too few root keys are here to sign a new root."""


@dataclass(frozen=True, slots=True)
class Target:
    """A file to be published: its bytes, and what a terminal makes of them."""

    data: bytes
    custom: Mapping[str, Any]


class Repository:
    """One folder. Whoever changes it holds the publisher's lock."""

    def __init__(self, folder: Path, keys: RoleKeys) -> None:
        self._metadata = folder / "metadata"
        self._targets = folder / "targets"
        self._keys = keys

    def make(self, now: datetime) -> None:
        """Make the first root where there is none."""
        for each in (self._metadata, self._targets):
            each.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self._newest("root"):
            return
        self._keys.make_missing()
        root = Root(consistent_snapshot=True)
        for role in ROLES:
            for signer in self._keys.signers(role):
                root.add_key(signer.public_key, role)
            root.roles[role].threshold = self._keys.scheme.threshold[role]
        self._write_root(root, now)

    @property
    def root(self) -> bytes:
        """The root metadata in force, as published."""
        return self._file("root", self._newest("root")).read_bytes()

    def version(self, role: str) -> int:
        """Return the newest version of root, targets or snapshot."""
        return self._newest(role)

    def sizes(self) -> dict[str, int]:
        """Return the bytes of each target in force, by name."""
        files = (
            Metadata[Targets].from_file(str(self._file("targets", self._newest("targets")))).signed.targets
        )
        return {name: info.length for name, info in files.items()}

    def digests(self) -> set[str]:
        """Return the SHA-256 of every target in force."""
        file = self._file("targets", self._newest("targets"))
        return {
            info.hashes["sha256"] for info in Metadata[Targets].from_file(str(file)).signed.targets.values()
        }

    def offered(self, name: str) -> Mapping[str, Any]:
        """Return what a terminal makes of the target in force of that name; empty where there is none."""
        newest = self._newest("targets")
        if not newest:
            return {}
        file = Metadata[Targets].from_file(str(self._file("targets", newest))).signed.targets.get(name)
        return dict(file.custom or {}) if file is not None else {}

    def metadata(self, name: str) -> Path | None:
        """Return the file of a metadata name, None where there is none."""
        file = self._metadata / name
        return file if _METADATA_NAME.fullmatch(name) and file.is_file() else None

    def target(self, name: str) -> Path | None:
        """Return the file of a target's name on the wire, None where there is none."""
        file = self._targets / name
        return file if _TARGET_NAME.fullmatch(name) and file.is_file() else None

    def publish(self, targets: Mapping[str, Target], now: datetime, life: timedelta) -> None:
        """Put exactly these targets in force; files of earlier ones stay until `forget_targets`."""
        signed = Targets(version=self._newest("targets") + 1, expires=now + life)
        for name, target in targets.items():
            info = TargetFile.from_data(name, target.data, ["sha256"])
            info.unrecognized_fields["custom"] = dict(target.custom)
            signed.targets[name] = info
            _write(self._targets / f"{info.hashes['sha256']}.{name}", target.data)
        self._put(signed, now, life)

    def resign(self, now: datetime, life: timedelta) -> None:
        """Sign targets, snapshot and timestamp anew, with the keys that are in force now."""
        current = Metadata[Targets].from_file(str(self._file("targets", self._newest("targets")))).signed
        current.version += 1
        current.expires = now + life
        self._put(current, now, life)

    def keep_fresh(self, now: datetime) -> datetime:
        """Renew timestamp and root whose life is half over; return when to look again."""
        root = Metadata[Root].from_bytes(self.root).signed
        if now >= root.expires - ROOT_LIFE / 2 and self._enough("root"):
            self._write_root(root, now)
        stamp = Metadata[Timestamp].from_file(str(self._metadata / "timestamp.json")).signed
        if not stamp.expires - TIMESTAMP_LIFE <= now < stamp.expires - TIMESTAMP_LIFE / 2:
            self._write_timestamp(stamp.snapshot_meta, now)
            return now + TIMESTAMP_LIFE / 2
        return stamp.expires - TIMESTAMP_LIFE / 2

    def rotate(self, role: str, now: datetime, life: timedelta) -> str:
        """Replace the oldest key of `role` by a new one; return the new key's id.

        The new root is signed by the old root's keys and by its own. Raises `RootKeysAway`.
        """
        old_signers = self._keys.signers("root")
        if not self._enough("root"):
            raise RootKeysAway(f"{len(old_signers)} of {self._keys.scheme.threshold['root']} root keys")
        root = Metadata[Root].from_bytes(self.root).signed
        fresh = self._keys.add(role)
        if role != "root":
            # Signed by the old key and the new one, it holds under the old root and under the new: whoever
            # asks in between, or after a crash in between, finds nothing that does not fit.
            self.resign(now, life)
        retired = root.roles[role].keyids[0]
        root.add_key(fresh.public_key, role)
        root.revoke_key(retired, role)
        self._write_root(root, now, also=old_signers)
        self._keys.drop(role, retired)
        return str(fresh.public_key.keyid)

    def forget_targets(self, keep: set[str]) -> None:
        """Delete the files of targets whose digest is not in `keep`."""
        for file in self._targets.iterdir():
            if file.name.partition(".")[0] not in keep:
                file.unlink()

    def _enough(self, role: str) -> bool:
        return len(self._keys.signers(role)) >= self._keys.scheme.threshold[role]

    def _put(self, targets: Targets, now: datetime, life: timedelta) -> None:
        data = self._sign(Metadata(targets), "targets")
        _write(self._file("targets", targets.version), data)
        snapshot = Snapshot(version=self._newest("snapshot") + 1, expires=now + life)
        snapshot.meta["targets.json"] = MetaFile.from_data(targets.version, data, ["sha256"])
        listed = self._sign(Metadata(snapshot), "snapshot")
        _write(self._file("snapshot", snapshot.version), listed)
        self._write_timestamp(MetaFile.from_data(snapshot.version, listed, ["sha256"]), now)
        for role in ("targets", "snapshot"):
            for version in range(1, self._newest(role) - KEPT_METADATA + 1):
                self._file(role, version).unlink(missing_ok=True)

    def _write_timestamp(self, meta: MetaFile, now: datetime) -> None:
        file = self._metadata / "timestamp.json"
        before = Metadata[Timestamp].from_file(str(file)).signed.version if file.exists() else 0
        stamp = Timestamp(version=before + 1, expires=now + TIMESTAMP_LIFE, snapshot_meta=meta)
        _write(file, self._sign(Metadata(stamp), "timestamp"))

    def _write_root(self, root: Root, now: datetime, also: Any = ()) -> None:
        fresh = copy.deepcopy(root)
        fresh.version = self._newest("root") + 1
        fresh.expires = now + ROOT_LIFE
        document = Metadata(fresh)
        for signer in {one.public_key.keyid: one for one in [*also, *self._keys.signers("root")]}.values():
            document.sign(signer, append=True)
        _write(self._file("root", fresh.version), document.to_bytes())

    def _sign(self, document: Metadata[Any], role: str) -> bytes:
        for signer in self._keys.signers(role):
            document.sign(signer, append=True)
        return bytes(document.to_bytes())

    def _newest(self, role: str) -> int:
        return max(
            (int(file.name.split(".")[0]) for file in self._metadata.glob(f"*.{role}.json")), default=0
        )

    def _file(self, role: str, version: int) -> Path:
        return self._metadata / f"{version}.{role}.json"


def _write(file: Path, data: bytes) -> None:
    fresh = file.with_name(f".{file.name}.new")
    fresh.write_bytes(data)
    fresh.rename(file)
