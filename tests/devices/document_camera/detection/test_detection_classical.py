"""Papers of any colour on any table are found by their outline, to a part of a pixel."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from devices.document_camera.detection.classical import find_candidates, find_page, judged
from devices.document_camera.detection.classical_refine import refine
from devices.document_camera.detection.quads import clockwise, overlap

UPRIGHT = [(300.0, 90.0), (815.0, 110.0), (850.0, 830.0), (260.0, 815.0)]
TURNED = [(420.0, 60.0), (960.0, 330.0), (700.0, 850.0), (150.0, 560.0)]

MATERIALS = {
    "white paper on a dark mat": {},
    "white paper on a pale table": {"mat": (196, 204, 208)},
    "white paper on a brown table": {"mat": (70, 110, 160)},
    "red cover on a white table": {"mat": (225, 228, 228), "paper": (40, 30, 165)},
    "maroon cover on a dark mat": {"paper": (40, 30, 110)},
    "dark paper on a light mat": {"mat": (205, 205, 200), "paper": (70, 66, 62)},
    "green cover as light as the table": {"mat": (128, 128, 128), "paper": (100, 140, 90)},
    "dim light": {"light": 0.4},
}


@pytest.mark.parametrize("corners", [UPRIGHT, TURNED], ids=["upright", "turned"])
@pytest.mark.parametrize("material", list(MATERIALS))
def test_the_paper_is_found(
    drawn: Callable[..., np.ndarray], material: str, corners: list[tuple[float, float]]
) -> None:
    found = find_page(drawn(papers=[corners], **MATERIALS[material]))
    assert found is not None
    assert overlap(found.corners, clockwise(np.array(corners))) > 0.99
    assert found.score > 0.6


def test_an_empty_mat_has_no_page(drawn: Callable[..., np.ndarray]) -> None:
    for seed in (1, 2, 3):
        assert find_page(drawn(seed=seed)) is None
    assert find_page(drawn(shadow=True)) is None


def test_fingers_over_one_side_do_not_move_it(drawn: Callable[..., np.ndarray]) -> None:
    found = find_page(drawn(papers=[UPRIGHT], hand=(560, 800)))
    assert found is not None
    assert overlap(found.corners, clockwise(np.array(UPRIGHT))) > 0.985


def test_two_papers_are_both_among_the_candidates(drawn: Callable[..., np.ndarray]) -> None:
    left = [(90.0, 240.0), (570.0, 250.0), (565.0, 560.0), (85.0, 550.0)]
    right = [(650.0, 245.0), (1130.0, 235.0), (1138.0, 540.0), (655.0, 552.0)]
    found = find_candidates(drawn(papers=[left, right]), most=16)
    for paper in (left, right):
        assert max(overlap(page.corners, clockwise(np.array(paper))) for page in found) > 0.97


def test_candidates_come_best_first(drawn: Callable[..., np.ndarray]) -> None:
    scores = [page.score for page in find_candidates(drawn(papers=[TURNED]))]
    assert scores == sorted(scores, reverse=True)


def test_a_true_outline_is_judged_better_than_one_beside_it(drawn: Callable[..., np.ndarray]) -> None:
    truth = clockwise(np.array(UPRIGHT))
    right, beside = judged(drawn(papers=[UPRIGHT]), [truth, truth + np.float32(30)])
    assert right.score > beside.score + 0.2
    assert judged(drawn(), []) == []


@given(shift=arrays.arrays(np.float32, (4, 2), elements=st.floats(-7, 7, width=32)))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_corners_near_the_edges_are_moved_onto_them(
    drawn: Callable[..., np.ndarray], shift: np.ndarray
) -> None:
    truth = clockwise(np.array(UPRIGHT))
    moved = refine(drawn(papers=[UPRIGHT]), truth + shift, 14)
    assert np.abs(moved - truth).max() < 0.75


def test_corners_where_there_is_no_edge_stay(drawn: Callable[..., np.ndarray]) -> None:
    quad = clockwise(np.array(UPRIGHT))
    assert np.abs(refine(drawn(), quad, 14) - quad).max() < 3


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (15, 15), (16, 16), (40, 30), (700, 20)])
@pytest.mark.parametrize("level", [0, 128, 255])
def test_rubbish_has_no_page(size: tuple[int, int], level: int) -> None:
    picture = np.full((*size, 3), level, np.uint8)
    for thorough in (True, False):
        assert find_page(picture, thorough) is None


def test_noise_raises_nothing() -> None:
    for seed in range(3):
        noise = np.random.default_rng(seed).integers(0, 256, (360, 480, 3)).astype(np.uint8)
        for page in find_candidates(noise):
            assert np.isfinite(page.corners).all()
