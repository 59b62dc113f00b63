"""The guide store's content as catalogue models, each made when it is first asked for."""

import threading

from pydantic import ValidationError

from kiosk.catalogue.models import Bundle, LifeStage
from offline_cache.errors import FormatRefused
from offline_cache.search import Hit, SearchIndex
from offline_cache.store import GuideStore


class Guides:
    """Bundles, life stages and search over one snapshot; safe from several threads.

    Everything raises `FormatRefused` for a snapshot that is damaged or that this program cannot read.
    """

    def __init__(self, store: GuideStore) -> None:
        self.store = store
        self._lock = threading.Lock()
        self._bundles: dict[str, Bundle] = {}
        self._stages: tuple[LifeStage, ...] | None = None
        self._index: SearchIndex | None = None

    def close(self) -> None:
        """Close snapshot and index; neither is of any use afterwards."""
        with self._lock:
            index, self._index = self._index, None
        if index is not None:
            index.close()
        self.store.close()

    def ids(self) -> tuple[str, ...]:
        """Ids of all bundles in the catalogue's order."""
        return self.store.ids()

    def bundle(self, bundle_id: str) -> Bundle:
        """Return one bundle; raises `KeyError` when the snapshot has none of that id."""
        with self._lock:
            bundle = self._bundles.get(bundle_id)
            if bundle is None:
                text = self.store.bundle(bundle_id)
                try:
                    bundle = Bundle.model_validate_json(text)
                except ValidationError as error:
                    raise FormatRefused(f"guide {bundle_id}: {error.error_count()} errors") from error
                self._bundles[bundle_id] = bundle
            return bundle

    def bundles(self) -> tuple[Bundle, ...]:
        """Return every bundle; the first call parses them all, so not on the UI thread."""
        return tuple(self.bundle(bundle_id) for bundle_id in self.ids())

    def life_stages(self) -> tuple[LifeStage, ...]:
        """Return the groups of the home page, in their order."""
        with self._lock:
            if self._stages is None:
                try:
                    stages = [LifeStage.model_validate(stage) for stage in self.store.life_stages()]
                except ValidationError as error:
                    raise FormatRefused(f"life stages: {error.error_count()} errors") from error
                self._stages = tuple(stages)
            return self._stages

    def search(self, query: str, limit: int = 20) -> tuple[Hit, ...]:
        """Find bundles by words, pinyin or initials; the first call opens the index.

        An index that is missing or damaged is made again in memory, which takes its time with many guides.
        """
        with self._lock:
            if self._index is None:
                self._index = self._opened()
            index = self._index
        try:
            return index.search(query, limit)
        except FormatRefused:
            with self._lock:
                if self._index is index:
                    index.close()
                    self._index = SearchIndex.of(self.store.bundles())
                index = self._index or index
            return index.search(query, limit)

    def _opened(self) -> SearchIndex:
        file = self.store.derived
        if file is not None:
            try:
                return SearchIndex.opened(file)
            except FormatRefused:
                pass
        return SearchIndex.of(self.store.bundles())
