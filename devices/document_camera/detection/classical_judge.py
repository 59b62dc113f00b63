"""Which quadrilateral is a paper: by the edge under its outline and the colours on both sides of it.

The weights were fitted on the tuning photographs (`python -m tools.fit_corner_judge`): a logistic regression
that puts the true outline before every other one of the same photograph.
"""

import numpy as np
from numpy.typing import NDArray

from devices.document_camera.detection.classical_cues import CHROMA_WEIGHT, Cues

_QUICK_SAMPLES = 16
_SAMPLES = 40
_SHORT_SAMPLES = 10
_ALONG = (0.04, 0.96)
_BEFORE, _BEYOND = (-0.16, -0.04), (1.04, 1.16)

Quads = NDArray[np.float32]
"""(n, 4, 2) float32, px, each clockwise."""

WEIGHTS = {
    "edge": 1.45,
    "edge, weakest side": 1.81,
    "steady": 1.25,
    "steady, weakest side": 0.40,
    "step": 1.55,
    "step, smallest": 0.38,
    "step farther off": 0.92,
    "step farther off, smallest": 1.12,
    "side runs on": -0.92,
    "side runs on, worst": -1.55,
    "edge runs on": -0.82,
    "edge runs on, worst": -1.17,
    "unlike the rim inside": 0.45,
    "like the rim outside": 1.31,
    "like the rim outside, worst side": 1.77,
    "part": 2.44,
    "framed": -0.39,
}
_BASE = -8.31


def quick_scores(cues: Cues, quads: Quads) -> NDArray[np.float32]:
    """(n,) 0..1: the edge under the outline alone, the weakest side counted again."""
    edge = _edge_support(cues, quads, _QUICK_SAMPLES)
    return np.asarray(0.6 * edge.mean(axis=1) + 0.4 * edge.min(axis=1), np.float32)


def scores(cues: Cues, quads: Quads) -> NDArray[np.float32]:
    """(n,) 0..1: how likely it is that the outline is a paper's."""
    total = features(cues, quads) @ np.array([*WEIGHTS.values()], np.float32) + np.float32(_BASE)
    return np.asarray(1 / (1 + np.exp(-total)), np.float32)


def features(cues: Cues, quads: Quads) -> NDArray[np.float32]:
    """What speaks for and against each of n quadrilaterals: (n, len(WEIGHTS)), each 0..1, as WEIGHTS has it.

    edge: samples of a side with an edge along it. steady: samples where the colour changes the same way as
    on the rest of the side. step: how large that change is; a thin line has none farther off. runs on: a true
    side ends at its corners, a line of a table or a band across a card goes on past them (`side`: as the
    side's own edge; `edge`: as any). The rim of a picture shows the table. part: of the picture. framed:
    samples on the picture's own border.
    """
    height, width = cues.away.shape
    points, inward = _along(quads, _SAMPLES)
    weight = np.array([1.0, CHROMA_WEIGHT, CHROMA_WEIGHT], np.float32)
    inside = (
        sum(_sample(cues.lab, points + inward * depth).astype(np.float32) for depth in (3.0, 5.0, 8.0)) / 3
    )
    outside = sum(_sample(cues.lab, points - inward * depth).astype(np.float32) for depth in (3.0, 5.0)) / 2
    change = (inside - outside) * weight
    usual = np.median(change, axis=2, keepdims=True)
    size = np.linalg.norm(usual, axis=3)
    along = (change * usual).sum(axis=3) / np.maximum(size * size, 1e-3)
    steady = ((along > 0.4) & (along < 2.5)).mean(axis=2) * np.clip(size[:, :, 0] / 8, 0, 1)
    step = np.clip(size[:, :, 0] / 40, 0, 1)
    farther = np.clip(_farther_step(cues, points, inward) / 40, 0, 1)
    within = np.median(_sample(cues.away, points + inward * 5.0), axis=2) / 255
    beyond = np.exp(-6 * np.median(_sample(cues.away, points - inward * 5.0), axis=2) / 255)
    framed = (points < 2).any(axis=3) | (points > np.array([width - 3, height - 3])).any(axis=3)
    edge = _edge_support(cues, quads, _SAMPLES)
    same, other = _run_on(cues, quads)
    return np.stack(
        [
            edge.mean(axis=1),
            edge.min(axis=1),
            steady.mean(axis=1),
            steady.min(axis=1),
            step.mean(axis=1),
            step.min(axis=1),
            farther.mean(axis=1),
            farther.min(axis=1),
            same.mean(axis=1),
            same.max(axis=1),
            other.mean(axis=1),
            other.max(axis=1),
            np.clip(within / 0.3, 0, 1).mean(axis=1),
            beyond.mean(axis=1),
            beyond.min(axis=1),
            np.sqrt(np.clip(2 * contents(quads) / (width * height), 0, 1)),
            framed.mean(axis=2).max(axis=1),
        ],
        axis=1,
    ).astype(np.float32)


