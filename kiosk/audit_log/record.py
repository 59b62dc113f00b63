"""One line of the audit log and its digest. Pure.

A line is canonical JSON (keys sorted, no spaces, UTF-8) with the members at, digest, event, facts, previous
and seq. `digest` is taken over the same JSON without that member; `previous` is that of the line before.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives import hashes

SHA_256 = "sha-256"
SM3 = "sm3"
ALGORITHMS = (SHA_256, SM3)
"""As the contract's Digest names them; SM3 is GB/T 32905."""
_MEMBERS = {"at", "digest", "event", "facts", "previous", "seq"}


class NoRecord(ValueError):  # noqa: N818  the name says what happened
    """A line that is no record of an audit log, or is not written as one."""


@dataclass(frozen=True, slots=True)
class Link:
    """Where a chain stands: number and digest of a record. Before the first one: `START`."""

    seq: int
    digest: str


START = Link(0, f"{SHA_256}:{'0' * 64}")


@dataclass(frozen=True, slots=True)
class Record:
    """One event. `at` is RFC 3339 in UTC."""

    seq: int
    at: str
    event: str
    facts: Mapping[str, Any]
    previous: str
    digest: str = ""

    @property
    def link(self) -> Link:
        """What the next record is chained to."""
        return Link(self.seq, self.digest)

    def to_json(self) -> dict[str, Any]:
        """Return the members of the line."""
        return {
            "seq": self.seq,
            "at": self.at,
            "event": self.event,
            "facts": dict(self.facts),
            "previous": self.previous,
            "digest": self.digest,
        }

    def line(self) -> bytes:
        """Return the line as it stands in the file, with its end."""
        return canonical(self.to_json()) + b"\n"

    def is_whole(self) -> bool:
        """Return whether the digest is that of this record."""
        algorithm = self.digest.partition(":")[0]
        return algorithm in ALGORITHMS and self.digest == digest_of(self, algorithm)


def chained(after: Link, at: datetime, event: str, facts: Mapping[str, Any], algorithm: str) -> Record:
    """Return the record of an event behind the one where the chain stands."""
    made = Record(after.seq + 1, at.isoformat(timespec="milliseconds"), event, facts, after.digest)
    return replace(made, digest=digest_of(made, algorithm))


def digest_of(record: Record, algorithm: str) -> str:
    """Return `algorithm:hex` over everything of a record but its digest."""
    members = record.to_json()
    del members["digest"]
    data = canonical(members)
    if algorithm == SM3:
        digest = hashes.Hash(hashes.SM3())
        digest.update(data)
        return f"{SM3}:{digest.finalize().hex()}"
    return f"{SHA_256}:{hashlib.sha256(data).hexdigest()}"


def parsed(line: bytes) -> Record:
    """Read a line without its end. Raises `NoRecord`, also where another spelling would mean the same."""
    try:
        members = json.loads(line)
        if not isinstance(members, dict) or set(members) != _MEMBERS:
            raise NoRecord("not the members of a record")
        record = Record(**members)
        if type(record.seq) is not int or not isinstance(record.facts, dict):
            raise NoRecord("members of another type")
        if canonical(members) != line:
            raise NoRecord("not the canonical spelling")
    except (ValueError, TypeError, RecursionError) as error:
        raise NoRecord("not a record") from error
    return record


def canonical(members: Mapping[str, Any]) -> bytes:
    """Return JSON in one spelling only."""
    text = json.dumps(members, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")
