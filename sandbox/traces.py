"""Looks for what must not be there: words of a person, byte by byte, in every spelling, names too."""

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
"""gb18030 holds GBK and GB 2312."""
LEAST_BASE64 = 6
"""Bytes; of less, the middle of a base64 text says nothing."""


@dataclass(frozen=True, slots=True)
class Trace:
    """Where something was found. It does not say what: a report must not spread it."""

    path: Path
    number: int
    """Which of the words, from 0."""
    spelling: str


def spellings(word: str) -> dict[str, bytes]:
    """Return the bytes by which `word` may be written: encodings, JSON's escapes, base64 at any offset."""
    found = {name: word.encode(name) for name in ENCODINGS}
    found["json"] = json.dumps(word)[1:-1].encode()
    for name in ENCODINGS:
        for offset in range(3):
            middle = _middle_of_base64(word.encode(name), offset)
            if middle:
                found[f"base64-{name}-{offset}"] = middle
                found[f"base64url-{name}-{offset}"] = middle.translate(bytes.maketrans(b"+/", b"-_"))
    return found


def traces(folders: Iterable[Path], words: Iterable[str]) -> Iterator[Trace]:
    """Yield every place below `folders` where one of `words` stands; a file that goes away is passed over."""
    patterns: dict[bytes, tuple[int, str]] = {}
    for number, word in enumerate(words):
        for spelling, pattern in spellings(word).items():
            patterns.setdefault(pattern, (number, spelling))
    for path in _files(folders):
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            continue
        named = str(path).encode()
        for pattern, (number, spelling) in patterns.items():
            if pattern in data or pattern in named:
                yield Trace(path, number, spelling)


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path


def _middle_of_base64(data: bytes, offset: int) -> bytes:
    """Return what base64 makes of `data` whatever stands before it (`offset` bytes modulo 3) and behind."""
    if len(data) < LEAST_BASE64:
        return b""
    encoded = base64.b64encode(bytes(offset) + data)
    first = -(-8 * offset // 6)
    last = (8 * (offset + len(data))) // 6
    return encoded[first:last]
