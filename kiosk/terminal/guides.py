"""The guide store's content as catalogue models, each made when it is first asked for."""

import threading

from kiosk.catalogue.models import Bundle, LifeStage
from offline_cache.search import Hit, SearchIndex
from offline_cache.store import GuideStore, derived_file


class Guides:
    """Bundles, life stages and search over one snapshot; safe from several threads."""

    def __init__(self, store: GuideStore) -> None:
        self.store = store
        self._lock = threading.Lock()
        self._bundles: dict[str, Bundle] = {}
        self._stages: tuple[LifeStage, ...] | None = None
        self._index: SearchIndex | None = None

    def ids(self) -> tuple[str, ...]:
        """Ids of all bundles in the catalogue's order."""
        return self.store.ids()

    def bundle(self, bundle_id: str) -> Bundle:
        """Return one bundle; raises `KeyError` when the snapshot has none of that id."""
        with self._lock:
            bundle = self._bundles.get(bundle_id)
            if bundle is None:
                bundle = Bundle.model_validate_json(self.store.bundle(bundle_id))
                self._bundles[bundle_id] = bundle
            return bundle

    def bundles(self) -> tuple[Bundle, ...]:
        """Return every bundle; the first call parses them all, so not on the UI thread."""
        return tuple(self.bundle(bundle_id) for bundle_id in self.ids())

    def life_stages(self) -> tuple[LifeStage, ...]:
        """Return the groups of the home page, in their order."""
        with self._lock:
            if self._stages is None:
                self._stages = tuple(LifeStage.model_validate(stage) for stage in self.store.life_stages())
            return self._stages

    def search(self, query: str, limit: int = 20) -> tuple[Hit, ...]:
        """Find bundles by words, pinyin or initials; the first call opens the index."""
        with self._lock:
            if self._index is None:
                file = derived_file(self.store.file)
                self._index = (
                    SearchIndex.opened(file) if file.exists() else SearchIndex.of(self.store.bundles())
                )
            index = self._index
        return index.search(query, limit)
