"""From the bytes of a camera's JPEG to a picture."""

import cv2
import numpy as np
from numpy.typing import NDArray

MOST_BYTES = 32 << 20


def decode(jpeg: bytes, reduced: bool = False) -> NDArray[np.uint8] | None:
    """Decode to BGR, (h, w, 3) uint8, a quarter of each side where `reduced`; None for a damaged one."""
    if not 4 <= len(jpeg) <= MOST_BYTES:
        return None
    flags = cv2.IMREAD_REDUCED_COLOR_4 if reduced else cv2.IMREAD_COLOR
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), flags)
    return None if picture is None else np.asarray(picture, np.uint8)
