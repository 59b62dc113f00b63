"""The same page taken twice.

Two forms that differ in what is filled in are not the same page, two photographs of one form are. So the
pages are compared character by character: each small block is laid over the other page where it fits best,
and what remains different there beyond blur and a px of misplacement is added up over the size of a
character. One character that differs is enough to call them different.
"""

import struct
import zlib
from collections.abc import Iterator

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

_HEADER = struct.Struct(">2H")
_MOST_PX = 4_000_000
_BLOCK = 48
"""Px of the fingerprint, 880 px long: 16 mm of an A4 page."""
_REACH = 10
_RIM = 8
_CHARACTER = 14
_INKED = 3.0
_SHAPES_APART = 0.03
_DIFFERENT = 1.0
"""Levels times px within one character. Measured: the same page <= 0.25, one character changed >= 4.8, but
only 0.3 where two characters hardly differ (例 and 倒)."""
_FEWEST_BLOCKS = 3
_ALIKE_FROM_AFAR = 0.5

Ink = NDArray[np.float32]


def same(one: bytes, other: bytes) -> bool:
    """Tell whether two fingerprints are of the same page; False for a damaged one or a blank page."""
    pages = _unpacked(one), _unpacked(other)
    if pages[0] is None or pages[1] is None:
        return False
    height, width = pages[0].shape
    if abs(pages[1].shape[0] / height - 1) + abs(pages[1].shape[1] / width - 1) > _SHAPES_APART:
        return False
    height, width = min(height, pages[1].shape[0]), min(width, pages[1].shape[1])
    first, second = pages[0][:height, :width], pages[1][:height, :width]
    if _from_afar(first, second) < _ALIKE_FROM_AFAR:
        return False
    blocks = 0
    for difference in _differences(first, second):
        blocks += 1
        if difference > _DIFFERENT:
            return False
    return blocks >= _FEWEST_BLOCKS


def _unpacked(packed: bytes) -> Ink | None:
    if len(packed) < _HEADER.size:
        return None
    height, width = _HEADER.unpack_from(packed)
    if not 0 < height * width <= _MOST_PX:
        return None
    reader = zlib.decompressobj()
    try:
        pairs = np.frombuffer(reader.decompress(packed[_HEADER.size :], height * width // 2 + 1), np.uint8)
    except zlib.error:
        return None
    if pairs.size < (height * width + 1) // 2:
        return None
    levels = np.stack([pairs >> 4, pairs & 15], axis=1).reshape(-1)[: height * width]
    return levels.reshape(height, width).astype(np.float32)


def _from_afar(one: Ink, other: Ink) -> float:
    """Correlation of the two pages when every 40 px are one: far below 1 for pages of another kind."""
    step = 40
    height, width = (side // step * step for side in one.shape)
    if not height or not width:
        return 1.0
    cells = [
        page[:height, :width].reshape(height // step, step, width // step, step).mean(axis=(1, 3)).reshape(-1)
        for page in (one, other)
    ]
    spread = float(cells[0].std() * cells[1].std())
    if spread < 1e-6:
        return 1.0
    return float(((cells[0] - cells[0].mean()) * (cells[1] - cells[1].mean())).mean()) / spread


def _differences(one: Ink, other: Ink) -> Iterator[float]:
    """Yield of each block with ink on either page the most that differs within the size of a character."""
    height, width = one.shape
    wide = _REACH + 4
    around = np.pad(other, wide)
    for top in range(_RIM, height - _BLOCK - _RIM + 1, _BLOCK - _CHARACTER):
        for left in range(_RIM, width - _BLOCK - _RIM + 1, _BLOCK - _CHARACTER):
            here = one[top : top + _BLOCK, left : left + _BLOCK]
            there = other[top : top + _BLOCK, left : left + _BLOCK]
            if here.max() < _INKED and there.max() < _INKED:
                continue
            yield _unlike(here, around[top : top + _BLOCK + 2 * wide, left : left + _BLOCK + 2 * wide])


def _unlike(block: Ink, around: Ink) -> float:
    down, right = _best_place(block, around)
    fitting = around[down - 1 : down + _BLOCK + 1, right - 1 : right + _BLOCK + 1]
    core = fitting[1:-1, 1:-1]
    # A blurred photograph has paler strokes: bring both to the same amount of ink first.
    gain = np.sqrt((np.square(block).sum() + 1) / (np.square(core).sum() + 1))
    fitting = fitting * np.float32(np.clip(gain, 0.6, 1.6))
    core = fitting[1:-1, 1:-1]
    high, low = _bounds(fitting)
    own_high, own_low = _bounds(np.pad(block, 1, mode="edge"))
    allowed = 1 + 0.175 * np.maximum(high, own_high)
    beyond = np.maximum(np.maximum(block - high, low - block), np.maximum(core - own_high, own_low - core))
    # Strokes cut by the block's own border are whole in the next block.
    inner = np.maximum(beyond - allowed, 0)[2:-2, 2:-2]
    return float(_sums(inner, _CHARACTER).max())


def _best_place(block: Ink, around: Ink) -> tuple[int, int]:
    """Where in its surroundings a block fits best: first at half the size, then to the px."""
    half = sliding_window_view(_halved(around[4:-4, 4:-4]), (_BLOCK // 2, _BLOCK // 2))
    down, right = _most_alike(_halved(block), half)
    down, right = 4 + 2 * down, 4 + 2 * right
    near = around[down - 2 : down + _BLOCK + 2, right - 2 : right + _BLOCK + 2]
    finer_down, finer_right = _most_alike(block, sliding_window_view(near, (_BLOCK, _BLOCK)))
    return down - 2 + finer_down, right - 2 + finer_right


def _most_alike(block: Ink, places: NDArray[np.float32]) -> tuple[int, int]:
    products = np.tensordot(places, block - block.mean(), axes=((2, 3), (0, 1)))
    spread = np.sqrt(np.maximum(places.var(axis=(2, 3)), 0.05))
    down, right = np.unravel_index(int((products / spread).argmax()), products.shape)
    return int(down), int(right)


def _halved(page: Ink) -> Ink:
    height, width = page.shape
    return np.asarray(page.reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3)), np.float32)


def _bounds(page: Ink) -> tuple[Ink, Ink]:
    """Highest and lowest level within a px of each px but the outermost."""
    near = sliding_window_view(page, (3, 3))
    return near.max(axis=(2, 3)), near.min(axis=(2, 3))


def _sums(page: Ink, side: int) -> NDArray[np.float64]:
    """Sums over every square of this side."""
    total = np.pad(page.cumsum(axis=0, dtype=np.float64).cumsum(axis=1), ((1, 0), (1, 0)))
    return total[side:, side:] - total[:-side, side:] - total[side:, :-side] + total[:-side, :-side]
