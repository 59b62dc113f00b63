"""What is remembered of a page to know it again: its ink at 75 dpi in 16 levels, packed; 5 to 20 kB.

It is a small picture of the page and as personal as the page itself: it lives and ends with the visit.
"""

import struct
import zlib

import cv2
import numpy as np

from devices.document_camera.detection.quads import Picture
from devices.document_camera.scaling import halved, lightest_channel

LONG_SIDE = 880
HEADER = struct.Struct(">2H")
"""Height and width in px; after it the zlib stream of two px a byte, rows from the top."""


def fingerprint(flat: Picture) -> bytes:
    """Make the fingerprint of an upright straight BGR page in even light; `twice.same` compares two."""
    scale = LONG_SIDE / max(flat.shape)
    size = (max(2, round(flat.shape[1] * scale)), max(2, round(flat.shape[0] * scale)))
    near = halved(flat) if scale < 0.5 else flat
    small = cv2.resize(near, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    # Against the paper's own colour: a dark cover is not all ink.
    paper = np.median(small[::4, ::4].reshape(-1, 3), axis=0).astype(np.uint8)
    ink = lightest_channel(np.asarray(cv2.absdiff(small, np.full_like(small, paper)), np.uint8))
    levels = np.asarray(cv2.GaussianBlur(ink, (0, 0), 0.8), np.uint8) >> 4
    flat_levels = np.append(levels.reshape(-1), np.zeros(levels.size % 2, np.uint8))
    packed = (flat_levels[0::2] << 4) | flat_levels[1::2]
    return HEADER.pack(*levels.shape) + zlib.compress(packed.tobytes(), 3)
