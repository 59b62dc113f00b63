"""Turns a downloaded target into the snapshot: zstd (RFC 8878), with or without the old one as dictionary.

Nothing is believed of what the file says about itself: the frame's announcements are checked before any
memory is taken, and the result is counted and digested as it comes.
"""

import hashlib
from pathlib import Path
from typing import IO

import zstandard

from offline_cache.errors import DigestMismatch, ExpansionRefused, SizeMismatch
from offline_cache.targets import MAX_RAW_BYTES, Offer

MAX_WINDOW_BYTES = 2 * MAX_RAW_BYTES
"""A patch looks back over the old snapshot and the new one."""
_HEAD_BYTES = 18
_CHUNK = 256 * 1024


def unpack(packed: Path, offer: Offer, out: IO[bytes], base: Path | None = None) -> None:
    """Write the snapshot that `packed` holds to `out`; `base` is the snapshot from which a patch starts.

    Raises `ExpansionRefused` before more than the signed size is written or the window's limit is allocated,
    `SizeMismatch` or `DigestMismatch` when something else comes out than was signed.
    """
    with packed.open("rb") as file:
        _check_head(file.read(_HEAD_BYTES), offer)
        file.seek(0)
        dictionary = (
            zstandard.ZstdCompressionDict(base.read_bytes(), dict_type=zstandard.DICT_TYPE_RAWCONTENT)
            if base is not None
            else None
        )
        decompressor = zstandard.ZstdDecompressor(dict_data=dictionary, max_window_size=MAX_WINDOW_BYTES)
        digest = hashlib.sha256()
        size = 0
        try:
            with decompressor.stream_reader(file, read_across_frames=False, closefd=False) as reader:
                while chunk := reader.read(_CHUNK):
                    size += len(chunk)
                    if size > offer.raw_size:
                        raise ExpansionRefused(f"more than the signed {offer.raw_size} bytes")
                    digest.update(chunk)
                    out.write(chunk)
        except zstandard.ZstdError as error:
            raise DigestMismatch(f"cannot be unpacked: {error}") from error
    if size != offer.raw_size:
        raise SizeMismatch(f"{size} bytes come out, signed are {offer.raw_size}")
    if digest.hexdigest() != offer.raw_sha256:
        raise DigestMismatch("what comes out is not what was signed")


def _check_head(head: bytes, offer: Offer) -> None:
    try:
        frame = zstandard.get_frame_parameters(head)
    except zstandard.ZstdError as error:
        raise DigestMismatch(f"no zstd frame: {error}") from error
    if frame.content_size != offer.raw_size:
        raise ExpansionRefused(f"announces {frame.content_size} bytes, signed are {offer.raw_size}")
    if frame.window_size > MAX_WINDOW_BYTES:
        raise ExpansionRefused(f"needs a window of {frame.window_size} bytes")
