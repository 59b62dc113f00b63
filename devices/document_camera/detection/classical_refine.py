"""Corners to a part of a pixel: each side is moved onto the edge that lies near it, and neighbours cross."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_camera.detection.quads import Picture, Quad, clockwise, is_sound

_SAMPLES = 96
_ENDS = (0.03, 0.97)
_FEWEST = 0.3
"""Part of a side's samples that must show the edge; else the side stays where it was."""
_ROUNDS = 4
_FINE = 6.0
"""A reach in px up to which one look is enough: a small picture, searched for candidates."""
_TRIES = 48


@dataclass(frozen=True, slots=True)
class _Side:
    """A side as it was fitted: `origin`, `direction`, `inward` in px; offset inward = c0 + c1·t + c2·t²."""

    origin: NDArray[np.float64]
    direction: NDArray[np.float64]
    inward: NDArray[np.float64]
    curve: NDArray[np.float64]

    def at(self, along: float) -> NDArray[np.float64]:
        bend = self.curve[0] + self.curve[1] * along + self.curve[2] * along * along
        return self.origin + self.direction * along + self.inward * bend

    def tangent(self, along: float) -> NDArray[np.float64]:
        return self.direction + self.inward * (self.curve[1] + 2 * self.curve[2] * along)


def refine(picture: Picture, corners: Quad, reach: float) -> Quad:
    """Move corners onto the edges within about `reach` px of the sides, in a BGR picture at full size.

    Sides may be slightly curved by the lens. Where a side shows no edge it stays.
    """
    start = clockwise(corners)
    if not is_sound(start, 8.0):
        return start
    sides = [_fit(picture, start, i, reach) for i in range(4)]
    crossed = [_meet(sides[i - 1], sides[i], start[i]) for i in range(4)]
    refined = np.array(crossed, np.float32)
    if not np.isfinite(refined).all() or np.abs(refined - start).max() > 4 * reach + 2:
        return start
    return clockwise(refined) if is_sound(refined, 8.0) else start


def _fit(picture: Picture, corners: Quad, number: int, reach: float) -> _Side:
    start = corners[number].astype(np.float64)
    end = corners[(number + 1) % 4].astype(np.float64)
    length = float(np.hypot(*(end - start)))
    direction = (end - start) / length
    inward = np.array([-direction[1], direction[0]])
    middle = (start + end) / 2
    side = _Side(middle, direction, inward, np.zeros(3))
    along = np.linspace(*_ENDS, _SAMPLES) * length - length / 2
    # Print near the edge is as dark as a mat: the first look, over the whole reach, may only place a straight
    # line; the second, close to that line, sees nothing but the edge and may follow the lens.
    looks = [(reach, False), (max(3.0, reach / 2), True)] if reach > _FINE else [(reach, False)]
    for within, may_bend in looks:
        edges, clear = _edges(picture, side, along, within)
        if clear.mean() < _FEWEST:
            return side
        base = np.polynomial.polynomial.polyval(along, side.curve)
        curve = _robust(along[clear] / length, (base + edges)[clear], max(1.0, within / 4), may_bend)
        if curve is None:
            return side
        side = _Side(middle, direction, inward, curve / np.array([1.0, length, length * length]))
    return side


def _edges(
    picture: Picture, side: _Side, along: NDArray[np.float64], within: float
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """For each place along a side the offset inward of the edge from it, px, and whether one is clear.

    It is looked for at most `within` px off.
    """
    height, width = picture.shape[:2]
    step = max(0.5, within / 24)
    around = max(within + 3 * step, 6.0)
    offsets = np.arange(-around, around + 0.5 * step, step)
    bend = np.polynomial.polynomial.polyval(along, side.curve)
    depth = bend[:, None] + offsets[None]
    grid = side.origin + side.direction * along[:, None, None] + side.inward * depth[:, :, None]
    grid = grid.astype(np.float32)
    profile = cv2.remap(
        picture, grid[:, :, 0].copy(), grid[:, :, 1].copy(), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.float32)
    profile = np.asarray(cv2.GaussianBlur(profile, (5, 1), 0), np.float32)
    # The change of colour that most of the side shows tells the paper's edge from print, grain and shadow.
    inside = profile[:, -len(offsets) // 3 :].mean(axis=1)
    outside = profile[:, : len(offsets) // 3].mean(axis=1)
    change = np.median(inside - outside, axis=0)
    size = float(np.linalg.norm(change))
    if size < 3:
        return np.zeros(len(along)), np.zeros(len(along), bool)
    tone = profile @ (change / size).astype(np.float32)
    slope = tone[:, 2:] - tone[:, :-2]
    slope[:, np.abs(offsets[1:-1]) > within + step] = 0
    at = slope.argmax(axis=1)
    rows = np.arange(len(slope))
    peak = slope[rows, at]
    inner = np.clip(at, 1, slope.shape[1] - 2)
    left, top, right = slope[rows, inner - 1], slope[rows, inner], slope[rows, inner + 1]
    curvature = left - 2 * top + right
    part = np.where(
        np.abs(curvature) > 1e-3, 0.5 * (left - right) / np.where(curvature == 0, 1, curvature), 0
    )
    edges = offsets[inner + 1] + np.clip(part, -0.5, 0.5) * step
    place = grid[rows, inner + 1]
    seen = (place >= 1).all(axis=1) & (place <= [width - 2, height - 2]).all(axis=1)
    return edges, seen & (peak > max(4.0, 0.25 * size)) & (at > 0) & (at < slope.shape[1] - 1)


def _robust(
    along: NDArray[np.float64], edges: NDArray[np.float64], loose: float, may_bend: bool
) -> NDArray[np.float64] | None:
    """Fit offset = c0 + c1·t + c2·t² (t = -0.5..0.5), without what lies off; c2 only where it `may_bend`."""
    one, two = np.random.default_rng(7).integers(0, len(along), (2, _TRIES))
    far = np.abs(along[one] - along[two]) > 0.15
    one, two = one[far], two[far]
    if not len(one):
        return None
    slopes = (edges[two] - edges[one]) / (along[two] - along[one])
    near = np.abs(edges - edges[one, None] - slopes[:, None] * (along - along[one, None])) < loose
    kept = near[near.sum(axis=1).argmax()]
    if kept.mean() < 0.4 or kept.sum() < 12:
        return None
    for number in range(_ROUNDS):
        # A curve is only trusted where the side is seen from end to end.
        bent = may_bend and number >= 1 and bool(np.ptp(along[kept]) > 0.75)
        powers = np.vander(along, 3 if bent else 2, increasing=True)
        seen = powers[kept]
        found = np.linalg.solve(seen.T @ seen, seen.T @ edges[kept])
        off = np.abs(edges - powers @ found)
        limit = max(0.35, 2.5 * 1.4826 * float(np.median(off[kept])))
        closer = off < limit
        if closer.sum() < 12:
            break
        kept = closer
    curve = np.zeros(3)
    curve[: len(found)] = found
    return curve


def _meet(one: _Side, two: _Side, corner: NDArray[np.float32]) -> NDArray[np.float64]:
    """Cross two sides near a corner: Newton along both."""
    t = float((corner - one.origin) @ one.direction)
    u = float((corner - two.origin) @ two.direction)
    for _ in range(6):
        gap = two.at(u) - one.at(t)
        matrix = np.column_stack([one.tangent(t), -two.tangent(u)])
        if abs(np.linalg.det(matrix)) < 0.05:
            return np.full(2, np.nan)
        change = np.linalg.solve(matrix, gap)
        t, u = t + float(change[0]), u + float(change[1])
    return one.at(t)
