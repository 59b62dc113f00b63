"""Where papers lie in a picture: several guesses, one judge.

Every cue proposes quadrilaterals; each is judged by its outline, the best are moved onto the edges by fitting
a line to each side, and judged again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from devices.document_camera.detection.classical_cues import Cues, lightness_mask, look, masks
from devices.document_camera.detection.classical_hypotheses import (
    from_lines,
    from_mask,
    lines_of,
    straight_edges,
)
from devices.document_camera.detection.classical_judge import Quads, quick_scores, scores
from devices.document_camera.detection.classical_refine import refine
from devices.document_camera.detection.quads import (
    Picture,
    Quad,
    clockwise,
    is_sound,
    overlap,
    scaled,
    shrunk,
)

__all__ = [
    "FoundPage",
    "Picture",
    "Quad",
    "clockwise",
    "find_candidates",
    "find_page",
    "judged",
    "overlap",
    "refine",
]

LONG_SIDE = 640
_MIN_SCORE = 0.2
_JUDGED = 60
_SAME = 0.9
_STILL_GOOD = 0.7
"""Of its score that an outline keeps when it is put onto its edges; a soft shadow beside them scores too."""


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A paper: corners in px of the picture that was searched, and 0..1 of what speaks for it."""

    corners: Quad
    score: float


def find_page(picture: Picture, thorough: bool = True) -> FoundPage | None:
    """Find the page in a BGR picture, (h, w, 3) uint8; None where there is none.

    Not `thorough` tries the lightness cue alone, for the preview.
    """
    found = find_candidates(picture, thorough, most=1)
    if not found:
        return None
    best = found[0]
    scale = LONG_SIDE / max(picture.shape[:2])
    if thorough and scale < 1:
        best = FoundPage(refine(picture, best.corners, 1.6 / scale), best.score)
    return best


def find_candidates(picture: Picture, thorough: bool = True, most: int = 6) -> list[FoundPage]:
    """Return the likeliest outlines of papers, best first, good to about a pixel of a 640 px picture."""
    if min(picture.shape[:2]) < 16:
        return []
    small, scale = shrunk(picture, LONG_SIDE)
    cues = look(small)
    quads = proposals(cues) if thorough else _quads(from_mask(lightness_mask(cues))[0])
    if not len(quads):
        return []
    worth = scores(cues, quads)
    found: list[FoundPage] = []
    for place in np.argsort(-worth):
        if worth[place] < _MIN_SCORE or len(found) == (max(8, most) if thorough else 1):
            break
        quad = clockwise(quads[place])
        if is_sound(quad, 16.0) and all(overlap(quad, other.corners) < _SAME for other in found):
            found.append(FoundPage(quad, float(worth[place])))
    if thorough and found:
        found = _moved(small, cues, found)
    return [FoundPage(scaled(page.corners, 1 / scale), page.score) for page in found[:most]]


def judged(picture: Picture, quads: Sequence[Quad]) -> list[FoundPage]:
    """Say how much speaks for outlines that another detector found, px of the picture."""
    if not quads:
        return []
    small, scale = shrunk(picture, LONG_SIDE)
    found = scores(look(small), _quads([scaled(quad, scale) for quad in quads]))
    return [FoundPage(quad, float(score)) for quad, score in zip(quads, found, strict=True)]


def proposals(cues: Cues) -> Quads:
    """Return every outline worth judging, (n, 4, 2) float32, px of the small picture."""
    height, width = cues.saturation.shape
    quads: list[Quad] = []
    segments = [straight_edges(cues)]
    for mask in masks(cues):
        around, outline = from_mask(mask)
        quads += around
        segments.append(outline)
    shortest = 0.08 * max(height, width)
    crossed = from_lines(lines_of(np.vstack(segments), shortest), width, height)
    if len(crossed):
        best = np.argsort(-quick_scores(cues, crossed))[:_JUDGED]
        return np.concatenate([crossed[best], _quads(quads)])
    return _quads(quads)


def _quads(quads: list[Quad]) -> Quads:
    return np.array(quads, np.float32).reshape(-1, 4, 2)


def _moved(small: Picture, cues: Cues, found: list[FoundPage]) -> list[FoundPage]:
    """Put the outlines onto their edges; keep what is judged no worse."""
    moved = _quads([refine(small, page.corners, 5.0) for page in found])
    worth = scores(cues, moved)
    better = [
        FoundPage(clockwise(quad), float(score)) if score >= _STILL_GOOD * page.score else page
        for page, quad, score in zip(found, moved, worth, strict=True)
    ]
    return sorted(better, key=lambda page: -page.score)
