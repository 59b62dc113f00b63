"""Two independent detectors: a page counts as found where they agree.

A detector's own score does not warn: it is high on wrong outlines too. Two detectors that look at different
things are hardly ever wrong in the same way.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from devices.document_camera.detection.classical import FoundPage, find_candidates, judged
from devices.document_camera.detection.classical_refine import refine
from devices.document_camera.detection.quads import Picture, Quad, in_reading_order, overlap
from devices.document_camera.detection.splitting import apart, at_the_fold

AGREED = 0.85
_NEARLY_AS_GOOD = 0.5
"""Of the best candidate's score: what lies under it is no candidate that could confirm another detector."""
_LONG_SIDE = 640
_REACH = 1.6
"""In pixels of a 640 px picture: how far a candidate's sides may lie from the edges."""
_FAR_REACH = 6.0
_MOST_PAPERS = 6
_MOST_CANDIDATES = 10

SecondDetector = Callable[[Picture], Sequence[Quad]]
"""Corners of papers in px of the picture, the likeliest first; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Detected:
    """One paper: corners in px of the picture at full size, and 0..1 of what speaks for them.

    `agreed`: two independent detectors put it there. Otherwise the corners are the best guess.
    """

    corners: Quad
    agreed: bool
    score: float


def detect(
    picture: Picture, second: Sequence[SecondDetector] = (), *, expected: int | None = 1
) -> tuple[Detected, ...]:
    """Find the papers in a BGR picture, left to right, then downwards; empty where there is none.

    `expected` papers are asked for: no more are returned, and an open booklet that was found where two were
    asked for is split at its fold. None: as many as lie there.
    """
    candidates = find_candidates(picture, most=_MOST_CANDIDATES)
    others = [[*detector(picture)][:8] for detector in second]
    wanted = min(expected or _MOST_PAPERS, _MOST_PAPERS)
    sure = apart(_confirmed(candidates, others), expected == 2)[:wanted]
    papers = [Detected(_at_full_size(picture, page.corners, _REACH), True, page.score) for page in sure]
    if not papers:
        papers = _guesses(picture, candidates, others, wanted)
    elif len(papers) < wanted and expected is not None:
        papers += _missing(picture, papers, others)[: wanted - len(papers)]
    if expected == 2 and len(papers) == 1:
        only = papers[0]
        halves = at_the_fold(picture, only.corners) or (only.corners,)
        papers = [Detected(half, only.agreed, only.score) for half in halves]
    return tuple(papers[place] for place in in_reading_order([paper.corners for paper in papers]))


def _confirmed(candidates: Sequence[FoundPage], others: Sequence[Sequence[Quad]]) -> list[FoundPage]:
    """Candidates that another detector sees too, best first."""
    least = _NEARLY_AS_GOOD * candidates[0].score if candidates else 0.0
    return [
        page
        for page in candidates
        if page.score >= least
        and any(overlap(page.corners, quad) >= AGREED for found in others for quad in found)
    ]


def _guesses(
    picture: Picture, candidates: Sequence[FoundPage], others: Sequence[Sequence[Quad]], wanted: int
) -> list[Detected]:
    """Return what one detector alone sees; two others that agree against the classical one are believed."""
    firsts = [found[0] for found in others if found]
    agreed = len(firsts) > 1 and overlap(firsts[0], firsts[1]) >= AGREED
    if agreed:
        score = judged(picture, firsts[:1])[0].score
        return [Detected(_at_full_size(picture, firsts[0], _FAR_REACH), True, score)]
    theirs = judged(picture, firsts)
    best = max((page.score for page in (*candidates, *theirs)), default=0.0)
    # The classical detector takes a bar code or a printed box for a paper sooner than the others do.
    ahead = [(page.score < _NEARLY_AS_GOOD * best, page) for page in theirs]
    pool = [page for late, page in ahead if not late]
    rest = [*candidates, *(page for late, page in ahead if late)]
    pool += sorted(rest, key=lambda page: -page.score)
    return [
        Detected(_at_full_size(picture, page.corners, _REACH), False, page.score)
        for page in apart(pool, wanted == 2)[:wanted]
    ]


def _missing(
    picture: Picture, papers: Sequence[Detected], others: Sequence[Sequence[Quad]]
) -> list[Detected]:
    """Return what another detector alone sees beside the papers that are sure."""
    seen = [FoundPage(paper.corners, 1.0) for paper in papers]
    alone = judged(picture, [quad for found in others for quad in found])
    return [
        Detected(_at_full_size(picture, page.corners, _FAR_REACH), False, page.score)
        for page in apart([*seen, *alone], least=0.0)[len(seen) :]
    ]


def _at_full_size(picture: Picture, quad: Quad, reach: float) -> Quad:
    return refine(picture, quad, reach * max(1.0, max(picture.shape[:2]) / _LONG_SIDE))
