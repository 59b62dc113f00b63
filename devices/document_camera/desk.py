"""The worker's second thread: photographs are straightened and read here, while the preview goes on."""

import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from devices.document_camera.gates.twice import same
from devices.document_camera.orders import Answer, Compare, Compared, Read, Taken
from devices.document_camera.scanned import ReadCode, ReadLine, ScannedPhoto
from devices.document_camera.values import Advice, Corner, Rejected, Wanted

_log = logging.getLogger(__name__)

_UNREADABLE = frozenset(
    {Advice.BLURRED, Advice.GLARE, Advice.TOO_DARK, Advice.EMPTY_PAGE, Advice.CUT_EDGE, Advice.HAND}
)
"""What is read on such a page is not to be trusted, and the next photograph is not to wait for it."""


class Looked(Protocol):
    """A photograph with its pages, as the pipeline holds it between its two stages."""

    @property
    def photo(self) -> ScannedPhoto:
        """What was made of it so far."""

    def read(self, page: int) -> tuple[tuple[ReadCode, ...], tuple[ReadLine, ...] | None]:
        """Return the codes and the lines of one page. Slow."""


class Pipeline(Protocol):
    """From a photograph to pages. Used by one thread."""

    def look(self, jpeg: bytes, wanted: Wanted, corners: tuple[Corner, ...] | None) -> Looked:
        """Make straight pages of it; `corners` where a person put them."""


@dataclass(frozen=True, slots=True)
class Photograph:
    """A photograph to be looked at."""

    number: int
    jpeg: bytes = field(repr=False)
    wanted: Wanted
    corners: tuple[Corner, ...] | None = None


@dataclass(frozen=True, slots=True)
class _ToRead:
    number: int
    page: int
    of: Looked


class Desk:
    """One thread. Photographs go before pages that are still to be read or compared.

    `send` is told the answers, `done` the number of each photograph: both from the desk's thread.
    """

    def __init__(
        self,
        make_pipeline: Callable[[], Pipeline],
        send: Callable[[Answer], None],
        done: Callable[[int], None],
    ) -> None:
        self._make_pipeline = make_pipeline
        self._send = send
        self._done = done
        self._changed = threading.Condition()
        self._photographs: deque[Photograph] = deque()
        self._pages: deque[_ToRead | Compare] = deque()
        self._dropped: set[int] = set()
        self._at: int | None = None
        self._since = 0.0
        self.used = False
        self._thread = threading.Thread(target=self._run, name="desk", daemon=True)
        self._thread.start()

    def put(self, photograph: Photograph) -> None:
        """Hand in a photograph; Taken follows, and a Read for each page to be read."""
        with self._changed:
            self.used = True
            self._photographs.append(photograph)
            self._changed.notify()

    def compare(self, pages: Compare) -> None:
        """Hand in a page to compare; Compared follows."""
        with self._changed:
            self.used = True
            self._pages.append(pages)
            self._changed.notify()

    def drop(self) -> None:
        """Answer photographs that are not made yet with `gone`; pages that were delivered are still read."""
        with self._changed:
            numbers = [photograph.number for photograph in self._photographs]
            self._photographs.clear()
            if self._at is not None:
                self._dropped.add(self._at)
        for number in numbers:
            self._send(Taken(number, Rejected(Advice.GONE)))

    def busy_for(self, now: float) -> float:
        """Seconds since it began what it is at; 0 while it waits."""
        with self._changed:
            return now - self._since if self._since else 0.0

    def _run(self) -> None:
        # A little behind the preview: where there is one core, the picture on the screen goes on.
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), os.getpriority(os.PRIO_PROCESS, 0) + 2)
        pipeline = self._make_pipeline()
        while True:
            with self._changed:
                self._at, self._since = None, 0.0
                self._changed.wait_for(lambda: self._photographs or self._pages)
                self._since = time.monotonic()
                if self._photographs:
                    photograph = self._photographs.popleft()
                    self._at = photograph.number
                    page = None
                else:
                    page = self._pages.popleft()
            if page is None:
                self._look(pipeline, photograph)
            else:
                self._send(_read(page) if isinstance(page, _ToRead) else _compared(page))
            # Nothing of a photograph stays in this frame while the thread waits.
            photograph = page = None  # type: ignore[assignment]

    def _look(self, pipeline: Pipeline, photograph: Photograph) -> None:
        number, jpeg, wanted = photograph.number, photograph.jpeg, photograph.wanted
        outcome: ScannedPhoto | Rejected
        to_read: tuple[int, ...] = ()
        readable: list[int] = []
        looked: Looked | None = None
        try:
            looked = pipeline.look(jpeg, wanted, photograph.corners)
            outcome = looked.photo
        except Exception as error:
            # Whatever a photograph does, the next one is taken; and the log says nothing of what it shows.
            outcome = Rejected(Advice.GONE)
            _log.error("a photograph was not straightened: %s", type(error).__name__)
        with self._changed:
            if number in self._dropped:
                self._dropped.discard(number)
                outcome, looked = Rejected(Advice.GONE), None
            self._at = None
            if looked is not None and wanted.read:
                to_read = tuple(range(len(looked.photo.pages)))
                readable = [n for n in to_read if looked.photo.pages[n].advice not in _UNREADABLE]
                self._pages.extend(_ToRead(number, page, looked) for page in readable)
        kept = b"" if isinstance(outcome, Rejected) else jpeg
        self._send(Taken(number, outcome, kept, to_read))
        for page in to_read:
            if page not in readable:
                self._send(Read(number, page, (), None))
        self._done(number)


def _read(page: _ToRead) -> Read:
    try:
        codes, lines = page.of.read(page.page)
    except Exception as error:
        _log.error("a page was not read: %s", type(error).__name__)
        codes, lines = (), None
    return Read(page.number, page.page, codes, lines)


def _compared(pages: Compare) -> Compared:
    return Compared(pages.number, any(same(pages.fingerprint, other) for other in pages.others))
