"""A publisher of the test's own, and what it has published."""

import sqlite3
from datetime import UTC, datetime, timedelta

from tuf.api.metadata import Metadata, Root, Snapshot, Targets, Timestamp

from sandbox.platform import packing
from sandbox.platform.publishing import WHOLE, Publisher
from sandbox.platform.role_keys import RoleKeys
from sandbox.platform.sealing import SealingKeys
from sandbox.platform.settings import Settings

NOW = datetime(2026, 11, 18, tzinfo=UTC)
DAY = timedelta(days=1)


def make_publisher(state):
    keys = state / "keys"
    return Publisher(Settings(state_dir=state), RoleKeys(keys), SealingKeys(keys / "sealing", NOW))


def another(catalogue, number):
    first = catalogue.bundles[0].model_copy(update={"revision": number})
    return catalogue.model_copy(update={"bundles": (first, *catalogue.bundles[1:])})


def newest(publisher, role, kind):
    name = f"{publisher.repository.version(role)}.{role}.json" if role != "timestamp" else "timestamp.json"
    return Metadata[kind].from_file(str(publisher.repository.metadata(name)))


def chain(publisher):
    """The four roles in force, each verified by the root."""
    root = newest(publisher, "root", Root)
    root.signed.verify_delegate("root", root.signed_bytes, root.signatures)
    out = [root]
    for role, kind in (("targets", Targets), ("snapshot", Snapshot), ("timestamp", Timestamp)):
        document = newest(publisher, role, kind)
        root.signed.verify_delegate(role, document.signed_bytes, document.signatures)
        out.append(document)
    return out


def target_bytes(publisher, info):
    return publisher.repository.target(f"{info.hashes['sha256']}.{info.path}").read_bytes()


def snapshot_of(publisher):
    targets = newest(publisher, "targets", Targets).signed.targets
    return packing.unpack(target_bytes(publisher, targets[WHOLE]))


def read(snapshot, tmp_path):
    path = tmp_path / "snapshot.sqlite3"
    path.write_bytes(snapshot)
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        meta = dict(connection.execute("SELECT key, value FROM meta"))
        bundles = dict(connection.execute("SELECT id, json FROM bundles"))
        stages = [row[0] for row in connection.execute("SELECT json FROM life_stages ORDER BY position")]
        keys = connection.execute("SELECT key_id, recipient FROM sealing_keys ORDER BY position").fetchall()
    finally:
        connection.close()
    return meta, bundles, stages, keys
