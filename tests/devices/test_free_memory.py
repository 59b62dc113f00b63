"""What is free is handed back to the system, also from between what is in use."""

import ctypes
import resource
from pathlib import Path

from devices.free_memory import hand_back

BLOCK, BLOCKS = 64 * 1024, 1000


def resident() -> int:
    """Return the bytes of this process that stand in memory."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()


def test_memory_that_is_free_between_what_is_in_use_goes_back() -> None:
    library = ctypes.CDLL(None)
    library.malloc.restype = ctypes.c_void_p
    blocks = [library.malloc(BLOCK) for _ in range(BLOCKS)]
    for block in blocks:
        ctypes.memset(block, 1, BLOCK)
    held, free = blocks[9::10], [block for number, block in enumerate(blocks) if number % 10 != 9]
    for block in free:
        library.free(ctypes.c_void_p(block))
    before = resident()
    hand_back()
    assert resident() < before - BLOCK * BLOCKS // 2
    for block in held:
        library.free(ctypes.c_void_p(block))