def contents(quads: Quads) -> NDArray[np.float32]:
    """Areas in px², (n,)."""
    after = np.roll(quads, -1, axis=1)
    twice = (quads[:, :, 0] * after[:, :, 1] - quads[:, :, 1] * after[:, :, 0]).sum(axis=1)
    return np.asarray(np.abs(twice) / 2, np.float32)


def _farther_step(
    cues: Cues, points: NDArray[np.float32], inward: NDArray[np.float32]
) -> NDArray[np.float32]:
    """(n, 4): how far the usual colour 10 px inside a side is from the one 10 px outside."""
    weight = np.array([1.0, CHROMA_WEIGHT, CHROMA_WEIGHT], np.float32)
    inside = np.median(_sample(cues.lab, points + inward * 10.0), axis=2)
    outside = np.median(_sample(cues.lab, points - inward * 10.0), axis=2)
    return np.asarray(np.linalg.norm((inside - outside) * weight, axis=2), np.float32)


def _run_on(cues: Cues, quads: Quads) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(n, 4) twice: the part of each side's prolongation that is an edge as the side is, or any edge."""
    on_side = _across(cues, *_along(quads, _QUICK_SAMPLES))
    sign = np.sign(np.median(on_side, axis=2, keepdims=True))
    height, width = cues.away.shape
    same = np.zeros(quads.shape[:2], np.float32)
    other = np.zeros(quads.shape[:2], np.float32)
    for ends in (_BEFORE, _BEYOND):
        points, inward = _along(quads, _SHORT_SAMPLES, ends)
        within = ((points >= 3) & (points < [width - 3, height - 3])).all(axis=3)
        seen = [_across(cues, points + inward * shift, inward) for shift in (-1.5, 0.0, 1.5)]
        as_side = np.max([one * sign for one in seen], axis=0) > cues.floor
        as_any = np.max(np.abs(seen), axis=0) > cues.floor
        same = np.maximum(same, (as_side & within).mean(axis=2))
        other = np.maximum(other, (as_any & within).mean(axis=2))
    return same, other


def _edge_support(cues: Cues, quads: Quads, samples: int) -> NDArray[np.float32]:
    """(n, 4): the part of each side's samples with an edge along it."""
    points, inward = _along(quads, samples)
    seen = [np.abs(_across(cues, points + inward * shift, inward)) for shift in (-1.5, 0.0, 1.5)]
    return np.asarray((np.max(seen, axis=0) > cues.floor).mean(axis=2), np.float32)


def _across(cues: Cues, points: NDArray[np.float32], inward: NDArray[np.float32]) -> NDArray[np.float32]:
    """Gradient across the side at its points; 0 where the edge there goes another way than the side."""
    across, down = _sample(cues.across, points), _sample(cues.down, points)
    normal = across * inward[..., 0] + down * inward[..., 1]
    return np.asarray(np.where(np.abs(normal) > 0.8 * np.hypot(across, down), normal, 0), np.float32)


def _along(
    quads: Quads, samples: int, ends: tuple[float, float] = _ALONG
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


def _sample(plane: NDArray, points: NDArray[np.float32]) -> NDArray:
    height, width = plane.shape[:2]
    x = np.clip(np.rint(points[..., 0]).astype(np.intp), 0, width - 1)
    y = np.clip(np.rint(points[..., 1]).astype(np.intp), 0, height - 1)
    return np.asarray(plane[y, x])
