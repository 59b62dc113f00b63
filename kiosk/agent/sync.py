"""Keeps the guide store at what the platform has in force."""

import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from kiosk.agent.catalogue_source import CatalogueSource
from kiosk.agent.status import AgentStatus, SyncFacts
from kiosk.agent.upstream import Upstream
from kiosk.terminal.logs import Event
from offline_cache.errors import SnapshotRefused, SourceDown, SyncUnderWay
from offline_cache.install import Derive
from offline_cache.store import installed_version, last_checked
from offline_cache.sync import Outcome, sync

INTERVAL_S = 900.0
RETRY_S = 20.0
LONGEST_S = 1800.0
"""So long a pass may take; on the slowest line the next one goes on where it was."""
_DISPOSITIONS = {"whole": "installed", "patch": "patched", "none": "unchanged"}


class GuideSync:
    """`run` makes one pass. What was refused and why stays in the status until a pass goes well again."""

    def __init__(
        self,
        upstream: Upstream,
        store: Path,
        root: Callable[[], bytes],
        status: AgentStatus,
        now: Callable[[], datetime],
        log: Any,
        derive: Derive | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._source = CatalogueSource(upstream)
        self._store = store
        self._root = root
        self._status = status
        self._now = now
        self._log = log
        self._derive = derive
        self._monotonic = monotonic
        self._one_at_a_time = threading.Lock()
        status.set(guide_version=installed_version(store), last_sync=last_checked(store))

    def run(self) -> float:
        """Bring the store up to date if that is possible; returns the seconds until the next pass."""
        with self._one_at_a_time:
            self._log.info(Event.SYNC_STARTED)
            try:
                outcome = self._pass()
            except (SourceDown, SyncUnderWay) as down:
                self._log.warning(Event.SYNC_ENDED, disposition="failed", reason=str(down))
                self._ended("failed", "busy" if isinstance(down, SyncUnderWay) else "platform")
                return RETRY_S
            except SnapshotRefused as refused:
                # The old snapshot stays; what was offered is looked at again only after the full interval.
                self._report(refused)
                self._ended("refused", type(refused).__name__)
                return INTERVAL_S
            except OSError as error:
                self._log.error(
                    Event.SYNC_ENDED, disposition="failed", reason="disk", error_type=type(error).__name__
                )
                self._ended("failed", "disk")
                return RETRY_S
            finally:
                self._status.set(sync_received=0, sync_total=0)
            if outcome.patch_refused is not None:
                self._report(outcome.patch_refused)
            self._log.info(
                Event.SYNC_ENDED,
                disposition=_DISPOSITIONS[outcome.way],
                version=outcome.version,
                bytes=outcome.received,
            )
            self._ended(_DISPOSITIONS[outcome.way])
        return INTERVAL_S

    def _pass(self) -> Outcome:
        until = self._monotonic() + LONGEST_S
        outcome = sync(
            self._store,
            self._root(),
            self._source,
            self._now(),
            self._derive,
            self._note_progress,
            lambda: self._monotonic() > until,
        )
        refused = type(outcome.patch_refused).__name__ if outcome.patch_refused else None
        self._status.set(guide_version=outcome.version, last_sync=self._now(), guide_problem=refused)
        return outcome

    def _ended(self, outcome: str, reason: str | None = None) -> None:
        passes = self._status.now.sync.passes + 1
        self._status.set(sync=SyncFacts(passes, outcome, reason))

    def _note_progress(self, have: int, whole: int) -> None:
        self._status.set(sync_received=have, sync_total=whole)

    def _report(self, refused: SnapshotRefused) -> None:
        name = type(refused).__name__
        self._status.set(guide_problem=name)
        self._log.error(Event.SYNC_ENDED, disposition="refused", error_type=name)
