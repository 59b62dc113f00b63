"""Which quadrilateral is a paper: by the edge under its outline and the colours on both sides of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from devices.document_camera.detection.classical_cues import Cues

_QUICK_SAMPLES = 16
_SAMPLES = 40
_ENDS = (0.04, 0.96)
_CHROMA_WEIGHT = 1.6

Quads = NDArray[np.float32]
"""(n, 4, 2) float32, px."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for n quadrilaterals, each (n, 4) float32 by side, 0..1, and `part` (n,) of the picture.

    `edge`: samples of the side with an edge along it. `steady`: samples where the colour changes the same way
    as on the rest of the side. `even`: how alike the colours just inside are, `plain` those just outside.
    `step`: how large the change of colour is.
    """

    edge: NDArray[np.float32]
    steady: NDArray[np.float32]
    even: NDArray[np.float32]
    plain: NDArray[np.float32]
    step: NDArray[np.float32]
    alike: NDArray[np.float32]
    part: NDArray[np.float32]
    framed: NDArray[np.float32]
    overrun: NDArray[np.float32]


def quick_scores(cues: Cues, quads: Quads) -> NDArray[np.float32]:
    """(n,) 0..1: the edge under the outline alone, the weakest side counted again."""
    edge = _edge_support(cues, quads, _QUICK_SAMPLES)
    return (0.6 * edge.mean(axis=1) + 0.4 * edge.min(axis=1)).astype(np.float32)


def gather(cues: Cues, quads: Quads) -> Evidence:
    """Look closely at the outlines of a few dozen quadrilaterals."""
    height, width = cues.saturation.shape
    points, inward = _along(quads, _SAMPLES)
    lab = cues.lab
    inside = np.stack([_sample(lab, points + inward * depth) for depth in (3.0, 5.0, 8.0)]).astype(np.float32)
    outside = np.stack([_sample(lab, points - inward * depth) for depth in (3.0, 5.0)]).astype(np.float32)
    weight = np.array([1.0, _CHROMA_WEIGHT, _CHROMA_WEIGHT], np.float32)
    inner, outer = inside.mean(axis=0) * weight, outside.mean(axis=0) * weight
    change = inner - outer
    usual = np.median(change, axis=2, keepdims=True)
    size = np.linalg.norm(usual, axis=3)
    along = (change * usual).sum(axis=3) / np.maximum(size * size, 1e-3)
    steady = ((along > 0.4) & (along < 2.5)).mean(axis=2) * np.clip(size[:, :, 0] / 8, 0, 1)
    tone = np.median(inner, axis=2, keepdims=True)
    rough = np.median(np.linalg.norm(inner - tone, axis=3), axis=2)
    spotted = np.median(np.linalg.norm(outer - np.median(outer, axis=2, keepdims=True), axis=3), axis=2)
    chroma = tone[:, :, 0, 1:]
    other = np.linalg.norm(chroma - np.median(chroma, axis=1, keepdims=True), axis=2)
    rim = (points < 2).any(axis=3) | (points > np.array([width - 3, height - 3])).any(axis=3)
    after = np.roll(quads, -1, axis=1)
    content = np.abs((quads[:, :, 0] * after[:, :, 1] - quads[:, :, 1] * after[:, :, 0]).sum(axis=1)) / 2
    return Evidence(
        _edge_support(cues, quads, _SAMPLES),
        steady.astype(np.float32),
        np.exp(-rough / 12).astype(np.float32),
        np.exp(-spotted / 12).astype(np.float32),
        np.clip(size[:, :, 0] / 40, 0, 1).astype(np.float32),
        np.exp(-other / 10).astype(np.float32),
        (content / (width * height)).astype(np.float32),
        rim.mean(axis=2).astype(np.float32),
        _overrun(cues, quads),
    )


def scores(evidence: Evidence) -> NDArray[np.float32]:
    """(n,) 0..1: how sure it is that the outline is a paper's."""
    total = (
        0.22 * evidence.edge.mean(axis=1)
        + 0.20 * evidence.edge.min(axis=1)
        + 0.18 * evidence.steady.mean(axis=1)
        + 0.12 * evidence.steady.min(axis=1)
        + 0.10 * evidence.even.mean(axis=1)
        + 0.06 * evidence.alike.mean(axis=1)
        + 0.12 * np.clip(evidence.part / 0.4, 0, 1)
    )
    total *= 1 - 0.25 * np.clip(evidence.overrun - 0.3, 0, 1).mean(axis=1)
    return np.asarray(total * (1 - 0.5 * evidence.framed.max(axis=1)), np.float32)


