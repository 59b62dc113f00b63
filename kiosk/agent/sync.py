"""Keeps the guide store at the platform's current snapshot."""

import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk.agent.status import AgentStatus
from kiosk.agent.upstream import UPLOAD_S, Answer, Upstream, UpstreamDown
from kiosk.terminal.logs import Event
from kiosk.terminal.settings import CONTRACT_BASE
from offline_cache.errors import SnapshotRefused
from offline_cache.install import install, is_current
from offline_cache.signature import SnapshotSignature
from offline_cache.store import installed_version

SIGNATURE = f"{CONTRACT_BASE}/catalogue/snapshot/signature"
SNAPSHOT = f"{CONTRACT_BASE}/catalogue/snapshot"
INTERVAL_S = 900.0
RETRY_S = 20.0


class GuideSync:
    """One pass asks for the signature, and for the file only when the signature names another version."""

    def __init__(
        self,
        upstream: Upstream,
        store: Path,
        keys: Callable[[], Mapping[str, Ed25519PublicKey]],
        status: AgentStatus,
        now: Callable[[], datetime],
        log: Any,
    ) -> None:
        self._upstream = upstream
        self._store = store
        self._keys = keys
        self._status = status
        self._now = now
        self._log = log
        self._one_at_a_time = threading.Lock()
        status.set(guide_version=installed_version(store))

    def run(self) -> float:
        """Bring the store up to date if that is possible; returns the seconds until the next pass."""
        try:
            with self._one_at_a_time:
                disposition, version = self._pass()
        except UpstreamDown as down:
            self._log.warning(Event.SYNC_ENDED, disposition="failed", reason=down.error)
            return RETRY_S
        except SnapshotRefused as refused:
            # The old snapshot stays; what was offered is looked at again only after the full interval.
            self._log.error(Event.SYNC_ENDED, disposition="refused", error_type=type(refused).__name__)
            return INTERVAL_S
        except ValueError:
            self._log.warning(Event.SYNC_ENDED, disposition="failed", reason="not-json")
            return RETRY_S
        self._log.info(Event.SYNC_ENDED, disposition=disposition, version=version)
        return INTERVAL_S

    def _pass(self) -> tuple[str, int]:
        signature = SnapshotSignature.from_json(self._get(SIGNATURE).json())
        disposition = "unchanged"
        if not is_current(self._store, signature):
            install(self._store, self._get(SNAPSHOT).body, signature, self._keys(), self._now())
            disposition = "installed"
        self._status.set(guide_version=signature.version, last_sync=self._now())
        return disposition, signature.version

    def _get(self, target: str) -> Answer:
        answer = self._upstream.send("GET", target, read_s=UPLOAD_S)
        if answer.status != 200:
            raise UpstreamDown("destination_unavailable")
        return answer
