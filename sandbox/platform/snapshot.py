"""Publishes a catalogue: one SQLite file and the signature over it.

The terminal's guide store reads exactly this. Format 2:
    meta(key, value)         format, version, createdAt, expiresAt, areaCode, areaName
    bundles(id, json)        one bundle each, as the catalogue models write it (by alias)
    life_stages(id, position, json)
    sealing_keys(position, key_id, recipient, not_after)   age X25519 recipients, the one to use first
"""

import hashlib
import json
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from kiosk.catalogue.models import Bundle, Catalogue
from kiosk.platform.models import SnapshotSignature
from sandbox.platform.clock import rfc3339
from sandbox.platform.keys import SigningKey
from sandbox.platform.sealing import SealingIdentity

FORMAT = 2


@dataclass(frozen=True, slots=True)
class Publication:
    """What is in force now: the catalogue, its snapshot, the snapshot's signature, the manifest."""

    catalogue: Catalogue
    snapshot: bytes
    signature: SnapshotSignature
    manifest: dict[str, Any]
    expires_at: datetime

    @property
    def etag(self) -> str:
        """Strong ETag of snapshot, signature and manifest alike."""
        return f'"{self.signature.digest}"'

    def bundle(self, code: str) -> Bundle | None:
        """Find a bundle by its id or its code."""
        return next((each for each in self.catalogue.bundles if code in (each.id, each.code)), None)


def publish(
    catalogue: Catalogue,
    key: SigningKey,
    sealing: Sequence[SealingIdentity],
    now: datetime,
    life: timedelta,
) -> Publication:
    """Build and sign the snapshot of `catalogue`, valid from `now` for `life`."""
    expires = now + life
    snapshot = build(catalogue, sealing, now, expires)
    digest = sha256(snapshot)
    unsigned = SnapshotSignature(
        version=catalogue.version,
        digest=digest,
        size=len(snapshot),
        expires_at=rfc3339(expires),
        key_id=key.key_id,
        alg="ed25519",
        value="",
    )
    signature = unsigned.model_copy(update={"value": key.sign(unsigned.signed_bytes())})
    return Publication(catalogue, snapshot, signature, _manifest(catalogue, key, now, expires), expires)


def build(
    catalogue: Catalogue, sealing: Sequence[SealingIdentity], created: datetime, expires: datetime
) -> bytes:
    """Return the SQLite file's bytes; raises `ValueError` when two bundles have one id."""
    ids = [bundle.id for bundle in catalogue.bundles]
    if len(set(ids)) != len(ids):
        raise ValueError("two bundles have the same id")
    meta = {
        "format": str(FORMAT),
        "version": str(catalogue.version),
        "createdAt": rfc3339(created),
        "expiresAt": rfc3339(expires),
        "areaCode": catalogue.area.code,
        "areaName": catalogue.area.name,
    }
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "snapshot.sqlite3"
        connection = sqlite3.connect(path)
        try:
            with connection:
                connection.execute("CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL)")
                connection.execute("CREATE TABLE bundles(id TEXT PRIMARY KEY, json TEXT NOT NULL)")
                connection.execute(
                    "CREATE TABLE life_stages(id TEXT PRIMARY KEY, position INT NOT NULL, json TEXT NOT NULL)"
                )
                connection.execute(
                    "CREATE TABLE sealing_keys(position INTEGER PRIMARY KEY, key_id TEXT NOT NULL,"
                    " recipient TEXT NOT NULL, not_after TEXT)"
                )
                connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
                connection.executemany("INSERT INTO sealing_keys VALUES (?, ?, ?, ?)", _rows(sealing))
                connection.executemany(
                    "INSERT INTO bundles VALUES (?, ?)",
                    ((bundle.id, bundle.model_dump_json(by_alias=True)) for bundle in catalogue.bundles),
                )
                connection.executemany(
                    "INSERT INTO life_stages VALUES (?, ?, ?)",
                    (
                        (stage.id, position, stage.model_dump_json(by_alias=True))
                        for position, stage in enumerate(catalogue.life_stages)
                    ),
                )
            connection.execute("VACUUM")
        finally:
            connection.close()
        return path.read_bytes()


def _rows(sealing: Sequence[SealingIdentity]) -> Iterator[tuple[int, str, str, str | None]]:
    for position, one in enumerate(sealing):
        yield position, one.key_id, one.recipient, rfc3339(one.not_after) if one.not_after else None


def sha256(data: bytes) -> str:
    """Return the contract's `Digest`."""
    return "sha-256:" + hashlib.sha256(data).hexdigest()


def _manifest(catalogue: Catalogue, key: SigningKey, now: datetime, expires: datetime) -> dict[str, Any]:
    objects = []
    for bundle in catalogue.bundles:
        data = bundle.model_dump_json(by_alias=True).encode()
        objects.append(
            {
                "id": bundle.id,
                "type": "bundle",
                "revision": bundle.revision,
                "digest": sha256(data),
                "size": len(data),
                "required": True,
            }
        )
    manifest: dict[str, Any] = {
        "specVersion": "1.0",
        "version": catalogue.version,
        "createdAt": rfc3339(now),
        "expiresAt": rfc3339(expires),
        "areaCode": catalogue.area.code,
        "objects": objects,
    }
    canonical = json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    manifest["signatures"] = [{"keyId": key.key_id, "alg": "ed25519", "value": key.sign(canonical)}]
    return manifest
