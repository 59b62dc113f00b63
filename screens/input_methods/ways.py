"""Every way to type of one terminal, what they keep in memory, and how all of it goes with the visit."""

import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from screens.input_methods.handwriting.writer import Handwriting
from screens.input_methods.pad_memory import PadMemory
from screens.input_methods.pinyin_keeper import PinyinKeeper


class WaysToType:
    """pinyin and handwriting, in processes of their own, and the memory of the pad that one stays with.

    words: own words of pinyin, by the names of rime_schemas.SCHEMAS. event(name) says which of them cannot
    run, on any thread; scratch is where their files are, in memory where the system has such a place.
    """

    def __init__(
        self, words: Callable[[], Mapping[str, Iterable[str]]], event: Callable[[str], None]
    ) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="yiciban-", dir=_memory_folder())
        self.scratch = Path(self._folder.name)
        self.pinyin = PinyinKeeper(self.scratch, words, lambda _: event("ui.pinyin.missing"))
        self.handwriting = Handwriting(lambda: event("ui.handwriting.missing"))
        self.pads = PadMemory()

    def begin_anew(self) -> None:
        """Start what has to be ready for the first key, with the words of now. Only while nobody types."""
        self.pinyin.begin_anew()

    def forget(self) -> None:
        """End what knows anything of a visit. Pinyin starts again, so that the next visit need not wait."""
        self.handwriting.close()
        self.pinyin.forget()
        self.pads.forget()

    def close(self) -> None:
        """Give everything back."""
        self.handwriting.close()
        self.pinyin.close()
        self._folder.cleanup()


def _memory_folder() -> str | None:
    """Return a folder in memory for what must not reach a disk, where the system has one."""
    for folder in (os.environ.get("XDG_RUNTIME_DIR"), "/dev/shm"):  # noqa: S108 - made private by tempfile
        if folder and os.access(folder, os.W_OK):
            return folder
    return None
