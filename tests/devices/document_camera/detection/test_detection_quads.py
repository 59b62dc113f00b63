"""Corners are put in order, carried between sizes and compared."""

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from devices.document_camera.detection.quads import (
    area,
    clockwise,
    in_reading_order,
    is_sound,
    overlap,
    scaled,
    shared_part,
    shrunk,
)

SHEET = np.array([[-105, -148], [105, -148], [105, 148], [-105, 148]], np.float32)


def laid(angle: float, size: float = 1.0, x: float = 500, y: float = 400) -> np.ndarray:
    turn = np.deg2rad(angle)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return (SHEET * size @ matrix.T + [x, y]).astype(np.float32)


@given(st.permutations([0, 1, 2, 3]), st.floats(0, 360), st.floats(0.2, 3))
def test_corners_go_clockwise_from_the_top_left_however_they_come(
    order: list[int], angle: float, size: float
) -> None:
    ordered = clockwise(laid(angle, size)[order])
    assert np.allclose(ordered, clockwise(laid(angle, size)))
    assert cv2.contourArea(ordered, oriented=True) > 0
    assert ordered[0].sum() <= ordered.sum(axis=1).min() + 1e-3


@given(st.floats(0, 360), st.floats(0, 360), st.floats(300, 700), st.floats(0.3, 2))
def test_overlap_is_the_same_both_ways_and_whole_only_with_itself(
    one: float, two: float, x: float, size: float
) -> None:
    first, second = laid(one), laid(two, size, x)
    assert abs(overlap(first, second) - overlap(second, first)) < 1e-4
    assert 0 <= overlap(first, second) <= 1 + 1e-5
    assert overlap(first, first) > 0.9999
    assert overlap(first, second) <= shared_part(first, second) + 1e-4


def test_overlap_of_a_half_covered_sheet_is_a_third() -> None:
    assert abs(overlap(laid(0), laid(0, x=605)) - 1 / 3) < 1e-3
    assert overlap(laid(0), laid(0, x=900)) == 0


@given(st.floats(0.05, 20), st.floats(0, 360))
def test_corners_come_back_from_another_size(scale: float, angle: float) -> None:
    there = scaled(laid(angle), scale)
    assert np.allclose(scaled(there, 1 / scale), laid(angle), atol=1e-2)
    assert abs(area(there) / (area(laid(angle)) * scale * scale) - 1) < 1e-3


def test_only_a_convex_quadrilateral_with_sides_and_corners_is_sound() -> None:
    assert is_sound(laid(30), 100)
    assert not is_sound(laid(30), 300)
    crossed = laid(0)[[0, 2, 1, 3]]
    dented = np.array([[0, 0], [200, 0], [60, 60], [0, 200]], np.float32)
    sharp = np.array([[0, 0], [400, 0], [480, 36], [80, 36]], np.float32)
    broken = np.array([[0, 0], [200, 0], [np.nan, 200], [0, 200]], np.float32)
    for quad in (crossed, dented, sharp, broken):
        assert not is_sound(quad, 10)


def test_papers_are_read_in_rows() -> None:
    places = [(900, 120), (300, 600), (250, 100), (850, 640)]
    assert in_reading_order([laid(5, 0.8, x, y) for x, y in places]) == [2, 0, 1, 3]
    assert in_reading_order([]) == []


@given(st.integers(1, 900), st.integers(1, 900))
def test_a_picture_is_made_small_and_says_by_how_much(width: int, height: int) -> None:
    small, scale = shrunk(np.zeros((height, width, 3), np.uint8), 100)
    assert max(small.shape[:2]) == min(100, max(width, height))
    assert scale == min(1.0, 100 / max(width, height))
