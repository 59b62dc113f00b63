"""Cut: the page lies at the frame's border, or runs out of it."""

import cv2
import numpy as np

from devices.document_camera.detection.quads import Picture, Quad
from devices.document_camera.gates.outlines import Outline

_RIM = 0.004


def cut_sides(corners: Quad, width: int, height: int) -> tuple[Outline, ...]:
    """Sides of the page (outlines of two points, px of the photograph) that lie at or outside the frame.

    A side counts with both its corners at the border; of a lone corner outside both its sides are named.
    """
    rim = _RIM * max(width, height)
    beyond = (corners < rim) | (corners > np.array([width - 1 - rim, height - 1 - rim]))
    outside = [bool(corner.any()) for corner in beyond]
    if not any(outside):
        return ()
    ends = [(n, (n + 1) % 4) for n in range(4)]
    both = [(a, b) for a, b in ends if outside[a] and outside[b]]
    sides = both or [(a, b) for a, b in ends if outside[a] or outside[b]]
    return tuple(tuple((float(corners[n][0]), float(corners[n][1])) for n in side) for side in sides)


def runs_out_of_frame(picture: Picture, corners: Quad | None = None) -> bool:
    """Something as light as a sheet touches the frame's border, over a 15th of one side or more.

    With `corners` only what lies under the middle of that quadrilateral counts, and only where it is no
    larger than a sheet that lies half outside: a light table is not a page.
    """
    scale = 320 / max(picture.shape[:2])
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    light = np.asarray(cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), (5, 5), 0), np.uint8)
    _, mask = cv2.threshold(light, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    bright, dark = light[mask > 0], light[mask == 0]
    if not bright.size or not dark.size or float(bright.mean()) - float(dark.mean()) < 40:
        return False
    if corners is not None:
        mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
        _, labels = cv2.connectedComponents(mask)
        x, y = np.clip(corners.mean(axis=0) * scale, 0, np.array(mask.shape[::-1]) - 1).astype(int)
        mask = np.where((labels == labels[y, x]) & (labels[y, x] > 0), 255, 0)
    sides = (mask[0], mask[-1], mask[:, 0], mask[:, -1])
    touching = [float((side > 0).mean()) for side in sides]
    if corners is not None and sum(share > 0.6 for share in touching) >= 2:
        return False
    return any(share > 1 / 15 for share in touching)
