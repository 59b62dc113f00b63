"""Takes events from any thread at once and writes them to a chain in a thread of its own.

Whoever logs does not wait for the disk: the frame loop is one of them. What comes together is flushed as one.
"""

import contextlib
import queue
import threading
from collections.abc import Callable, Mapping
from typing import Any

from kiosk.audit_log.chain import Chain, Entry

AT_MOST = 10_000
"""So many events wait for a disk that refuses, and as many behind them; later ones are lost."""
RETRY_S = 5.0
FLUSH_S = 2.0


class AuditSink:
    """`sink(event, facts)` never blocks and never raises. `failed` is told, once for each time, why not."""

    def __init__(
        self,
        chain: Chain,
        failed: Callable[[str], None] = lambda _reason: None,
        retry_s: float = RETRY_S,
    ) -> None:
        self._chain = chain
        self._failed = failed
        self._retry_s = retry_s
        self._waiting: queue.Queue[Entry] = queue.Queue(AT_MOST)
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._broken = False
        self._thread = threading.Thread(target=self._run, name="audit", daemon=True)
        self._thread.start()

    def __call__(self, event: str, facts: Mapping[str, Any]) -> None:
        """Take an event."""
        try:
            self._waiting.put_nowait((event, dict(facts)))
        except queue.Full:
            return
        self._wake.set()

    def tell_failures(self, failed: Callable[[str], None]) -> None:
        """Tell somebody from now on why something could not be written."""
        self._failed = failed

    def flush(self, within_s: float = FLUSH_S) -> bool:
        """Wait until everything taken so far is on disk; False where the disk did not take it in time."""
        done = self._waiting.all_tasks_done
        with done:
            return done.wait_for(lambda: not self._waiting.unfinished_tasks, within_s)

    def close(self) -> None:
        """Write what is left and let another process in."""
        self._stopping.set()
        self._wake.set()
        self._thread.join(FLUSH_S)
        self._chain.close()

    def _run(self) -> None:
        held: list[Entry] = []
        while True:
            self._wake.clear()
            held += self._taken(AT_MOST - len(held))
            if held and self._written(held):
                for _ in held:
                    self._waiting.task_done()
                held = []
            if self._stopping.is_set() and (self._broken or self._waiting.empty()):
                return
            if self._broken:
                self._stopping.wait(self._retry_s)
            else:
                self._wake.wait()

    def _taken(self, most: int) -> list[Entry]:
        taken: list[Entry] = []
        with contextlib.suppress(queue.Empty):
            while len(taken) < most:
                taken.append(self._waiting.get_nowait())
        return taken

    def _written(self, entries: list[Entry]) -> bool:
        try:
            self._chain.append(entries)
        except Exception as error:
            # The disk as a rule; whatever it is, this thread is the only one that writes, and tries again.
            if not self._broken:
                with contextlib.suppress(Exception):
                    self._failed(type(error).__name__)
            self._broken = True
            return False
        self._broken = False
        return True
