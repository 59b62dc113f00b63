"""The publisher's files as the agent left them in its folder: what the half that runs as root reads.

Another user owns that folder (`asked_of_root.open_plain`). What is in them is verified by whoever reads.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.asked_of_root import open_plain
from kiosk.releases.offer import TRUST
from offline_cache.errors import SourceDown, SourceStatus
from offline_cache.source import Opened

CHUNK = 256 * 1024
_NAME = re.compile(r"metadata/(?:(?P<version>\d{1,9})\.)?(?P<role>root|timestamp|snapshot|targets)\.json")


class KeptSource:
    """Implements `offline_cache.source.Fetcher` for metadata."""

    def __init__(self, folder: Path) -> None:
        self._trust = folder / TRUST

    @contextmanager
    def open(self, path: str, offset: int = 0) -> Iterator[Opened]:
        """See `Fetcher.open`."""
        match = _NAME.fullmatch(path)
        if match is None or offset:
            raise SourceStatus(404)
        role, version = match["role"], match["version"]
        parts = ("root_history", f"{version}.root.json") if role == "root" else (f"{role}.json",)
        try:
            handle = open_plain(self._trust, *parts)
        except FileNotFoundError as error:
            raise SourceStatus(404) from error
        except OSError as error:
            raise SourceDown(type(error).__name__) from error
        with os.fdopen(handle, "rb") as file:
            yield Opened(0, iter(lambda: file.read(CHUNK), b""))
