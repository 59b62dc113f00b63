"""Which version is in force: it grows when the content changes, and when the old one is half expired."""

import hashlib
import json
from datetime import datetime

from kiosk.catalogue.models import Catalogue
from sandbox.platform.clock import rfc3339
from sandbox.platform.keys import SigningKey
from sandbox.platform.sealing import SealingKeys
from sandbox.platform.settings import Settings
from sandbox.platform.snapshot import Publication, publish

_FILE = "publication.json"


class Publisher:
    """Remembers in the state directory what was published last."""

    def __init__(self, settings: Settings, key: SigningKey, sealing: SealingKeys) -> None:
        self._file = settings.state_dir / _FILE
        self._life = settings.catalogue_life
        self._key = key
        self._sealing = sealing

    def publish(self, catalogue: Catalogue, now: datetime) -> Publication:
        """Publish; the same content keeps its version and bytes, so that no terminal loads it again."""
        content = catalogue.model_dump_json(by_alias=True, exclude={"version"})
        sealing = self._sealing.published(now)
        recipients = "".join(f"{one.recipient} {one.not_after}\n" for one in sealing)
        digest = hashlib.sha256((content + recipients).encode()).hexdigest()
        last = json.loads(self._file.read_text("utf-8")) if self._file.exists() else None
        created, version = now, catalogue.version
        if last is not None:
            then = datetime.fromisoformat(last["createdAt"])
            if last["digest"] == digest and then <= now < then + self._life / 2:
                created, version = then, last["version"]
            else:
                version = max(version, last["version"] + 1)
        state = {"digest": digest, "version": version, "createdAt": rfc3339(created)}
        self._file.write_text(json.dumps(state), "utf-8")
        dated = catalogue.model_copy(update={"version": version})
        return publish(dated, self._key, sealing, created, self._life)
