"""Quadrilaterals that may be a paper: out of masks, and out of straight edges.

No single cue finds every sheet: a white page parts well from the mat by lightness, a coloured cover by
saturation or by being unlike the table, one under a lamp's gradient only by its edges, one with a bent corner
or a finger over it by its straight sides.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_camera.detection.classical_cues import Cues
from devices.document_camera.detection.quads import Picture, Quad, clockwise, scaled

SMALLEST_PART = 0.012
"""Of the picture: anything smaller is no paper."""
_MOST_LINES = 22
_MOST_QUADS = 4000

Segments = NDArray[np.float32]
"""(n, 4) float32, x1 y1 x2 y2 in px."""


def from_mask(mask: Picture, most: int = 4, smallest: float = SMALLEST_PART) -> tuple[list[Quad], Segments]:
    """Quadrilaterals around the largest blobs of a mask, and the straight parts of their outlines."""
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((7, 7), np.uint8))
    contours, _ = cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    quads: list[Quad] = []
    parts: list[Segments] = []
    for contour in sorted(contours, key=cv2.contourArea, reverse=True)[:most]:
        hull = cv2.convexHull(contour)
        if cv2.contourArea(hull) < smallest * mask.size:
            break
        quads.append(clockwise(np.asarray(cv2.boxPoints(cv2.minAreaRect(hull)), np.float32)))
        around = cv2.arcLength(hull, True)
        for part in (0.01, 0.02, 0.035, 0.05, 0.08):
            corners = cv2.approxPolyDP(hull, part * around, True)
            if len(corners) == 4:
                quads.append(clockwise(corners.reshape(4, 2).astype(np.float32)))
                break
        outline = cv2.approxPolyDP(contour, 2.5, True).reshape(-1, 2).astype(np.float32)
        segments = np.hstack([outline, np.roll(outline, -1, axis=0)])
        parts.append(_inside(segments, mask.shape[1], mask.shape[0]))
    return quads, np.vstack(parts) if parts else np.empty((0, 4), np.float32)


def straight_edges(cues: Cues) -> Segments:
    """Line segments of the picture: by lightness, and by saturation for a cover as light as the table."""
    finder = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD)
    light = finder.detect(cues.lab[:, :, 0].copy())[0]
    # Colour is coarse in a JPEG: half the size shows as much of it, in a quarter of the time.
    half = (cues.saturation.shape[1] // 2, cues.saturation.shape[0] // 2)
    colour = finder.detect(cv2.resize(cues.saturation, half, interpolation=cv2.INTER_AREA))[0]
    found = [np.empty((0, 4), np.float32)]
    if light is not None:
        found.append(np.asarray(light, np.float32).reshape(-1, 4))
    if colour is not None:
        found.append(scaled(np.asarray(colour, np.float32).reshape(-1, 4), 2.0))
    return np.vstack(found)


def _inside(segments: Segments, width: int, height: int) -> Segments:
    """Leave out what runs along the picture's own border."""
    margin = 3
    on_left = (segments[:, [0, 2]] < margin).all(axis=1) | (segments[:, [0, 2]] > width - 1 - margin).all(
        axis=1
    )
    on_top = (segments[:, [1, 3]] < margin).all(axis=1) | (segments[:, [1, 3]] > height - 1 - margin).all(
        axis=1
    )
    return segments[~(on_left | on_top)]


def lines_of(segments: Segments, shortest: float) -> NDArray[np.float32]:
    """Join segments that lie on one line: (n, 3) float32 of a, b, c with a·x + b·y = c and a² + b² = 1.

    The lines with the most edge on them come first.
    """
    lengths = np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])
    order = np.argsort(-lengths)[:400]
    segments, lengths = segments[order], lengths[order]
    keep = lengths > shortest / 4
    segments, lengths = segments[keep], lengths[keep]
    lines: list[tuple[float, NDArray[np.float32]]] = []
    free = np.ones(len(segments), bool)
    for seed in range(len(segments)):
        if lengths[seed] < shortest / 2 or len(lines) == 3 * _MOST_LINES:
            break
        if not free[seed]:
            continue
        line = _line_through(segments[seed][None], lengths[seed][None])
        on_it = free & _lies_on(segments, line, 4.0)
        line = _line_through(segments[on_it], lengths[on_it])
        on_it = free & _lies_on(segments, line, 3.0)
        on_it[seed] = True
        free &= ~on_it
        edge = float(lengths[on_it].sum())
        if edge >= shortest:
            lines.append((edge, _line_through(segments[on_it], lengths[on_it])))
    lines.sort(key=lambda found: -found[0])
    return np.array([line for _, line in lines[:_MOST_LINES]], np.float32).reshape(-1, 3)


