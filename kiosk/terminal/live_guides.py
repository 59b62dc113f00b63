"""The guides in use, and newer ones waiting to take their place between two visits."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from kiosk.catalogue.models import Bundle, LifeStage
from kiosk.terminal.guides import Guides
from offline_cache.errors import GuideStoreError
from offline_cache.search import Hit
from offline_cache.store import GuideStore


class LiveGuides:
    """The guides as a visit reads them. `load` in the pool; `swap` and all reading on the UI thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._now: Guides | None = None
        self._next: Guides | None = None
        self._lock = Lock()

    @property
    def version(self) -> int:
        """Version in use; 0 where there is none."""
        return self._now.store.version if self._now is not None else 0

    def expired(self, now: datetime) -> bool:
        """Whether the guides in use are past their expiry: readable, but nothing is submitted by them."""
        return self._now is not None and self._now.store.expires_at <= now.astimezone(UTC)

    def load(self) -> int:
        """Read the installed snapshot, if it is another one than is in use or waiting; return its version.

        Parses everything, so that nothing is parsed on the UI thread. 0 where none is installed.
        """
        with self._lock:
            try:
                store = GuideStore(self._folder)
            except GuideStoreError:
                return 0
            newest = self._next or self._now
            if newest is not None and newest.store.version == store.version:
                store.close()
                return store.version
            guides = Guides(store)
            guides.bundles()
            guides.life_stages()
            guides.search("一")
            self._next = guides
            return store.version

    def swap(self) -> None:
        """Put newer guides into use, if some are waiting."""
        waiting, self._next = self._next, None
        if waiting is not None:
            before, self._now = self._now, waiting
            if before is not None:
                before.store.close()

    def bundle(self, bundle_id: str) -> Bundle:
        """Return a bundle; raises KeyError for one that the guides do not hold."""
        if self._now is None:
            raise KeyError(bundle_id)
        return self._now.bundle(bundle_id)

    def bundles(self) -> Sequence[Bundle]:
        """Return all bundles, in the snapshot's order."""
        return self._now.bundles() if self._now is not None else ()

    def life_stages(self) -> Sequence[LifeStage]:
        """Return the groups of the home page, in order."""
        return self._now.life_stages() if self._now is not None else ()

    def search(self, query: str) -> Sequence[Hit]:
        """Return matches, best first."""
        return self._now.search(query) if self._now is not None else ()
