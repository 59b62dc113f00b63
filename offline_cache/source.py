"""Where published files come from. This room knows no network: whoever composes it hands a `Fetcher` in."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Protocol

from offline_cache.errors import SourceDown

METADATA = "metadata"
TARGETS = "targets"


@dataclass(frozen=True, slots=True)
class Opened:
    """An answer whose body has not been read yet."""

    offset: int
    """Of the first byte that comes: what was asked for, or 0 when the publisher sends the whole."""
    chunks: Iterator[bytes]
    """The body in pieces; raises `SourceDown` when the line is cut before its end."""


class Fetcher(Protocol):
    """The way to the publisher's files."""

    def open(self, path: str, offset: int = 0) -> AbstractContextManager[Opened]:
        """Ask for `path` ("metadata/timestamp.json", "targets/<digest>.<name>") from byte `offset` on.

        Raises `SourceStatus` for an answer that is not the file and `SourceDown` for none at all.
        """


class Bounded:
    """A `Fetcher` for one pass that must come to an end, however slowly the publisher drips.

    `overdue` is asked before every answer and after every piece of one; from then on `SourceDown` is raised.
    """

    def __init__(self, fetcher: Fetcher, overdue: Callable[[], bool]) -> None:
        self._fetcher = fetcher
        self._overdue = overdue

    @contextmanager
    def open(self, path: str, offset: int = 0) -> Iterator[Opened]:
        """See `Fetcher.open`."""
        self._look()
        with self._fetcher.open(path, offset) as opened:
            yield Opened(opened.offset, self._pieces(opened.chunks))

    def _pieces(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            yield chunk
            self._look()

    def _look(self) -> None:
        if self._overdue():
            raise SourceDown("too slow")
