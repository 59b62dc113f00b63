"""The platform's signed files, guides and releases, over the signed way of the agent."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from kiosk.agent.upstream import UPLOAD_S, Upstream, UpstreamDown
from kiosk.terminal.settings import CONTRACT_BASE
from offline_cache.errors import SourceDown, SourceStatus
from offline_cache.source import Opened

CATALOGUE = f"{CONTRACT_BASE}/catalogue"
SOFTWARE = f"{CONTRACT_BASE}/software"
_RANGE = re.compile(r"bytes (\d+)-")


class CatalogueSource:
    """Implements `offline_cache.source.Fetcher`."""

    def __init__(self, upstream: Upstream, base: str = CATALOGUE) -> None:
        self._upstream = upstream
        self._base = base

    @contextmanager
    def open(self, path: str, offset: int = 0) -> Iterator[Opened]:
        """See `Fetcher.open`."""
        headers = {"Range": f"bytes={offset}-"} if offset else {}
        try:
            with self._upstream.stream(f"{self._base}/{path}", headers, UPLOAD_S) as answer:
                if answer.status not in (200, 206):
                    raise SourceStatus(answer.status)
                begins = _RANGE.match(answer.headers.get("content-range", ""))
                start = int(begins.group(1)) if answer.status == 206 and begins else 0
                yield Opened(start, answer.chunks)
        except UpstreamDown as down:
            raise SourceDown(down.error) from down