def _lies_on(segments: Segments, line: NDArray[np.float32], within: float) -> NDArray[np.bool_]:
    start = np.abs(segments[:, 0] * line[0] + segments[:, 1] * line[1] - line[2])
    end = np.abs(segments[:, 2] * line[0] + segments[:, 3] * line[1] - line[2])
    return np.asarray(np.maximum(start, end) < within)


def _line_through(segments: Segments, weights: NDArray[np.float32]) -> NDArray[np.float32]:
    points = segments.reshape(-1, 2).astype(np.float64)
    weight = np.repeat(weights.astype(np.float64), 2)
    middle = (points * weight[:, None]).sum(axis=0) / weight.sum()
    away = points - middle
    xx, xy, yy = (
        (weight * away[:, 0] ** 2).sum(),
        (weight * away.prod(axis=1)).sum(),
        (weight * away[:, 1] ** 2).sum(),
    )
    angle = 0.5 * np.arctan2(2 * xy, xx - yy) + np.pi / 2
    normal = np.array([np.cos(angle), np.sin(angle)])
    return np.array([normal[0], normal[1], normal @ middle], np.float32)


def from_lines(
    lines: NDArray[np.float32], width: int, height: int, smallest: float = SMALLEST_PART
) -> NDArray[np.float32]:
    """All sound quadrilaterals of two lines that lie one way and two across them: (n, 4, 2) float32."""
    none = np.empty((0, 4, 2), np.float32)
    count = len(lines)
    if count < 4:
        return none
    angle = np.arctan2(lines[:, 1], lines[:, 0])
    apart = np.abs((angle[:, None] - angle[None] + np.pi / 2) % np.pi - np.pi / 2)
    determinant = lines[:, None, 0] * lines[None, :, 1] - lines[:, None, 1] * lines[None, :, 0]
    determinant = np.where(np.abs(determinant) < 1e-3, np.nan, determinant)
    x = (lines[:, None, 2] * lines[None, :, 1] - lines[:, None, 1] * lines[None, :, 2]) / determinant
    y = (lines[:, None, 0] * lines[None, :, 2] - lines[:, None, 2] * lines[None, :, 0]) / determinant
    one, two = np.triu_indices(count, 1)
    facing = apart[one, two] < 0.6
    one, two = one[facing], two[facing]
    first, second = np.triu_indices(len(one), 1)
    a, b, c, d = one[first], two[first], one[second], two[second]
    across = np.minimum(np.minimum(apart[a, c], apart[a, d]), np.minimum(apart[b, c], apart[b, d])) > 0.75
    a, b, c, d = a[across], b[across], c[across], d[across]
    quads = np.stack(
        [np.stack([x[p, q], y[p, q]], axis=1) for p, q in ((a, c), (a, d), (b, d), (b, c))], axis=1
    )
    off = 0.06 * max(width, height)
    near = (quads > -off).all(axis=(1, 2))
    near &= (quads[:, :, 0] < width + off).all(axis=1) & (quads[:, :, 1] < height + off).all(axis=1)
    quads = quads[near]
    after = np.roll(quads, -1, axis=1)
    turn = np.roll(after, -1, axis=1) - after
    edge = after - quads
    cross = edge[:, :, 0] * turn[:, :, 1] - edge[:, :, 1] * turn[:, :, 0]
    convex = (cross > 0).all(axis=1) | (cross < 0).all(axis=1)
    content = np.abs((quads[:, :, 0] * after[:, :, 1] - quads[:, :, 1] * after[:, :, 0]).sum(axis=1)) / 2
    large = content > smallest * width * height
    return np.asarray(quads[convex & large][:_MOST_QUADS], np.float32)
