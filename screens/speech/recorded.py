"""Recorded prompts: a folder with a file for each text that somebody has read aloud.

`<folder>/<language>/<key>.wav`, 22 050 Hz, mono, 16 bit; the key is that of locale/. A sentence that is a
text of ours word for word is played from its file; everything else is synthesised.
"""

import re
import wave
from collections.abc import Iterator
from pathlib import Path

from devices.sound import RATE
from kiosk.text import LANGUAGES, messages

_CLAUSE = re.compile(r"[^，。！？；：,.!?;:\n]+[，。！？；：,.!?;:\n]*")


class Recordings:
    """The prompts that are there. A file of another format is left out; `refused` names it."""

    def __init__(self, folder: Path | None) -> None:
        self.refused: list[str] = []
        self._files: dict[tuple[str, str], Path] = {}
        for language in LANGUAGES if folder is not None else ():
            assert folder is not None
            for key, text in messages(language).items():
                path = folder / language / f"{key}.wav"
                if path.is_file() and self._fits(path):
                    self._files[language, _bare(text)] = path

    def _fits(self, path: Path) -> bool:
        try:
            with wave.open(str(path)) as file:
                fits = (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2)
        except (wave.Error, OSError, EOFError):
            fits = False
        if not fits:
            self.refused.append(path.name)
        return fits

    def parts(self, text: str, language: str) -> Iterator[Path | str]:
        """Yield a text as files and as words to synthesise, in order; the whole text first of all."""
        whole = self._files.get((language, _bare(text)))
        if whole is not None:
            yield whole
            return
        words = ""
        for clause in _CLAUSE.findall(text):
            path = self._files.get((language, _bare(clause)))
            if path is None:
                words += clause
                continue
            if words:
                yield words
            words = ""
            yield path
        if words:
            yield words


def pcm_of(path: Path) -> bytes:
    """Return the samples of a recording; empty where the file has gone."""
    try:
        with wave.open(str(path)) as file:
            return file.readframes(file.getnframes())
    except (wave.Error, OSError, EOFError):
        return b""


def _bare(text: str) -> str:
    return text.strip("，。！？；：,.!?;: \n")
