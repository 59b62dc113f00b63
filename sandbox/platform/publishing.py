"""Which catalogue is in force: it grows a version when its content changes and when it is half expired.

state/catalogue/ holds metadata/ and targets/ (the TUF repository), publication.json (what was published
last), catalogue.json (its content, read back by a platform that runs while another process publishes).
"""

import hashlib
import json
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from kiosk.catalogue.models import Bundle, Catalogue
from sandbox.platform import packing
from sandbox.platform.alone import alone
from sandbox.platform.clock import CHINA, rfc3339
from sandbox.platform.repository import Repository, Target
from sandbox.platform.role_keys import RoleKeys
from sandbox.platform.sealing import SealingKeys
from sandbox.platform.settings import Settings
from sandbox.platform.snapshot import build

WHOLE = "guides.sqlite.zst"
PATCHES = 5
"""Patches lead here from this many versions back; an older terminal loads the whole."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What is in force now."""

    catalogue: Catalogue
    version: int
    created_at: datetime
    expires_at: datetime

    def bundle(self, code: str, on: date | None = None) -> Bundle | None:
        """Find a bundle by its id, or by its code among those in effect on a day."""
        for each in self.catalogue.bundles:
            if each.id == code:
                return each
        named = [each for each in self.catalogue.bundles if each.code == code]
        effective = [each for each in named if on is None or each.in_effect(on)]
        return next(iter(effective or named), None)


@dataclass(frozen=True, slots=True)
class _Sent:
    """A version whose whole file is kept, so that patches can start from it."""

    version: int
    raw_sha256: str
    sent_sha256: str


@dataclass(frozen=True, slots=True)
class _Record:
    content: str
    """SHA-256 of the catalogue and the keys that go with it."""
    version: int
    created_at: str
    expires_at: str
    origin: str
    """Folder from which `publish` took the content; empty for the content that comes with the platform."""
    history: tuple[_Sent, ...]


