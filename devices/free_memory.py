"""Memory that is free goes back to the system: what stood in it goes with it."""

import ctypes


def hand_back() -> None:
    """Ask the C library to hand free memory back, where it is one that can (glibc, malloc_trim(3))."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
