"""The second detector: a small network of our own that sees corners, outline and inside of papers.

It has learned on rendered papers (tools/train_corners) and shares nothing with the classical detector but the
picture, so that their agreement means something; its own score does not. Runs in the vision worker alone.
See docs/decisions/0019-corner-network.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_camera.detection.quads import Picture, Quad, clockwise, overlap

WIDTH, HEIGHT = 256, 192
_INNER_WIDTH, _INNER_HEIGHT, _PAD = 240, 180, 114
_CELL = 4
_PEAK, _PEAKS = 0.12, 10
_MIN_AREA = 0.015
_MIN_SCORE = 0.3
_OTHERWISE, _ALIKE, _MOST = 0.6, 0.8, 6
_WEIGHTS = Path(__file__).with_name("corners.onnx")

Map = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class NetworkPage:
    """A paper: corners in px of the picture that was searched, about 1 % of a side from the truth.

    `score` 0..1 is how well corners, outline and inside fit together; a wrong page can have a high one.
    `inside` (h, w) float32 0..1, some 60 cells wide: how surely each part of the picture is paper.
    """

    corners: Quad
    score: float
    inside: Map


@dataclass(frozen=True, slots=True)
class Maps:
    """What the network says for each cell of 4 x 4 px of its input; `way` (2, h, w) leads to a corner."""

    corner: Map
    outline: Map
    inside: Map
    way: Map

    @classmethod
    def of(cls, out: NDArray[np.floating]) -> "Maps":
        """From the raw output, (5, 48, 64) logits and offsets."""
        chance = 1 / (1 + np.exp(-np.clip(out[:3], -30, 30).astype(np.float32)))
        return cls(chance[0], chance[1], chance[2], np.asarray(out[3:5], np.float32))


class CornerNetwork:
    """The loaded network; `find` is for one thread at a time."""

    def __init__(self, weights: Path | None = None) -> None:
        """Load `weights` (ONNX), or the network's own; raises OSError or cv2.error where that fails."""
        data = np.frombuffer((weights or _WEIGHTS).read_bytes(), np.uint8)
        self._net = cv2.dnn.readNetFromONNX(data)

    def find(self, picture: Picture) -> NetworkPage | None:
        """The paper that is seen best in a BGR picture, (h, w, 3) uint8; None where there is none."""
        found = self.find_all(picture)
        return found[0] if found else None

    def find_all(self, picture: Picture) -> list[NetworkPage]:
        """All whole papers in a BGR picture, (h, w, 3) uint8: the best ones that do not overlap first.

        After them, over them, what they could be as well: two sheets that touch, or one in two colours.
        """
        view = View.of(picture)
        if view is None:
            return []
        blob = cv2.dnn.blobFromImage(view.input, 1 / 255, mean=(127.5, 127.5, 127.5))
        self._net.setInput(blob)
        maps = Maps.of(self._net.forward()[0])
        inside = view.small(maps.inside)
        return [NetworkPage(view.outward(quad), score, inside) for quad, score in likely_quads(maps)]


