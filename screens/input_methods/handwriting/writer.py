"""The window's side of handwriting: asks the process, and hands the newest answer on."""

import sys
import threading
from collections.abc import Callable, Sequence

from screens.child_process import JsonChild
from screens.input_methods.handwriting.strokes import Stroke

Answered = Callable[[tuple[str, ...]], None]
_PATIENCE = 3


class Handwriting:
    """Started on first need, ended with the visit; nothing here waits.

    `then(candidates)` is called on this object's own thread for the newest question only. A process that
    died is started again with the next question; `missing()` says that it cannot read (no model), or died
    three times in a row without an answer. Then `works` is False, and the question is answered with nothing.
    """

    def __init__(self, missing: Callable[[], None], command: Sequence[str] | None = None) -> None:
        self._command = command or (
            sys.executable,
            "-P",
            "-m",
            "screens.input_methods.handwriting.process",
        )
        self._missing = missing
        self._lock = threading.Lock()
        self._process: JsonChild | None = None
        self._number = 0
        self._then: Answered | None = None
        self._failed = 0
        self._thread: threading.Thread | None = None

    @property
    def works(self) -> bool:
        """Whether it can read, as far as is known."""
        return self._failed < _PATIENCE

    def start(self) -> None:
        """Load the model, so that the first character does not wait for it."""
        with self._lock:
            self._run()

    def ask(self, strokes: Sequence[Stroke], then: Answered) -> None:
        """Ask what the strokes are; an older question is answered no more."""
        with self._lock:
            self._number += 1
            self._then = then
            process = self._run()
            if process is None:
                self._then = None
                return
            process.tell({"number": self._number, "strokes": [[list(p) for p in s] for s in strokes]})

    def forget(self) -> None:
        """Answer nothing that was asked until now."""
        with self._lock:
            self._number += 1
            self._then = None

    def close(self) -> None:
        """End the process: what was written goes with it."""
        with self._lock:
            process, self._process, self._then = self._process, None, None
        if process is not None:
            process.kill()

    @property
    def pid(self) -> int | None:
        """Number of the process, None while there is none."""
        process = self._process
        return None if process is None else process.pid

    def _run(self) -> JsonChild | None:
        if self._process is None and self.works:
            self._process = JsonChild(self._command)
            self._thread = threading.Thread(
                target=self._hear, args=(self._process,), name="handwriting", daemon=True
            )
            self._thread.start()
        return self._process

    def _hear(self, process: JsonChild) -> None:
        while (answer := process.hear()) is not None:
            with self._lock:
                if "missing" in answer:
                    self._failed = _PATIENCE
                if "candidates" not in answer:
                    continue
                self._failed = 0
                then = self._then if answer["number"] == self._number else None
            if then is not None:
                then(tuple(answer["candidates"]))
        process.end()
        with self._lock:
            died = self._process is process
            if died:
                self._process = None
                self._failed += 1
            given_up = died and self._failed >= _PATIENCE
            then, self._then = (self._then, None) if given_up else (None, self._then)
        if given_up:
            self._missing()
        if then is not None:
            then(())
