"""The empty mat as a detector: what lies on it is what differs from it.

The camera and the mat of a terminal are fixed, so that a picture of the empty mat tells every paper, of
whatever colour, and every hand. The lamp and the camera's exposure change between the two pictures: a gain
per channel is fitted first. A shadow darkens the mat and keeps its grain and colour; a paper does not.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_camera.detection.classical_hypotheses import (
    from_lines,
    from_mask,
    lines_of,
)
from devices.document_camera.detection.quads import (
    Picture,
    Quad,
    clockwise,
    is_sound,
    scaled,
    shrunk,
)

_LONG_SIDE = 480
_SMALLEST_PART = 0.004
"""Of the picture: half a bank card of 8 MP at 10 px a millimetre is larger."""
_DARKEST_SHADOW = 0.45
_BRIGHTEST = 1.05
_ALIKE = 0.6
_ALIKE_AT_RIM = 0.35
_LEAST_DIFFERENCE = 9.0


@dataclass(frozen=True, slots=True)
class EmptyMat:
    """The mat with nothing on it: `picture` BGR at about a quarter of the camera's size.

    `noise`: standard deviation of one pixel of it between two frames, in levels of 0..255.
    """

    picture: Picture
    noise: float


@dataclass(frozen=True, slots=True)
class OnTheMat:
    """What lies on the mat. `mask` (h, w) 0 or 255, `scale` its size to the picture that was searched.

    `papers` in px of the picture, largest first; `hands`: the part of the mask that reaches over the frame's
    rim and is no paper.
    """

    mask: Picture
    hands: Picture
    scale: float
    papers: tuple[Quad, ...]

    @property
    def empty(self) -> bool:
        """Nothing lies there, and no hand."""
        return not self.mask.any()


class MatDifference:
    """Compares pictures with the empty mat."""

    def __init__(self, mat: EmptyMat) -> None:
        small, _ = shrunk(mat.picture, _LONG_SIDE)
        self._mat = cv2.GaussianBlur(small, (3, 3), 0).astype(np.float32)
        self._noise = mat.noise

    def find(self, picture: Picture) -> tuple[Quad, ...]:
        """Corners of the papers in px of the picture, largest first."""
        return self.look(picture).papers

    def look(self, picture: Picture) -> OnTheMat:
        """Tell papers, hands and the bare mat apart in a BGR picture of the same camera, of any size."""
        small, _ = shrunk(picture, _LONG_SIDE)
        height, width = self._mat.shape[:2]
        if small.shape != self._mat.shape:
            small = np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
        scale = width / picture.shape[1]
        mask = self._foreground(cv2.GaussianBlur(small, (3, 3), 0).astype(np.float32))
        papers, hands = _sorted_out(small, mask)
        return OnTheMat(mask, hands, scale, tuple(scaled(quad, 1 / scale) for quad in papers))

    def _foreground(self, now: NDArray[np.float32]) -> Picture:
        expected = self._mat * _gain(now, self._mat)
        level = 2.5 * self._noise + _LEAST_DIFFERENCE
        ratio = (_total(now) + 6) / (_total(expected) + 6)
        # A shadow: every channel darkened by about the same factor, so that the colour stays.
        as_shadow = expected * np.clip(ratio, _DARKEST_SHADOW, _BRIGHTEST)[:, :, None]
        blue, green, red = cv2.split(cv2.absdiff(now, as_shadow))
        colour = cv2.max(cv2.max(blue, green), red)
        mask: NDArray = (np.asarray(colour) > level).astype(np.uint8) * 255
        mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
        mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
        return _filled(np.asarray(mask, np.uint8))


def _gain(now: NDArray[np.float32], mat: NDArray[np.float32]) -> NDArray[np.float32]:
    """Fit the lamp and the exposure, (h, w, 3): a factor per channel that slopes evenly over the mat."""
    height, width = mat.shape[:2]
    # The rim is bare far more often than the middle, and most of it is.
    y, x = np.mgrid[0:height:4, 0:width:4]
    rim = (y < height // 8) | (y >= height - height // 8) | (x < width // 8) | (x >= width - width // 8)
    y, x = y[rim], x[rim]
    ratio = (now[y, x] + 4) / (mat[y, x] + 4)
    grey = ratio.mean(axis=1)
    counts, edges = np.histogram(grey, bins=60, range=(0.3, 2.5))
    top = int(np.convolve(counts, (1, 2, 1), mode="same").argmax())
    plane = np.stack([np.ones(len(x)), x / width - 0.5, y / height - 0.5], axis=1)
    expected, fitted = np.full(len(x), (edges[top] + edges[top + 1]) / 2), np.zeros((3, 3))
    for within in (0.12, 0.08, 0.06):
        near = np.abs(grey - expected) < within
        if near.sum() < 30:
            return np.full((height, width, 3), expected.mean(), np.float32)
        fitted, *_ = np.linalg.lstsq(plane[near], ratio[near], rcond=None)
        expected = (plane @ fitted).mean(axis=1)
    flat = fitted.astype(np.float32)
    across = (np.arange(width, dtype=np.float32) / width - 0.5)[None, :, None] * flat[1]
    down = (np.arange(height, dtype=np.float32) / height - 0.5)[:, None, None] * flat[2]
    return np.clip(flat[0] + across + down, 0.2, 4.0).astype(np.float32)


def _total(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(cv2.transform(picture, np.ones((1, 3), np.float32)), np.float32)


def _filled(mask: Picture) -> Picture:
    """Leave out specks, fill holes: print on a paper may be as dark as the mat."""
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    kept = [contour for contour in contours if cv2.contourArea(contour) > _SMALLEST_PART * mask.size]
    whole = np.zeros_like(mask)
    cv2.drawContours(whole, kept, -1, 255, -1)
    return whole


def _sorted_out(small: Picture, mask: Picture) -> tuple[list[Quad], Picture]:
    """Papers, largest first, and the mask of hands."""
    hands = np.zeros_like(mask)
    papers: list[Quad] = []
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    for number in sorted(range(1, count), key=lambda i: -stats[i, cv2.CC_STAT_AREA]):
        blob = np.where(labels == number, 255, 0).astype(np.uint8)
        left, top, wide, high = stats[number, :4]
        at_rim = left <= 1 or top <= 1 or left + wide >= mask.shape[1] - 1 or top + high >= mask.shape[0] - 1
        quad = _paper(blob, at_rim)
        if quad is not None and not (at_rim and _on_rim(quad, mask) and _is_skin(small, blob)):
            papers.append(quad)
            cv2.fillConvexPoly(blob, np.rint(quad).astype(np.int32), 0)
            blob = np.asarray(cv2.erode(blob, np.ones((7, 7), np.uint8)), np.uint8)
        if at_rim and blob.any():
            hands |= np.asarray(cv2.dilate(blob, np.ones((7, 7), np.uint8)), np.uint8)
    return papers, hands


def _paper(blob: Picture, at_rim: bool) -> Quad | None:
    """Return the quadrilateral that covers the blob best, where one covers it well.

    A paper under a hand has the hand's outline beside its own, so that it must be filled rather than alike.
    """
    height, width = blob.shape
    around, outline = from_mask(blob, most=1, smallest=_SMALLEST_PART)
    crossed = from_lines(lines_of(outline, 0.05 * max(height, width)), width, height, _SMALLEST_PART)
    best, most = None, 0.0
    for quad in (*around, *crossed[:40]):
        drawn = np.zeros_like(blob)
        cv2.fillConvexPoly(drawn, np.rint(quad).astype(np.int32), 255)
        both = cv2.countNonZero(drawn & blob)
        alike = both / max(1, cv2.countNonZero(drawn | blob))
        filled = both / max(1, cv2.countNonZero(drawn))
        if filled > (0.93 if at_rim else 0.8) and alike > most:
            best, most = quad, alike
    if best is None or most < (_ALIKE_AT_RIM if at_rim else _ALIKE) or not is_sound(best, 12.0):
        return None
    return clockwise(best)


def _on_rim(quad: Quad, mask: Picture) -> bool:
    height, width = mask.shape
    return bool(((quad < 3) | (quad > np.array([width - 4, height - 4]))).any())


def _is_skin(small: Picture, blob: Picture) -> bool:
    """Whether a blob that reaches over the rim has the chroma of skin: a hand, not a paper half outside."""
    chroma = cv2.cvtColor(small, cv2.COLOR_BGR2YCrCb)
    skin = cv2.inRange(chroma, np.array([0, 136, 80]), np.array([255, 178, 127]))
    return cv2.countNonZero(cv2.bitwise_and(skin, blob)) > 0.5 * cv2.countNonZero(blob)