def _overrun(cues: Cues, quads: Quads) -> NDArray[np.float32]:
    """(n, 4): the part of each side's prolongation past its two ends, the worse one, that is an edge too."""
    inner, inward = _along(quads, _QUICK_SAMPLES)
    normal = _sample(cues.across, inner) * inward[..., 0] + _sample(cues.down, inner) * inward[..., 1]
    sign = np.sign(np.median(normal, axis=2, keepdims=True))
    height, width = cues.saturation.shape
    worst = np.zeros(quads.shape[:2], np.float32)
    for ends in ((-0.16, -0.04), (1.04, 1.16)):
        points, inward = _along(quads, 10, ends)
        seen = np.zeros(points.shape[:3], np.float32)
        for shift in (-1.5, 0.0, 1.5):
            place = points + inward * shift
            across, down = _sample(cues.across, place), _sample(cues.down, place)
            normal = (across * inward[..., 0] + down * inward[..., 1]) * sign
            straight = normal > 0.8 * np.hypot(across, down)
            seen = np.maximum(seen, np.where(straight, normal, 0))
        within = ((points >= 3) & (points < [width - 3, height - 3])).all(axis=3)
        worst = np.maximum(worst, ((seen > cues.floor) & within).mean(axis=2))
    return worst


def _along(
    quads: Quads, samples: int, ends: tuple[float, float] = _ENDS
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Points on the sides, (n, 4, samples, 2), and the direction inward there, (n, 4, 1, 2)."""
    after = np.roll(quads, -1, axis=1)
    at = np.linspace(*ends, samples, dtype=np.float32)[:, None]
    edge = after - quads
    points = quads[:, :, None] + edge[:, :, None] * at
    direction = edge / np.maximum(np.linalg.norm(edge, axis=2, keepdims=True), 1e-6)
    inward = np.stack([-direction[:, :, 1], direction[:, :, 0]], axis=2)
    to_middle = quads.mean(axis=1, keepdims=True) - (quads + after) / 2
    inward *= np.where((inward * to_middle).sum(axis=2, keepdims=True) < 0, -1, 1)
    return points.astype(np.float32), inward[:, :, None].astype(np.float32)


def _edge_support(cues: Cues, quads: Quads, samples: int) -> NDArray[np.float32]:
    points, inward = _along(quads, samples)
    best = np.zeros(points.shape[:3], np.float32)
    for shift in (-1.5, 0.0, 1.5):
        place = points + inward * shift
        across, down = _sample(cues.across, place), _sample(cues.down, place)
        normal = np.abs(across * inward[..., 0] + down * inward[..., 1])
        # An edge that crosses the side speaks for something else.
        straight = normal > 0.8 * np.hypot(across, down)
        best = np.maximum(best, np.where(straight, normal, 0))
    return np.asarray((best > cues.floor).mean(axis=2), np.float32)


def _sample(plane: NDArray, points: NDArray[np.float32]) -> NDArray:
    height, width = plane.shape[:2]
    x = np.clip(np.rint(points[..., 0]).astype(np.intp), 0, width - 1)
    y = np.clip(np.rint(points[..., 1]).astype(np.intp), 0, height - 1)
    return np.asarray(plane[y, x])
