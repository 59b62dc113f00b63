"""A catalogue as one SQLite file.

The terminal's guide store reads exactly this. Format 2:
    meta(key, value)         format, version, createdAt, expiresAt, areaCode, areaName
    bundles(id, json)        one bundle each, as the catalogue models write it (by alias)
    life_stages(id, position, json)
    sealing_keys(position, key_id, recipient, not_after)   age X25519 recipients, the one to use first
    receipt_keys(key_id, public_key)   Ed25519, base64 of 32 bytes: they sign receipts for sealed files
"""

import sqlite3
import tempfile
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from kiosk.catalogue.models import Catalogue
from sandbox.platform.clock import rfc3339
from sandbox.platform.sealing import SealingIdentity

FORMAT = 2
PAGE_BYTES = 65536
"""A guide fits into one page. With overflow pages a longer guide would move all that follow it, and every
page names the next one: a patch would carry each of these numbers."""


def build(
    catalogue: Catalogue,
    sealing: Sequence[SealingIdentity],
    receipts: Mapping[str, bytes],
    created: datetime,
    expires: datetime,
) -> bytes:
    """Return the SQLite file's bytes; raises `ValueError` when two bundles have one id.

    `receipts` are the public keys that sign receipts, by key id.
    """
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
            connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
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
                connection.execute(
                    "CREATE TABLE receipt_keys(key_id TEXT PRIMARY KEY, public_key TEXT NOT NULL)"
                )
                connection.executemany(
                    "INSERT INTO receipt_keys VALUES (?, ?)",
                    ((key_id, b64encode(key).decode()) for key_id, key in receipts.items()),
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
