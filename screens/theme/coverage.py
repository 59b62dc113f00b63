"""Which characters a font file draws, read from its table `cmap` (OpenType 1.9, formats 4 and 12)."""

import struct
from pathlib import Path


def characters(font: Path) -> frozenset[int]:
    """Return the code points that have a glyph. Raises ValueError where the file has no such table."""
    data = _table(font, b"cmap")
    found: set[int] = set()
    (count,) = struct.unpack_from(">H", data, 2)
    for index in range(count):
        (at,) = struct.unpack_from(">L", data, 4 + 8 * index + 4)
        (form,) = struct.unpack_from(">H", data, at)
        if form == 12:
            found |= _segments_32(data, at)
        elif form == 4:
            found |= _segments_16(data, at)
    if not found:
        raise ValueError(f"{font} maps no characters")
    return frozenset(found)


def _table(font: Path, wanted: bytes) -> bytes:
    with font.open("rb") as file:
        _, count = struct.unpack(">4sH6x", file.read(12))
        for _ in range(count):
            tag, at, size = struct.unpack(">4s4xLL", file.read(16))
            if tag == wanted:
                file.seek(at)
                return file.read(size)
    raise ValueError(f"{font} has no table {wanted.decode()}")


def _segments_32(data: bytes, at: int) -> set[int]:
    (count,) = struct.unpack_from(">L", data, at + 12)
    found: set[int] = set()
    for index in range(count):
        first, last, _ = struct.unpack_from(">LLL", data, at + 16 + 12 * index)
        found.update(range(first, last + 1))
    return found


def _segments_16(data: bytes, at: int) -> set[int]:
    """Return the characters of the basic plane; a gap inside a segment is not looked for."""
    (twice,) = struct.unpack_from(">H", data, at + 6)
    ends = struct.unpack_from(f">{twice // 2}H", data, at + 14)
    starts = struct.unpack_from(f">{twice // 2}H", data, at + 16 + twice)
    found: set[int] = set()
    for first, last in zip(starts, ends, strict=True):
        if first != 0xFFFF:
            found.update(range(first, last + 1))
    return found
