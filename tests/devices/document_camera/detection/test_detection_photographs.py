"""Photographs of the terminal: two detectors agree, corners are exact, and none is made up."""

from collections.abc import Iterator
from itertools import islice

import cv2
import numpy as np
import pytest

from devices.document_camera.detection.agreement import detect
from devices.document_camera.detection.classical import find_page
from devices.document_camera.detection.mat_difference import EmptyMat, MatDifference
from devices.document_camera.detection.quads import overlap
from devices.document_camera.simulator.sets import Photograph, empty_mat, photographs


def decoded(photograph: Photograph) -> np.ndarray:
    return np.asarray(cv2.imdecode(np.frombuffer(photograph.jpeg, np.uint8), cv2.IMREAD_COLOR), np.uint8)


def learned(photograph: Photograph) -> MatDifference:
    small = cv2.resize(empty_mat(photograph.shot), None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    return MatDifference(EmptyMat(np.asarray(small, np.uint8), 1.5))


@pytest.fixture(scope="module")
def overhead() -> list[Photograph]:
    return list(photographs("overhead", "unseen", 4))


def bare_mats() -> Iterator[Photograph]:
    yield from (one for one in photographs("empty", "tuning", 8) if not one.truth.papers)


def test_over_the_mat_the_detectors_agree_and_the_corners_are_exact(overhead: list[Photograph]) -> None:
    for photograph in overhead:
        (found,) = detect(decoded(photograph), [learned(photograph).find])
        assert found.agreed
        assert overlap(found.corners, photograph.truth.papers[0].clockwise) > 0.995


def test_a_picture_of_another_mat_confirms_no_wrong_page(overhead: list[Photograph]) -> None:
    for photograph in overhead:
        for found in detect(decoded(photograph), [learned(overhead[0]).find]):
            right = overlap(found.corners, photograph.truth.papers[0].clockwise) > 0.9
            assert right or not found.agreed


def test_the_bare_mat_is_empty_to_both() -> None:
    for photograph in islice(bare_mats(), 2):
        picture = decoded(photograph)
        assert learned(photograph).look(picture).empty
        assert find_page(picture) is None


def test_both_sides_of_a_card_are_found_in_one_shot() -> None:
    for photograph in photographs("several", "tuning", 2):
        truths = [paper.clockwise for paper in photograph.truth.papers]
        found = detect(decoded(photograph), [learned(photograph).find], expected=2)
        assert len(found) == 2
        for truth in truths:
            assert max(overlap(paper.corners, truth) for paper in found if paper.agreed) > 0.99
