"""The window's side of pinyin: a process that is started beside the first page, and anew for newer words."""

import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from screens.child_process import JsonChild
from screens.input_methods.composition import Composition

WORDS = "own-words.json"
START_S, ANSWER_S = 8.0, 1.0
"""Patience. A start takes a second or two, long over when the first field is reached; a key takes some ms."""


class PinyinKeeper:
    """An input method (composition.InputMethod) as long as `works`.

    folder: where its files may be, a tmpfs. words: asked at each start, by the names of rime_schemas.SCHEMAS.
    missing(why) is called on the thread that types where it cannot run. A process that died is started again
    by the next key, at most three times in a row without an answer; what was being typed is lost with it.
    """

    def __init__(
        self,
        folder: Path,
        words: Callable[[], Mapping[str, Iterable[str]]],
        missing: Callable[[str], None],
        command: Sequence[str] = (sys.executable, "-P", "-m", "screens.input_methods.pinyin_process"),
    ) -> None:
        self._folder, self._words, self._missing, self._command = folder, words, missing, command
        self._process: JsonChild | None = None
        self._own: Path | None = None
        self._ready = False
        self._failed = 0

    @property
    def works(self) -> bool:
        """Whether pinyin can be offered, as far as is known."""
        return self._failed < 3

    @property
    def pid(self) -> int | None:
        """Number of the process, None while there is none."""
        return None if self._process is None else self._process.pid

    def begin_anew(self) -> None:
        """Start, or start again with the words of now; returns at once. Only while nobody types."""
        self._failed = 0
        self._start()

    def forget(self) -> None:
        """End the process with all that was typed in it, and start another one on the same dictionaries."""
        self._end()
        if self._own is not None and self.works:
            self._run(self._own)

    def close(self) -> None:
        """End the process and take its files away."""
        self._end()
        if self._own is not None:
            shutil.rmtree(self._own, ignore_errors=True)
            self._own = None

    def _end(self) -> None:
        process, self._process, self._ready = self._process, None, False
        if process is not None:
            process.end()

    def begin(self, kind: str) -> Composition:
        """Offer what fits a field of this kind from now on; what is being typed is forgotten."""
        return self._ask("begin", kind)

    def key(self, letter: str) -> Composition:
        """Take a letter a to z, or an apostrophe."""
        return self._ask("key", letter)

    def backspace(self) -> Composition:
        """Take the last letter back."""
        return self._ask("backspace")

    def choose(self, index: int) -> Composition:
        """Choose a candidate of this page, from 0."""
        return self._ask("choose", index)

    def turn(self, pages: int) -> Composition:
        """Show the next (1) or previous (-1) page of candidates."""
        return self._ask("turn", pages)

    def clear(self) -> Composition:
        """Forget what is being typed; nothing is waited for where there is nothing."""
        return self._ask("clear") if self._ready else Composition()

    def _start(self) -> None:
        self.close()
        self._own = Path(tempfile.mkdtemp(prefix="pinyin-", dir=self._folder))
        # In a file: a pipe that nobody reads yet would hold up the screens once the guides are many.
        (self._own / WORDS).write_text(
            json.dumps({name: list(words) for name, words in self._words().items()}), encoding="utf-8"
        )
        self._run(self._own)

    def _run(self, folder: Path) -> None:
        self._process = JsonChild([*self._command, str(folder)])

    def _ask(self, *call: object) -> Composition:
        if not self.works:
            return Composition()
        if self._process is None:
            self._start()
        process = self._process
        assert process is not None
        if not self._ready:
            first = process.hear(START_S)
            if first is not None and "missing" in first:
                self._give_up(str(first["missing"]))
                return Composition()
            self._ready = first is not None
        if self._ready and process.tell(call):
            answer = process.hear(ANSWER_S)
            if answer is not None:
                self._failed = 0
                return Composition(**{**answer, "candidates": tuple(answer["candidates"])})
        self.close()
        self._failed += 1
        if not self.works:
            self._missing("no answer")
        return Composition()

    def _give_up(self, why: str) -> None:
        self._failed = 3
        self.close()
        self._missing(why)