class Publisher:
    """Publishes, and knows what is published. Safe from several threads; a lock keeps processes apart."""

    def __init__(
        self,
        settings: Settings,
        role_keys: RoleKeys,
        sealing: SealingKeys,
        receipts: Mapping[str, bytes] = MappingProxyType({}),
    ) -> None:
        self._folder = settings.state_dir / "catalogue"
        self._life = settings.catalogue_life
        self._sealing = sealing
        self._receipts = receipts
        self.repository = Repository(self._folder, role_keys)
        self._current: tuple[int, Publication] | None = None
        self._look_again: datetime | None = None
        self._lock = threading.Lock()

    def start(self, catalogue: Catalogue, now: datetime) -> Publication:
        """Publish the platform's own content, unless somebody has published other content since."""
        record = self._read()
        if record is not None and record.origin:
            self.keep_fresh(now)
            return self.current
        return self.publish(catalogue, now)

    def publish(self, catalogue: Catalogue, now: datetime, origin: str = "") -> Publication:
        """Publish; the same content keeps its version and bytes, so that no terminal loads it again."""
        with alone(self._folder):
            self.repository.make(now)
            record = self._read()
            content = self._digest(catalogue, now)
            if record is None or record.content != content or self._is_over(record, now):
                self._put(catalogue, content, record, now, origin)
            elif record.origin != origin:
                self._write(replace(record, origin=origin))
            self._look_again = self.repository.keep_fresh(now)
        return self.current

    def keep_fresh(self, now: datetime) -> None:
        """Renew what comes to its end; costs nothing when it was looked at lately."""
        if self._look_again is not None and now < self._look_again:
            return
        record = self._read()
        if record is not None and self._half_over(record, now):
            self.publish(self.current.catalogue, now, record.origin)
            return
        with alone(self._folder):
            self._look_again = self.repository.keep_fresh(now)

    def rotate(self, role: str, now: datetime) -> str:
        """Replace a signing key by a new one; return its id. Raises `RootKeysAway`."""
        with alone(self._folder):
            return self.repository.rotate(role, now, self._life)

    def rotate_sealing(self, now: datetime) -> str:
        """Put a new sealing key in force; the old one is named as long as guides that name it may be used."""
        fresh = self._sealing.rotate(now, now + self._life)
        record = self._read()
        self.publish(self.current.catalogue, now, record.origin if record else "")
        return fresh.key_id

    def facts(self) -> dict[str, Any]:
        """Return version, expiry, root version and the bytes of each target, for whoever published."""
        current = self.current
        return {
            "version": current.version,
            "expiresAt": rfc3339(current.expires_at),
            "bundles": len(current.catalogue.bundles),
            "rootVersion": self.repository.version("root"),
            "targets": self.repository.sizes(),
        }

    @property
    def current(self) -> Publication:
        """What is in force, also when another process has published it."""
        stamp = (self._folder / "publication.json").stat().st_mtime_ns
        with self._lock:
            if self._current is None or self._current[0] != stamp:
                self._current = (stamp, self._load())
            return self._current[1]

    def _load(self) -> Publication:
        record = self._read()
        assert record is not None
        catalogue = Catalogue.model_validate_json((self._folder / "catalogue.json").read_bytes())
        created, expires = (datetime.fromisoformat(one) for one in (record.created_at, record.expires_at))
        return Publication(catalogue, record.version, created, expires)

    def _put(
        self, catalogue: Catalogue, content: str, last: _Record | None, now: datetime, origin: str
    ) -> None:
        # What was offered last counts too: a crash may have come before it was recorded, and one version is
        # never offered with two contents.
        offered = int(self.repository.offered(WHOLE).get("version", 0))
        version = max(catalogue.version, offered + 1, last.version + 1 if last else 1)
        dated = catalogue.model_copy(update={"version": version})
        expires = now + self._life
        raw = build(dated, self._sealing.published(now), self._receipts, now, expires)
        custom = {"version": version, "size": len(raw), "sha256": _sha256(raw)}
        whole = packing.pack(raw)
        targets = {WHOLE: Target(whole, custom)}
        history = last.history if last else ()
        for sent in history:
            file = self.repository.target(f"{sent.sent_sha256}.{WHOLE}")
            if file is not None:
                patch = packing.patch(packing.unpack(file.read_bytes()), raw)
                targets[f"guides-from-{sent.raw_sha256}.zst"] = Target(patch, custom)
        self.repository.publish(targets, now, self._life)
        kept = (_Sent(version, _sha256(raw), _sha256(whole)), *history)[:PATCHES]
        self._replace("catalogue.json", dated.model_dump_json(by_alias=True).encode())
        self._write(_Record(content, version, rfc3339(now), rfc3339(expires), origin, kept))
        named = {_sha256(target.data) for target in targets.values()}
        self.repository.forget_targets(named | {sent.sent_sha256 for sent in kept})

    def _digest(self, catalogue: Catalogue, now: datetime) -> str:
        text = catalogue.model_dump_json(by_alias=True, exclude={"version"})
        sealing = "".join(f"{one.recipient} {one.not_after}\n" for one in self._sealing.published(now))
        return _sha256("".join((text, sealing, *sorted(self._receipts))).encode())

    def _is_over(self, record: _Record, now: datetime) -> bool:
        """Whether half its life is over, or a crash came between the signature and the record."""
        return self._half_over(record, now) or self.repository.offered(WHOLE).get("version") != record.version

    def _half_over(self, record: _Record, now: datetime) -> bool:
        created = datetime.fromisoformat(record.created_at)
        return not created <= now < created + self._life / 2

    def _read(self) -> _Record | None:
        try:
            told: dict[str, Any] = json.loads((self._folder / "publication.json").read_text("utf-8"))
        except FileNotFoundError:
            return None
        history = tuple(_Sent(**one) for one in told.pop("history"))
        return _Record(**told, history=history)

    def _write(self, record: _Record) -> None:
        self._replace("publication.json", json.dumps(asdict(record)).encode())

    def _replace(self, name: str, data: bytes) -> None:
        fresh = self._folder / f".{name}.new"
        fresh.write_bytes(data)
        fresh.rename(self._folder / name)


def today(now: datetime) -> date:
    """Return the day on which lists come into effect and end: the day in China."""
    return now.astimezone(CHINA).date()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
