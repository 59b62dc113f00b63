"""From bytes on the line to a code: an opaque token, ended by a suffix or by silence. Pure."""

import re
from dataclasses import dataclass

LARGEST = 4096
"""Longest code taken, bytes."""


@dataclass(frozen=True, slots=True, repr=False)
class Code:
    """What was scanned. It may identify a person, so it does not show itself; nobody here parses it."""

    text: str

    def __repr__(self) -> str:
        return "Code()"


@dataclass(frozen=True, slots=True)
class Refused:
    """Something scanned that is no code. `reason` is `tooLong`, `controlCharacter` or `encoding`."""

    reason: str


def judge(raw: bytes) -> Code | Refused:
    """Return the code in the bytes between two suffixes, or why they are none."""
    if len(raw) > LARGEST:
        return Refused("tooLong")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return Refused("encoding")
    # C0 and C1 controls: a code reader that is a keyboard to someone else must not press keys here.
    if any(c < " " or "\x7f" <= c <= "\x9f" for c in text):
        return Refused("controlCharacter")
    return Code(text)


class Collector:
    """Cuts a stream into codes. Keeps no more than `LARGEST` bytes and a suffix, whatever arrives."""

    def __init__(self, suffixes: tuple[bytes, ...]) -> None:
        longest_first = sorted(suffixes, key=len, reverse=True)
        # Without any suffix only silence ends a code: a pattern that nothing matches.
        self._ends = re.compile(b"|".join(map(re.escape, longest_first)) or rb"(?!)")
        self._overlap = max(map(len, suffixes), default=1) - 1
        self._buffer = bytearray()
        self._overflown = False

    @property
    def pending(self) -> bool:
        """Whether a code has begun and not ended."""
        return bool(self._buffer) or self._overflown

    def feed(self, data: bytes) -> list[Code | Refused]:
        """Take the next bytes; return what they complete."""
        found: list[Code | Refused] = []
        # A suffix may have begun in what was there before.
        looked = max(0, len(self._buffer) - self._overlap)
        self._buffer += data
        held, start = bytes(self._buffer), 0
        for end in self._ends.finditer(held, looked):
            found += self._close(held[start : end.start()])
            start = end.end()
        del self._buffer[:start]
        if len(self._buffer) > LARGEST + 8:
            del self._buffer[: len(self._buffer) - 8]
            self._overflown = True
        return found

    def silence(self) -> list[Code | Refused]:
        """Take that the line is silent: what has arrived is a code. Nothing between suffixes is nothing."""
        found = self._close(bytes(self._buffer))
        self.clear()
        return found

    def _close(self, raw: bytes) -> list[Code | Refused]:
        overflown, self._overflown = self._overflown, False
        if overflown:
            return [Refused("tooLong")]
        return [judge(raw)] if raw else []

    def clear(self) -> None:
        """Forget what has arrived."""
        self._buffer.clear()
        self._overflown = False
