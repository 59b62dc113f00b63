"""Builds snapshot files and signatures as the contract describes them, with a key made for the test."""

import base64
import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from offline_cache.install import install
from offline_cache.signature import SnapshotSignature

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


class Publisher:
    """Signs what a platform would publish."""

    def __init__(self, folder: Path) -> None:
        self.key = Ed25519PrivateKey.generate()
        self.keys = {"k1": self.key.public_key()}
        self.now = NOW
        self._folder = folder
        self._made = 0

    def file(self, version: int, bundles: list[dict[str, Any]] | None = None, /, **meta: str) -> bytes:
        self._made += 1
        path = self._folder / f"made-{self._made}.sqlite"
        table = {
            "format": "2",
            "version": str(version),
            "createdAt": NOW.isoformat(),
            "expiresAt": (NOW + timedelta(days=30)).isoformat(),
            "areaCode": "120000",
            "areaName": "示例市",
        } | meta
        connection = sqlite3.connect(path)
        with connection:
            connection.execute("CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT)")
            connection.execute("CREATE TABLE bundles(id TEXT PRIMARY KEY, json TEXT)")
            connection.execute("CREATE TABLE life_stages(id TEXT PRIMARY KEY, position INT, json TEXT)")
            connection.execute(
                "CREATE TABLE sealing_keys(position INT, key_id TEXT, recipient TEXT, not_after TEXT)"
            )
            connection.execute(
                "INSERT INTO sealing_keys VALUES (1, 'age-old', 'age1old', '2026-12-01T00:00:00Z')"
            )
            connection.execute("INSERT INTO sealing_keys VALUES (0, 'age-new', 'age1new', NULL)")
            connection.executemany("INSERT INTO meta VALUES (?, ?)", table.items())
            rows = bundles if bundles is not None else [{"id": "b-1", "name": {"zh": f"版本{version}"}}]
            connection.executemany(
                "INSERT INTO bundles VALUES (?, ?)", [(row["id"], json.dumps(row)) for row in rows]
            )
            connection.execute("INSERT INTO life_stages VALUES ('work', 1, '{\"id\": \"work\"}')")
            connection.execute("INSERT INTO life_stages VALUES ('birth', 0, '{\"id\": \"birth\"}')")
        connection.close()
        return path.read_bytes()

    def document(self, data: bytes, version: int, /, **changes: Any) -> dict[str, Any]:
        document = {
            "version": version,
            "digest": "sha-256:" + hashlib.sha256(data).hexdigest(),
            "size": len(data),
            "expiresAt": (NOW + timedelta(days=30)).isoformat(),
            "keyId": "k1",
            "alg": "ed25519",
        } | changes
        text = "yiciban-snapshot\n{version}\n{digest}\n{size}\n{expiresAt}\n".format(**document)
        return {"value": base64.b64encode(self.key.sign(text.encode())).decode(), **document}

    def signature(self, data: bytes, version: int, /, **changes: Any) -> SnapshotSignature:
        return SnapshotSignature.from_json(self.document(data, version, **changes))

    def publish(self, store: Path, version: int, bundles: list[dict[str, Any]] | None = None) -> bytes:
        data = self.file(version, bundles)
        install(store, data, self.signature(data, version), self.keys, NOW)
        return data


@pytest.fixture
def publisher(tmp_path: Path) -> Iterator[Publisher]:
    folder = tmp_path / "publisher"
    folder.mkdir()
    yield Publisher(folder)


@pytest.fixture
def store_path(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def tree() -> Callable[[Path], dict[str, bytes]]:
    """What a folder holds, so that two moments can be compared."""

    def read(folder: Path) -> dict[str, bytes]:
        return {
            path.name: str(path.readlink()).encode() if path.is_symlink() else path.read_bytes()
            for path in sorted(folder.iterdir())
        }

    return read
