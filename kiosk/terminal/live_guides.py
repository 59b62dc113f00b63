"""The guides in use, and newer ones waiting to take their place between two visits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Lock

from kiosk.catalogue.models import Bundle, LifeStage
from kiosk.terminal.guides import Guides
from offline_cache.errors import GuideStoreError
from offline_cache.search import Hit
from offline_cache.store import GuideStore, SealingKey, last_checked


@dataclass(frozen=True, slots=True)
class Edition:
    """Which guides are in use: for the foot of each guide page and for staff."""

    version: int
    created_at: datetime
    """When the platform made them."""
    expires_at: datetime
    checked_at: datetime | None
    """When the platform last confirmed that they are the newest; None before the first time."""
    area: str
    """Name of the area whose lists these are."""
    bundles: int
    """How many are in effect today."""
    upcoming: int
    """How many come into effect on a later day."""


class LiveGuides:
    """The guides as a visit reads them. `load` in the pool; `swap` and all reading on the UI thread.

    `today` tells the local day. Bundles come into effect and end at midnight, without any network, but never
    within a visit: the day is read by `swap`, so that a citizen sees the same guides from beginning to end.
    """

    def __init__(self, folder: Path, today: Callable[[], date] = date.today) -> None:
        self._folder = folder
        self._today = today
        self._now: Guides | None = None
        self._next: Guides | None = None
        self._day = today()
        self._checked: datetime | None = None
        self._effective: tuple[Bundle, ...] = ()
        self._ids: frozenset[str] = frozenset()
        self._lock = Lock()
        self._handing_over = Lock()

    @property
    def version(self) -> int:
        """Version in use; 0 where there is none."""
        return self._now.store.version if self._now is not None else 0

    @property
    def edition(self) -> Edition | None:
        """What is in use, None where there is nothing."""
        if self._now is None:
            return None
        store = self._now.store
        later = sum(
            1
            for one in self._now.bundles()
            if one.effective_from is not None and one.effective_from > self._day
        )
        return Edition(
            store.version,
            store.created_at,
            store.expires_at,
            self._checked,
            store.area_name,
            len(self._effective),
            later,
        )

    def expired(self, now: datetime) -> bool:
        """Whether the guides in use are past their expiry: readable, but nothing is submitted by them."""
        return self._now is not None and self._now.store.expires_at <= now.astimezone(UTC)

    def sealing_keys(self) -> tuple[SealingKey, ...]:
        """Return the platform's keys to seal to, of the guides in use; none without guides."""
        now = self._now
        try:
            return now.store.sealing_keys() if now is not None else ()
        except GuideStoreError:
            return ()

    def load(self) -> int:
        """Read the installed snapshot, if it is another one than is in use or waiting; return its version.

        Parses everything, so that nothing is parsed on the UI thread. 0 where none is installed that this
        program can read.
        """
        with self._lock:
            self._checked = last_checked(self._folder)
            try:
                store = GuideStore(self._folder)
            except GuideStoreError:
                return 0
            newest = self._next or self._now
            if newest is not None and newest.store.version == store.version:
                store.close()
                return store.version
            guides = Guides(store)
            try:
                guides.bundles()
                guides.life_stages()
                guides.search("一")
            except GuideStoreError:
                guides.close()
                return 0
            with self._handing_over:
                passed_by, self._next = self._next, guides
            if passed_by is not None:
                passed_by.close()
            return store.version

    def swap(self) -> None:
        """Put newer guides into use, if some are waiting, and the lists of the day."""
        day = self._today()
        with self._handing_over:
            waiting, self._next = self._next, None
        if waiting is None and day == self._day:
            return
        if waiting is not None:
            before, self._now = self._now, waiting
            if before is not None:
                before.close()
        self._day = day
        every = self._now.bundles() if self._now is not None else ()
        self._effective = tuple(bundle for bundle in every if bundle.in_effect(day))
        self._ids = frozenset(bundle.id for bundle in self._effective)

    def bundle(self, bundle_id: str) -> Bundle:
        """Return a bundle; raises KeyError for one that the guides do not hold or that is not in effect."""
        if self._now is None or bundle_id not in self._ids:
            raise KeyError(bundle_id)
        return self._now.bundle(bundle_id)

    def bundles(self) -> Sequence[Bundle]:
        """Return all bundles in effect, in the snapshot's order."""
        return self._effective

    def life_stages(self) -> Sequence[LifeStage]:
        """Return the groups of the home page, in order."""
        return self._now.life_stages() if self._now is not None else ()

    def search(self, query: str) -> Sequence[Hit]:
        """Return matches among the bundles in effect, best first."""
        found = self._now.search(query) if self._now is not None else ()
        return tuple(hit for hit in found if hit.bundle_id in self._ids)