@dataclass(frozen=True, slots=True)
class View:
    """A picture as the network takes it: upright ones turned to lie, fitted into the middle of the input."""

    input: Picture
    scale: tuple[float, float]
    step: int
    left: int
    top: int
    size: tuple[int, int]
    turned: bool

    @classmethod
    def of(cls, picture: Picture) -> "View | None":
        """None for what is no picture: not (h, w, 3) uint8, or under 16 px, or a strip."""
        if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype != np.uint8:
            return None
        height, width = picture.shape[:2]
        if min(height, width) < 16 or max(height, width) > 8 * min(height, width):
            return None
        turned = height > width
        long, short = (height, width) if turned else (width, height)
        scale = min(_INNER_WIDTH / long, _INNER_HEIGHT / short)
        w, h = max(1, round(long * scale)), max(1, round(short * scale))
        # Of a large picture every third or fourth px is enough: 10 ms instead of 30 for 8 MP.
        step = max(1, int(0.25 / scale))
        picture = np.ascontiguousarray(picture[::step, ::step])
        inter = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        small = cv2.resize(picture, (h, w) if turned else (w, h), interpolation=inter)
        if turned:
            small = cv2.rotate(small, cv2.ROTATE_90_COUNTERCLOCKWISE)
        left, top = (WIDTH - w) // 2, (HEIGHT - h) // 2
        whole = np.full((HEIGHT, WIDTH, 3), _PAD, np.uint8)
        whole[top : top + h, left : left + w] = small
        long, short = sorted((picture.shape[0] * step, picture.shape[1] * step), reverse=True)
        return cls(whole, (w / long, h / short), step, left, top, (width, height), turned)

    def outward(self, quad: Quad) -> Quad:
        """From px of the input to px of the picture."""
        x = (quad[:, 0] - self.left + 0.5) / self.scale[0] - self.step / 2
        y = (quad[:, 1] - self.top + 0.5) / self.scale[1] - self.step / 2
        if self.turned:
            x, y = self.size[0] - 1 - y, x
        return clockwise(np.stack([x, y], axis=1))

    def small(self, cells: Map) -> Map:
        """The part of a map that shows the picture, the right way up."""
        height, width = self.input.shape[0] - 2 * self.top, self.input.shape[1] - 2 * self.left
        top, left = self.top // _CELL, self.left // _CELL
        part = cells[top : top - (-height // _CELL), left : left - (-width // _CELL)]
        return np.ascontiguousarray(np.rot90(part, -1) if self.turned else part)


def best_quad(maps: Maps) -> tuple[Quad, float] | None:
    """The best quadrilateral in px of the input and its score; None under the least score."""
    return next(iter(separate_quads(maps)), None)


def separate_quads(maps: Maps) -> list[tuple[Quad, float]]:
    """Quadrilaterals in px of the input, clockwise, the best first; none overlaps a better one."""
    chosen: list[tuple[Quad, float]] = []
    for quad, score in _scored(maps):
        if all(_apart(quad, other) for other, _ in chosen):
            chosen.append((quad, score))
    return [(_in_px(quad), score) for quad, score in chosen]


def likely_quads(maps: Maps) -> list[tuple[Quad, float]]:
    """The separate ones, then what else they could be: two sheets side by side or one in two colours."""
    chosen = separate_quads(maps)
    least = _OTHERWISE * chosen[0][1] if chosen else 1.0
    for cells, score in _scored(maps):
        quad = _in_px(cells)
        if len(chosen) == _MOST or score < least:
            break
        if all(overlap(quad, other) < _ALIKE for other, _ in chosen):
            chosen.append((quad, score))
    return chosen


def _scored(maps: Maps) -> list[tuple[Quad, float]]:
    """All quadrilaterals in cells, the best first."""
    peaks, strengths = _peaks(maps)
    scored = []
    for quad, strength in _candidates(maps, peaks, strengths):
        score = _score(maps, quad, strength, peaks, strengths)
        if score >= _MIN_SCORE:
            scored.append((quad, score))
    return sorted(scored, key=lambda pair: -pair[1])


def _in_px(cells: Quad) -> Quad:
    return (cells * _CELL + (_CELL - 1) / 2).astype(np.float32)


def _peaks(maps: Maps) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Corners in cells, (n, 2), with 0..1 of each; the mean of where the cells around a peak point to."""
    corner = maps.corner
    top = (corner == cv2.dilate(corner, np.ones((3, 3), np.uint8))) & (corner > _PEAK)
    rows, columns = np.nonzero(top)
    order = np.argsort(-corner[rows, columns])
    rows_of, columns_of = np.mgrid[0 : corner.shape[0], 0 : corner.shape[1]]
    found: list[NDArray[np.float32]] = []
    strengths: list[float] = []
    for row, column in zip(rows[order], columns[order], strict=True):
        window = np.s_[max(0, row - 1) : row + 2, max(0, column - 1) : column + 2]
        y, x = rows_of[window], columns_of[window]
        weight = corner[window] / corner[window].sum()
        point = np.array(
            [(weight * (x + maps.way[0][window])).sum(), (weight * (y + maps.way[1][window])).sum()],
            np.float32,
        )
        if np.abs(point - (column, row)).max() > 2.5:
            point = np.array([column, row], np.float32)
        if any(float(np.hypot(*(point - other))) < 1.5 for other in found):
            continue
        found.append(point)
        strengths.append(float(corner[row, column]))
        if len(found) == _PEAKS:
            break
    return np.array(found, np.float32).reshape(-1, 2), np.array(strengths, np.float32)


def _candidates(
    maps: Maps, peaks: NDArray[np.float32], strengths: NDArray[np.float32]
) -> Iterator[tuple[Quad, float]]:
    """Quadrilaterals in cells with the mean strength of their corners."""
    for four in combinations(range(len(peaks)), 4):
        chosen = list(four)
        yield clockwise(peaks[chosen]), float(strengths[chosen].mean())
    # A corner under a finger has no peak: the outline of the inside stands in for it.
    mask = (maps.inside > 0.5).astype(np.uint8)
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    for contour in sorted(contours, key=cv2.contourArea, reverse=True)[:4]:
        hull = cv2.convexHull(contour)
        if cv2.contourArea(hull) < _MIN_AREA * mask.size:
            break
        for rough in _four_sided(hull):
            yield _drawn_to(rough, peaks, strengths)


def _four_sided(hull: cv2.typing.MatLike) -> Iterator[Quad]:
    yield np.asarray(cv2.boxPoints(cv2.minAreaRect(hull)), np.float32)
    around = cv2.arcLength(hull, True)
    for part in (0.02, 0.035, 0.05, 0.08):
        corners = cv2.approxPolyDP(hull, part * around, True)
        if len(corners) == 4:
            yield corners.reshape(4, 2).astype(np.float32)
            return


def _drawn_to(rough: Quad, peaks: NDArray[np.float32], strengths: NDArray[np.float32]) -> tuple[Quad, float]:
    """Corners that have a peak near by go there; the others count little."""
    quad, total = rough.copy(), 0.0
    reach = 0.12 * float(np.sqrt(max(1.0, cv2.contourArea(rough))))
    for i, corner in enumerate(rough):
        away = np.hypot(*(peaks - corner).T) if len(peaks) else np.array([np.inf])
        nearest = int(away.argmin())
        if away[nearest] < reach:
            quad[i] = peaks[nearest]
            total += float(strengths[nearest])
        else:
            total += 0.1
    return clockwise(quad), total / 4


def _score(
    maps: Maps, quad: Quad, strength: float, peaks: NDArray[np.float32], strengths: NDArray[np.float32]
) -> float:
    """0..1: corners, outline (its weakest side once more) and inside together."""
    area = cv2.contourArea(quad)
    if area < _MIN_AREA * maps.inside.size or not cv2.isContourConvex(quad):
        return 0.0
    sides = np.roll(quad, -1, axis=0) - quad
    lengths = np.hypot(sides[:, 0], sides[:, 1])
    if lengths.min() < 3:
        return 0.0
    along = np.linspace(0.04, 0.96, 24, dtype=np.float32)
    points = quad[:, None] + sides[:, None] * along[None, :, None]
    seen = cv2.remap(
        maps.outline, points[:, :, 0].copy(), points[:, :, 1].copy(), cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    ).mean(axis=1)  # fmt: skip
    outline = float(0.5 * seen.mean() + 0.5 * seen.min())
    shape = np.zeros(maps.inside.shape, np.uint8)
    cv2.fillConvexPoly(shape, np.rint(quad * 16).astype(np.int32), 1, shift=4)
    inside = float(maps.inside[shape > 0].mean()) if shape.any() else 0.0
    score = float(max(0.0, strength) ** 0.4 * outline**0.6) * inside
    # A corner in the middle of a side, nearly as clear as its own: two sheets side by side were taken for
    # one. On one sheet in two colours those in the middle are weaker.
    offset = peaks[:, None] - quad[None]
    part = (offset * sides[None]).sum(axis=2) / np.maximum(1e-6, lengths**2)
    away = np.abs(offset[:, :, 0] * sides[None, :, 1] - offset[:, :, 1] * sides[None, :, 0]) / lengths
    between = (part > 0.15) & (part < 0.85) & (away < 1.5) & (strengths[:, None] > 0.7 * strength)
    return score * 0.7 ** int(between.sum())


def _apart(one: Quad, other: Quad) -> bool:
    shared, _ = cv2.intersectConvexConvex(one, other)
    return bool(shared < 0.1 * min(cv2.contourArea(one), cv2.contourArea(other)))
