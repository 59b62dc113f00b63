"""Corners that a person moved lie on the edges nearby, or where the person put them, or are refused."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.document_camera.detection.moved import allowed, snapped
from devices.document_camera.detection.quads import clockwise

SHEET = [(300.0, 90.0), (815.0, 110.0), (850.0, 830.0), (260.0, 815.0)]


@pytest.mark.parametrize("off", [(5, -6), (-9, 4), (8, 9), (0, 0)])
def test_a_finger_beside_the_corner_is_enough(drawn: Callable[..., np.ndarray], off: tuple[int, int]) -> None:
    picture = drawn(papers=[SHEET])
    found = snapped(picture, [(x + off[0], y + off[1]) for x, y in SHEET])
    assert found is not None
    assert np.abs(found - clockwise(np.array(SHEET))).max() < 1


def test_where_no_edge_is_near_the_corners_stay(drawn: Callable[..., np.ndarray]) -> None:
    meant = [(200.0, 200.0), (900.0, 220.0), (880.0, 700.0), (190.0, 680.0)]
    found = snapped(drawn(), meant)
    assert found is not None
    assert np.abs(found - np.array(meant)).max() < 4


REFUSED = {
    "three": SHEET[:3],
    "five": [*SHEET, (1.0, 1.0)],
    "all in one place": [(5.0, 5.0)] * 4,
    "on a line": [(0.0, 0.0), (100.0, 100.0), (200.0, 200.0), (300.0, 300.0)],
    "too small": [(100.0, 100.0), (120.0, 100.0), (120.0, 120.0), (100.0, 120.0)],
    "dented": [(100.0, 100.0), (900.0, 100.0), (300.0, 250.0), (100.0, 800.0)],
    "not a number": [(float("nan"), 0.0), *SHEET[1:]],
    "endless": [(float("inf"), 0.0), *SHEET[1:]],
    "outside": [(-500.0, -500.0), (-100.0, -500.0), (-100.0, -100.0), (-500.0, -100.0)],
}


@pytest.mark.parametrize("corners", list(REFUSED.values()), ids=list(REFUSED))
def test_what_encloses_no_paper_is_refused(corners: list[tuple[float, float]]) -> None:
    assert allowed(corners, 1224, 918) is None


point = st.tuples(st.floats(-2000, 4000), st.floats(-2000, 4000))


@given(st.lists(point, max_size=6))
def test_what_is_allowed_lies_in_the_picture_and_is_convex(corners: list[tuple[float, float]]) -> None:
    quad = allowed(corners, 1224, 918)
    if quad is None:
        return
    assert (quad >= 0).all()
    assert (quad <= [1223, 917]).all()
    edge = np.roll(quad, -1, axis=0) - quad
    turn = np.roll(edge, -1, axis=0)
    assert (edge[:, 0] * turn[:, 1] - edge[:, 1] * turn[:, 0] > 0).all()


@given(st.permutations(SHEET))
def test_corners_may_come_in_any_order(corners: list[tuple[float, float]]) -> None:
    quad = allowed(corners, 1224, 918)
    assert quad is not None
    assert np.allclose(quad, clockwise(np.array(SHEET)))
