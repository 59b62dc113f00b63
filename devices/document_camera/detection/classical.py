"""Where the page lies in the picture: several guesses, one judge.

No single cue finds every sheet: a white page parts well from the mat by lightness (Otsu), a coloured one by
saturation, one under a lamp's gradient only by its edges, one with a bent corner by its straight sides
(Hough). Every cue proposes quadrilaterals; each is scored by how much of its outline lies on a real edge
that goes from dark outside to light inside, and the best is refined by fitting a line to each side.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Quad = NDArray[np.float32]
"""(4, 2) float32, px, clockwise from the corner nearest to the picture's top left."""

_LONG_SIDE = 640
_MIN_AREA = 0.06
_MIN_SCORE = 0.45


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page: corners in px of the picture that was searched, and 0..1 of its outline on a real edge."""

    corners: Quad
    score: float


def find_page(picture: Picture, thorough: bool = True) -> FoundPage | None:
    """Find the page in a BGR picture, (h, w, 3) uint8; None where there is none.

    Not `thorough` tries the lightness cue alone, for the preview.
    """
    scale = _LONG_SIDE / max(picture.shape[:2])
    if scale < 1:
        size = (round(picture.shape[1] * scale), round(picture.shape[0] * scale))
        small = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    else:
        scale, small = 1.0, picture
    lab = cv2.cvtColor(small, cv2.COLOR_BGR2LAB)
    light = np.asarray(cv2.GaussianBlur(lab[:, :, 0], (5, 5), 0), np.uint8)
    judge = _Judge(light)
    best: tuple[float, Quad] | None = None
    for quad in _proposals(small, light, thorough):
        score = judge.score(quad)
        if best is None or score > best[0]:
            best = (score, quad)
    if best is None or best[0] < _MIN_SCORE:
        return None
    corners = _refine(light, best[1])
    score = judge.score(corners)
    if score < best[0]:
        score, corners = best
    if scale < 1:
        # Pixel centres: the middle of the first small pixel is not the middle of the first large one.
        corners = ((corners + 0.5) / scale - 0.5).astype(np.float32)
        if thorough:
            corners = refine(picture, corners, 0.8 / scale)
    return FoundPage(clockwise(corners), score)


def refine(picture: Picture, corners: Quad, reach: float) -> Quad:
    """Move corners onto the edge in a picture at full size, at most about `reach` px."""
    light = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)
    return _refine(light, corners, max(4, int(reach * 2)))


def clockwise(corners: NDArray[np.floating]) -> Quad:
    """Order four corners clockwise, beginning with the one nearest to the top left."""
    middle = corners.mean(axis=0)
    order = np.argsort(np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0]))
    ordered = corners[order]
    return np.roll(ordered, -int(np.argmin(ordered.sum(axis=1))), axis=0).astype(np.float32)


def overlap(one: Quad, other: Quad) -> float:
    """Intersection over union of two convex quadrilaterals."""
    shared, _ = cv2.intersectConvexConvex(clockwise(one), clockwise(other))
    whole = cv2.contourArea(one) + cv2.contourArea(other) - shared
    return float(shared / whole) if whole > 0 else 0.0


def _proposals(small: Picture, light: Picture, thorough: bool) -> Iterator[Quad]:
    _, mask = cv2.threshold(light, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    yield from _from_mask(np.asarray(mask, np.uint8))
    if not thorough:
        return
    saturation = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2HSV)[:, :, 1], (5, 5), 0)
    _, pale = cv2.threshold(saturation, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    yield from _from_mask(np.where(light > 70, pale, 0).astype(np.uint8))
    high, _ = cv2.threshold(light, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    edges = cv2.bitwise_or(cv2.Canny(light, high * 0.3, high * 0.7), cv2.Canny(saturation, 40, 110))
    yield from _from_mask(np.asarray(cv2.dilate(edges, np.ones((5, 5), np.uint8)), np.uint8))
    yield from _from_lines(np.asarray(edges, np.uint8))


def _from_mask(mask: Picture) -> Iterator[Quad]:
    kernel = np.ones((9, 9), np.uint8)
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, kernel)
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, kernel)
    contours, _ = cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for contour in sorted(contours, key=cv2.contourArea, reverse=True)[:3]:
        hull = cv2.convexHull(contour)
        if cv2.contourArea(hull) < _MIN_AREA * mask.size:
            return
        yield np.asarray(cv2.boxPoints(cv2.minAreaRect(hull)), np.float32)
        around = cv2.arcLength(hull, True)
        for part in (0.01, 0.02, 0.035, 0.05, 0.08):
            corners = cv2.approxPolyDP(hull, part * around, True)
            if len(corners) == 4:
                yield corners.reshape(4, 2).astype(np.float32)
                break


def _from_lines(edges: Picture) -> Iterator[Quad]:
    """Quadrilaterals out of the longest straight edges: two that lie one way and two across them."""
    shortest = max(edges.shape) // 8
    found = cv2.HoughLinesP(edges, 1, np.pi / 180, 60, minLineLength=shortest, maxLineGap=12)
    if found is None:
        return
    segments = np.asarray(found, np.float32).reshape(-1, 4)
    lengths = np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])
    lines: list[tuple[float, float]] = []
    for x1, y1, x2, y2 in segments[np.argsort(-lengths)][:60]:
        angle = float(np.arctan2(y2 - y1, x2 - x1) + np.pi / 2) % np.pi
        distance = float(x1 * np.cos(angle) + y1 * np.sin(angle))
        if all(abs(distance - d) > 12 or _apart(angle, a) > 0.12 for a, d in lines):
            lines.append((angle, distance))
        if len(lines) == 10:
            break
    pairs = [
        (one, two)
        for one, two in combinations(lines, 2)
        if _apart(one[0], two[0]) < 0.35 and abs(one[1] - two[1]) > shortest
    ]
    for one, two in combinations(pairs, 2):
        if _apart(one[0][0], two[0][0]) < 1.2:
            continue
        corners = [
            _cross(a, b) for a, b in ((one[0], two[0]), (one[0], two[1]), (one[1], two[1]), (one[1], two[0]))
        ]
        quad = np.array(corners, np.float32)
        if cv2.isContourConvex(quad) and cv2.contourArea(quad) > _MIN_AREA * edges.size:
            yield quad


def _apart(one: float, two: float) -> float:
    difference = abs(one - two) % np.pi
    return float(min(difference, np.pi - difference))


def _cross(one: tuple[float, float], two: tuple[float, float]) -> tuple[float, float]:
    (a, p), (b, q) = one, two
    sine = np.sin(b - a)
    if abs(sine) < 1e-6:
        return (-1e4, -1e4)
    return (
        float((p * np.sin(b) - q * np.sin(a)) / sine),
        float((q * np.cos(a) - p * np.cos(b)) / sine),
    )


class _Judge:
    """Scores quadrilaterals by the edge under their outline."""

    def __init__(self, light: Picture) -> None:
        self._height, self._width = light.shape
        self._light = light.astype(np.float32)

    def score(self, quad: Quad) -> float:
        """0..1: the part of the outline with a lighter inside, the weakest side counted once more."""
        corners = clockwise(quad)
        area = cv2.contourArea(corners)
        if area < _MIN_AREA * self._light.size or not cv2.isContourConvex(corners):
            return 0.0
        edge = np.roll(corners, -1, axis=0) - corners
        if np.hypot(edge[:, 0], edge[:, 1]).min() < 0.08 * max(self._width, self._height):
            return 0.0
        outside = (corners < -0.02 * self._width).any() or (
            corners > np.array([self._width, self._height]) + 0.02 * self._width
        ).any()
        if outside:
            return 0.0
        sides = [self._side(corners[i], corners[(i + 1) % 4]) for i in range(4)]
        # A larger page that is as well supported wins over a block of text inside it.
        return float(
            0.5 * np.mean(sides) + 0.4 * min(sides) + 0.1 * min(1.0, area / (0.5 * self._light.size))
        )

    def _side(self, start: NDArray[np.float32], end: NDArray[np.float32]) -> float:
        along = np.linspace(0.04, 0.96, 48)[:, None]
        points = start + (end - start) * along
        direction = (end - start) / max(1e-6, float(np.hypot(*(end - start))))
        inward = np.array([-direction[1], direction[0]], np.float32)
        steps = [
            self._sample(points + inward * (shift + 3)) - self._sample(points + inward * (shift - 3))
            for shift in (-2, 0, 2)
        ]
        # A side on the frame's own border has nothing outside it and counts for nothing.
        return float((np.max(steps, axis=0) > 22).mean())

    def _sample(self, points: NDArray[np.floating]) -> NDArray[np.float32]:
        x = np.clip(np.rint(points[:, 0]).astype(int), 0, self._width - 1)
        y = np.clip(np.rint(points[:, 1]).astype(int), 0, self._height - 1)
        return self._light[y, x]


def _refine(light: Picture, quad: Quad, reach: int = 7) -> Quad:
    """Fit a line to the strongest dark-to-light step along each side, and cross neighbours."""
    corners = clockwise(quad)
    height, width = light.shape
    offsets = np.arange(-reach, reach + 1, 0.5).astype(np.float32)
    lines = []
    for i in range(4):
        start, end = corners[i], corners[(i + 1) % 4]
        length = float(np.hypot(*(end - start)))
        if length < 8:
            return corners
        direction = (end - start) / length
        inward = np.array([-direction[1], direction[0]], np.float32)
        along = start + (end - start) * np.linspace(0.06, 0.94, 80, dtype=np.float32)[:, None]
        grid = along[:, None, :] + inward * offsets[None, :, None]
        profile = cv2.remap(
            light,
            grid[:, :, 0].copy(),
            grid[:, :, 1].copy(),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        ).astype(np.float32)
        step = np.diff(cv2.GaussianBlur(profile, (5, 1), 0), axis=1)
        strongest = step.argmax(axis=1)
        rows = np.arange(len(step))
        clear = step[rows, strongest] > 4
        points = grid[rows, strongest] + inward * 0.25
        inside = clear & (points >= 1).all(axis=1) & (points < [width - 1, height - 1]).all(axis=1)
        if inside.sum() < 20:
            lines.append((start, direction))
            continue
        vx, vy, x0, y0 = cv2.fitLine(points[inside].astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).ravel()
        lines.append((np.array([x0, y0], np.float32), np.array([vx, vy], np.float32)))
    crossed = [_meet(lines[i - 1], lines[i]) for i in range(4)]
    refined = np.array([c if c is not None else corners[i] for i, c in enumerate(crossed)], np.float32)
    moved = np.abs(refined - corners).max()
    return refined if moved < 4 * reach else corners


_Line = tuple[NDArray[np.float32], NDArray[np.float32]]


def _meet(one: _Line, two: _Line) -> NDArray[np.float32] | None:
    (p, d), (q, e) = one, two
    cross = float(d[0] * e[1] - d[1] * e[0])
    if abs(cross) < 1e-4:
        return None
    gap = q - p
    return np.asarray(p + d * (float(gap[0] * e[1] - gap[1] * e[0]) / cross), np.float32)
