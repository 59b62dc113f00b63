"""Fit the weights of the corners' judge on the tuning photographs and print them for classical_judge.py.

    python -m tools.fit_corner_judge

A logistic regression on the features of every outline that is proposed: the true one is to come before the
others of its photograph, and the sum is to say how likely an outline is true. Takes about five minutes; seeds
are fixed, so that it prints the same weights each time for the same photographs.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_camera.detection.classical import LONG_SIDE, proposals
from devices.document_camera.detection.classical_cues import look
from devices.document_camera.detection.classical_judge import WEIGHTS, features
from devices.document_camera.detection.classical_refine import refine
from devices.document_camera.detection.quads import Quad, clockwise, is_sound, overlap, scaled, shrunk
from devices.document_camera.simulator.sets import photographs, size

SETS = ("overhead", "handheld", "hard", "several", "empty")
TRUE, CLEARLY_TRUE, FALSE = 0.95, 0.975, 0.92
PAIRS_A_PHOTOGRAPH = 120
STEPS, RATE, MOMENTUM, SHRINK = 3000, 1.0, 0.9, 2e-3
REACH = 5.0

Table = NDArray[np.float64]


def main() -> None:
    """Print weights, and how often the first is right when a quarter of the photographs is held out."""
    cv2.setNumThreads(1)
    known = [
        looked
        for name in SETS
        for photograph in photographs(name, "tuning", size(name))
        if (looked := outlines(photograph.jpeg, [paper.clockwise for paper in photograph.truth.papers]))
    ]
    order = np.random.default_rng(0).permutation(len(known))
    for held_out in np.array_split(order, 4):
        kept = [known[i] for i in order if i not in set(held_out.tolist())]
        print("held out:", first_right([known[i] for i in held_out], *fit(kept)))
    weights, base = fit(known)
    for name, weight in zip(WEIGHTS, weights, strict=True):
        print(f'    "{name}": {weight:.2f},')
    print(f"_BASE = {base:.2f}", first_right(known, weights, base))


def outlines(jpeg: bytes, truths: list[Quad]) -> tuple[Table, NDArray[np.float64]] | None:
    """Features of all outlines that are proposed for a photograph, and their overlap with the truth."""
    picture = np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR), np.uint8)
    small, scale = shrunk(picture, LONG_SIDE)
    cues = look(small)
    there = [scaled(quad, scale) for quad in truths]
    found = [quad for quad in map(clockwise, proposals(cues)) if is_sound(quad, 16)]
    close = [quad for quad in found if _best(quad, there) > 0.9][:6]
    found += [refine(small, quad, REACH) for quad in close]
    if not found:
        return None
    overlaps = np.array([_best(quad, there) for quad in found])
    return features(cues, np.array(found, np.float32)).astype(np.float64), overlaps


def _best(quad: Quad, truths: list[Quad]) -> float:
    return max((overlap(quad, truth) for truth in truths), default=0.0)


def fit(known: list[tuple[Table, NDArray[np.float64]]]) -> tuple[NDArray[np.float64], float]:
    """Descend on both questions at once; returns weights and base."""
    chance = np.random.default_rng(0)
    pairs = []
    for table, overlaps in known:
        true, false = table[overlaps > CLEARLY_TRUE], table[overlaps < FALSE]
        if len(true) and len(false):
            one = chance.integers(0, len(true), PAIRS_A_PHOTOGRAPH)
            two = chance.integers(0, len(false), PAIRS_A_PHOTOGRAPH)
            pairs.append(true[one] - false[two])
    ahead = np.vstack(pairs)
    table = np.vstack([table for table, _ in known])
    overlaps = np.concatenate([overlaps for _, overlaps in known])
    clear = (overlaps > TRUE) | (overlaps < FALSE)
    table, is_true = table[clear], (overlaps[clear] > TRUE).astype(float)
    share = np.where(is_true > 0, 0.5 / is_true.sum(), 0.5 / (1 - is_true).sum())
    weights, base = np.zeros(table.shape[1]), 0.0
    speed, base_speed = np.zeros_like(weights), 0.0
    for _ in range(STEPS):
        behind = 1 / (1 + np.exp(np.clip(ahead @ weights, -30, 30)))
        said = 1 / (1 + np.exp(-np.clip(table @ weights + base, -30, 30)))
        off = (said - is_true) * share
        speed = MOMENTUM * speed - (ahead * behind[:, None]).mean(axis=0) + table.T @ off + SHRINK * weights
        base_speed = MOMENTUM * base_speed + off.sum()
        weights = weights - RATE * speed
        base -= RATE * base_speed
    return weights, float(base)


def first_right(known: list[tuple[Table, NDArray[np.float64]]], weights: Table, base: float) -> str:
    """Say how often the best outline is a true one, of the photographs that have a true one."""
    firsts = [
        overlaps[(table @ weights + base).argmax()] for table, overlaps in known if overlaps.max() > TRUE
    ]
    return f"{sum(first > TRUE for first in firsts)} of {len(firsts)} right"


if __name__ == "__main__":
    main()
