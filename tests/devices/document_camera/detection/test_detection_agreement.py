"""A page is only sure where two independent detectors put it."""

from collections.abc import Callable, Sequence

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.document_camera.detection.agreement import detect
from devices.document_camera.detection.quads import clockwise, overlap

SHEET = [(300.0, 90.0), (815.0, 110.0), (850.0, 830.0), (260.0, 815.0)]
TRUTH = clockwise(np.array(SHEET))
LEFT = [(90.0, 240.0), (570.0, 250.0), (565.0, 560.0), (85.0, 550.0)]
RIGHT = [(650.0, 245.0), (1130.0, 235.0), (1138.0, 540.0), (655.0, 552.0)]


def says(*quads: np.ndarray) -> Callable[[np.ndarray], Sequence[np.ndarray]]:
    return lambda picture: [np.asarray(quad, np.float32) for quad in quads]


@pytest.fixture(scope="module")
def sheet(drawn: Callable[..., np.ndarray]) -> np.ndarray:
    return drawn(papers=[SHEET])


@pytest.fixture(scope="module")
def two(drawn: Callable[..., np.ndarray]) -> np.ndarray:
    return drawn(papers=[LEFT, RIGHT])


def test_where_both_agree_the_page_is_sure_and_its_corners_are_on_the_edges(sheet: np.ndarray) -> None:
    (found,) = detect(sheet, [says(TRUTH + np.float32(8))])
    assert found.agreed
    assert np.abs(found.corners - TRUTH).max() < 1


def test_alone_a_detector_is_never_sure(sheet: np.ndarray) -> None:
    for second in ([], [says()], [says(), says()]):
        (found,) = detect(sheet, second)
        assert not found.agreed
        assert overlap(found.corners, TRUTH) > 0.99


def test_where_they_disagree_the_better_supported_outline_is_the_guess(sheet: np.ndarray) -> None:
    (found,) = detect(sheet, [says(TRUTH * np.float32(0.6) + np.float32(200))])
    assert not found.agreed
    assert overlap(found.corners, TRUTH) > 0.99


def test_three_that_all_disagree_are_a_guess(sheet: np.ndarray) -> None:
    small = np.array([(400, 200), (600, 200), (600, 400), (400, 400)], np.float32)
    (found,) = detect(sheet, [says(small), says(small + np.float32(300))])
    assert not found.agreed
    assert overlap(found.corners, TRUTH) > 0.99


def test_two_others_that_agree_are_believed_against_the_classical_one(
    drawn: Callable[..., np.ndarray],
) -> None:
    inside = np.array([(400, 300), (700, 300), (700, 600), (400, 600)], np.float32)
    (found,) = detect(drawn(), [says(inside), says(inside + np.float32(3))])
    assert found.agreed
    assert overlap(found.corners, inside) > 0.9


def test_no_paper_is_no_page(drawn: Callable[..., np.ndarray]) -> None:
    assert detect(drawn(), [says()]) == ()
    assert detect(drawn(), [], expected=None) == ()


def test_two_papers_come_left_to_right(two: np.ndarray) -> None:
    truths = [clockwise(np.array(paper)) for paper in (LEFT, RIGHT)]
    for expected in (2, None):
        found = detect(two, [says(truths[1], truths[0])], expected=expected)
        assert [paper.agreed for paper in found] == [True, True]
        assert all(overlap(paper.corners, truth) > 0.99 for paper, truth in zip(found, truths, strict=True))


def test_a_second_paper_that_only_one_detector_sees_is_a_guess(two: np.ndarray) -> None:
    elsewhere = np.array([(300, 650), (560, 650), (560, 850), (300, 850)], np.float32)
    truths = [clockwise(np.array(paper)) for paper in (LEFT, RIGHT)]
    found = detect(two, [says(*truths, elsewhere)], expected=3)
    assert [paper.agreed for paper in found] == [True, True, False]
    assert overlap(found[2].corners, elsewhere) > 0.8


def test_no_more_papers_than_were_asked_for(two: np.ndarray) -> None:
    assert len(detect(two, [says(np.array(LEFT), np.array(RIGHT))], expected=1)) == 1


@given(st.floats(-200, 200), st.floats(-200, 200), st.floats(0.6, 1.4))
@settings(max_examples=10, deadline=None)
def test_what_is_sure_overlaps_what_the_other_detector_said(x: float, y: float, size: float) -> None:
    other = ((TRUTH - 500) * size + 500 + np.array([x, y])).astype(np.float32)
    for paper in detect(_sheet(), [says(other)]):
        assert paper.agreed == (overlap(TRUTH, other) >= 0.85) or 0.83 < overlap(TRUTH, other) < 0.87


def _sheet() -> np.ndarray:
    picture = np.full((918, 1224, 3), 50, np.uint8)
    cv2.fillConvexPoly(picture, np.rint(TRUTH).astype(np.int32), (236, 240, 240), cv2.LINE_AA)
    return picture
