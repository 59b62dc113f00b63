"""Dirt on glass or lens: what stays in its place in the picture while a white sheet moves under it."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_camera.calibration.values import Speck
from devices.document_camera.detection.quads import Picture, Quad

_DEPTH = 0.025
"""Darker than its surroundings by this part: less is the paper's own grain."""
_AROUND = 41
"""Window, px of the quarter picture, in which the surroundings are looked for: larger than a finger print."""
_SMALLEST = 4
_MOST = 50


def specks(
    pictures: Sequence[Picture], sheets: Sequence[Quad], scale: float, noise: float = 1.0
) -> tuple[Speck, ...]:
    """Find what is dark at the same place in all pictures of a blank white sheet laid at different places.

    `pictures` are BGR at one reduced size, `sheets` the corners in each; `scale` px of the photograph a px of
    them. `noise` of one pixel, levels. Deepest first. Raises ValueError for fewer than two pictures.
    """
    if len(pictures) < 2 or len(pictures) != len(sheets):
        raise ValueError("the sheet at two places or more")
    depth: NDArray[np.float32] | None = None
    for picture, sheet in zip(pictures, sheets, strict=True):
        here = _depth(picture, sheet)
        # What is not as dark in every picture belongs to the paper; outside the sheet nothing is known.
        depth = here if depth is None else np.minimum(depth, here)
    assert depth is not None
    least = max(_DEPTH, 4 * noise / 200)
    count, _, stats, middles = cv2.connectedComponentsWithStats((depth > least).astype(np.uint8))
    found = []
    for number in range(1, count):
        left, top, wide, high, size = stats[number]
        if size < _SMALLEST:
            continue
        deepest = float(depth[top : top + high, left : left + wide].max())
        x, y = ((float(value) + 0.5) * scale - 0.5 for value in middles[number])
        found.append(
            Speck(round(x, 1), round(y, 1), round(float(np.sqrt(size)) * scale, 1), round(deepest, 3))
        )
    return tuple(sorted(found, key=lambda speck: -speck.depth)[:_MOST])


def _depth(picture: Picture, sheet: Quad) -> NDArray[np.float32]:
    """How much darker than its surroundings each pixel of the sheet is, 0..1; 0 outside and on its rim."""
    grey = cv2.GaussianBlur(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), (0, 0), 1.2).astype(np.float32)
    inside = np.zeros(grey.shape, np.uint8)
    cv2.fillConvexPoly(inside, np.rint(sheet).astype(np.int32), 1)
    # Closing fills what is dark and small; the lamp's gradient and the sheet's shade stay.
    paper = np.where(inside > 0, grey, 0).astype(np.float32)
    around = cv2.morphologyEx(
        paper, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_AROUND,) * 2)
    )
    around = cv2.GaussianBlur(around, (0, 0), 3)
    rim = cv2.erode(inside, np.ones((_AROUND // 2,) * 2, np.uint8), borderValue=0)
    depth = np.where(rim > 0, 1 - grey / np.maximum(around, 1), 0)
    return np.asarray(np.clip(depth, 0, 1), np.float32)
