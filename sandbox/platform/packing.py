"""zstd: the whole snapshot, and patches, which are the snapshot compressed with an earlier one as dictionary.

As `zstd --patch-from` does, with the window wide enough to see all of both files. Pure.
"""

import zstandard

LEVEL = 15
LARGE_BYTES = 16 * 1024 * 1024
LARGE_LEVEL = 9
LARGE_PATCH_LEVEL = 5
"""For files above `LARGE_BYTES`, where the highest levels take minutes and win little."""


def pack(snapshot: bytes) -> bytes:
    """Compress a snapshot; the frame names its size."""
    level = LEVEL if len(snapshot) <= LARGE_BYTES else LARGE_LEVEL
    return zstandard.ZstdCompressor(level=level, write_content_size=True).compress(snapshot)


def unpack(packed: bytes) -> bytes:
    """Return what `pack` was given."""
    return zstandard.ZstdDecompressor().decompress(packed)


def patch(base: bytes, snapshot: bytes) -> bytes:
    """Compress `snapshot` with `base` as dictionary."""
    level = LEVEL if len(snapshot) <= LARGE_BYTES else LARGE_PATCH_LEVEL
    log = min(max((len(base) + len(snapshot)).bit_length(), 10), 29)
    parameters = zstandard.ZstdCompressionParameters.from_level(
        level,
        source_size=len(snapshot),
        dict_size=len(base),
        window_log=log,
        hash_log=min(log, 26),
        chain_log=min(log, 26),
        search_log=6,
        write_content_size=True,
    )
    dictionary = zstandard.ZstdCompressionDict(base, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    return zstandard.ZstdCompressor(dict_data=dictionary, compression_params=parameters).compress(snapshot)
