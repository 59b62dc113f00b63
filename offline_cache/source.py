"""Where published files come from. This room knows no network: whoever composes it hands a `Fetcher` in."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

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
