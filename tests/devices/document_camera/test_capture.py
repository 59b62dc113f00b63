"""Photographs with known truth: the page is found, straightened and judged."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.document_camera.capture import decode, examine
from devices.document_camera.detection.classical import clockwise, find_page, overlap
from devices.document_camera.simulator.compose import Scene, corners_of
from devices.document_camera.values import Advice, Capture, Rejected

GOOD = [
    {"rotate": 4.0, "stamp": True},
    {"rotate": -11.0, "scale": 0.7, "tilt": 0.05, "seed": 2, "shift": (0.08, -0.01)},
    {"rotate": 90.0, "scale": 0.72, "seed": 3, "light": 0.75},
    {"rotate": 1.0, "scale": 0.6, "tilt": -0.04, "seed": 4, "blur": 0.8, "shift": (-0.15, 0.1)},
]
BAD = [
    ({"blur": 3.0}, Advice.BLURRED),
    ({"glare": 140.0}, Advice.GLARE),
    ({"light": 0.3}, Advice.TOO_DARK),
    ({"shift": (0.0, 0.32)}, Advice.CUT_EDGE),
    ({"shift": (0.4, 0.0), "rotate": 5.0}, Advice.CUT_EDGE),
    ({"title": "", "lines": ()}, Advice.EMPTY_PAGE),
    ({"paper": False}, Advice.NO_PAGE),
]


def test_good_pages_are_found_where_they_lie_and_taken(jpeg: Callable[..., bytes]) -> None:
    overlaps = []
    for wanted in GOOD:
        outcome = examine(jpeg(**wanted))
        assert isinstance(outcome, Capture), (wanted, outcome)
        truth = clockwise(corners_of(Scene(**wanted)))
        overlaps.append(overlap(np.array(outcome.corners, np.float32), truth))
    assert min(overlaps) > 0.97
    assert sum(overlaps) / len(overlaps) > 0.99


def test_a_page_comes_out_straight_a4_at_200_dpi_and_white(jpeg: Callable[..., bytes]) -> None:
    photo = jpeg(rotate=7.0)
    outcome = examine(photo)
    assert isinstance(outcome, Capture)
    assert outcome.original_jpeg == photo
    page = decode(outcome.page_jpeg)
    assert page is not None
    assert page.shape[:2] == (2339, 1654)
    grey = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
    lower = grey[1500:2250, 100:1550]
    assert lower.mean() > 245
    # The lines of text lie level: rows with ink alternate with rows without any.
    rows = (grey[400:1200, 150:1000] < 128).sum(axis=1)
    assert (rows == 0).mean() > 0.2
    assert len(outcome.page_jpeg) <= 300_000


@pytest.mark.parametrize(("wanted", "advice"), BAD)
def test_a_bad_picture_says_what_is_wrong(jpeg: Callable[..., bytes], wanted: dict, advice: Advice) -> None:
    outcome = examine(jpeg(**wanted))
    assert isinstance(outcome, Rejected)
    assert outcome.advice is advice


def test_the_quick_look_for_the_preview_agrees_with_the_thorough_one(jpeg: Callable[..., bytes]) -> None:
    small = decode(jpeg(**GOOD[0]), reduced=True)
    assert small is not None
    quick = find_page(small, thorough=False)
    assert quick is not None
    truth = clockwise(corners_of(Scene(**GOOD[0]))) / 4
    assert overlap(quick.corners, truth) > 0.96


def test_damaged_pictures_are_no_page() -> None:
    good = cv2.imencode(".jpg", np.full((240, 320, 3), 90, np.uint8))[1].tobytes()
    for data in (b"", b"no picture", good[:60], good[:-40], good):
        outcome = examine(data)
        assert isinstance(outcome, Rejected)
        assert outcome.advice is Advice.NO_PAGE


@given(st.binary(max_size=300))
@settings(max_examples=50)
def test_bytes_of_any_kind_raise_nothing(data: bytes) -> None:
    assert isinstance(examine(data), Rejected)


@given(st.permutations([0, 1, 2, 3]), st.floats(-20, 20))
def test_corners_are_ordered_clockwise_from_the_top_left(order: list[int], angle: float) -> None:
    truth = corners_of(Scene(rotate=angle))
    assert np.allclose(clockwise(truth[order]), truth)
