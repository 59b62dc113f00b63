"""Is this picture good enough? Figures of a straightened page, and the first thing that is wrong with it."""

import cv2
import numpy as np

from devices.document_camera.detection.classical import Picture, Quad
from devices.document_camera.values import Advice, Quality

MAX_EDGE_PX = 4.2
"""Edge width at 200 dpi above which reading becomes unreliable (measured: sharp <= 3.98, blurred >= 4.5)."""
MAX_GLARE = 0.001
MIN_BRIGHTNESS = 95
MIN_INK = 0.0004


def measure(page: Picture, flat: Picture) -> Quality:
    """Measure a straightened BGR page as photographed, and the same page with even light."""
    grey = np.asarray(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), np.uint8)
    return Quality(edge_width(grey), glare(page), float(np.percentile(grey[::8, ::8], 80)), ink(flat))


def advice(quality: Quality) -> Advice | None:
    """Name what is wrong, the most telling first; None for a good page."""
    if quality.brightness < MIN_BRIGHTNESS:
        return Advice.TOO_DARK
    if quality.glare > MAX_GLARE:
        return Advice.GLARE
    if quality.ink < MIN_INK:
        return Advice.EMPTY_PAGE
    if quality.blur is not None and quality.blur > MAX_EDGE_PX:
        return Advice.BLURRED
    return None


def edge_width(grey: Picture) -> float | None:
    """Median of local contrast over steepest gradient along the strong edges, px.

    Unlike the variance of the Laplacian it does not depend on how much is written on the page.
    """
    margin = max(8, min(grey.shape) // 40)
    inner = cv2.GaussianBlur(grey[margin:-margin, margin:-margin], (3, 3), 0)
    window = np.ones((11, 11), np.uint8)
    contrast = cv2.subtract(cv2.dilate(inner, window), cv2.erode(inner, window)).astype(np.float32)
    across = cv2.Sobel(inner, cv2.CV_32F, 1, 0, ksize=1) / 2
    down = cv2.Sobel(inner, cv2.CV_32F, 0, 1, ksize=1) / 2
    slope = cv2.magnitude(across, down)
    steepest = cv2.dilate(slope, np.ones((5, 5), np.uint8))
    ridge = (slope >= steepest) & (contrast > 60) & (slope > 4)
    if int(ridge.sum()) < 200:
        return None
    return float(np.median(contrast[ridge] / slope[ridge]))


def glare(page: Picture) -> float:
    """Part of the page under burnt-out blobs, each over 0.1 % of it."""
    small = cv2.resize(page, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    burnt = (small.min(axis=2) >= 250).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(burnt)
    areas = stats[1:count, cv2.CC_STAT_AREA]
    return float(areas[areas > MAX_GLARE * burnt.size].sum() / burnt.size)


def ink(flat: Picture) -> float:
    """Part of an evenly lit page that is darker or more coloured than paper, its rim left out."""
    margin = max(8, min(flat.shape[:2]) // 30)
    inner = flat[margin:-margin, margin:-margin]
    return float((inner.min(axis=2) < 150).mean())


def is_cut(corners: Quad, width: int, height: int) -> bool:
    """A corner lies at or outside the frame (`width` by `height` px)."""
    rim = 0.004 * max(width, height)
    limit = np.array([width - 1 - rim, height - 1 - rim])
    return bool((corners < rim).any() or (corners > limit).any())


def runs_out_of_frame(picture: Picture, corners: Quad | None = None) -> bool:
    """Something as light as a sheet touches the frame's border, over a 15th of one side or more.

    With `corners` only what lies under the middle of that quadrilateral counts.
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
        x, y = (corners.mean(axis=0) * scale).astype(int)
        mask = np.where((labels == labels[y, x]) & (labels[y, x] > 0), 255, 0)
    sides = (mask[0], mask[-1], mask[:, 0], mask[:, -1])
    return any(float((side > 0).mean()) > 1 / 15 for side in sides)
