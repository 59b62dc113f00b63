"""What lies on the mat is told from the mat, its shadows and the lamp's changes; hands from papers."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from devices.document_camera.detection.mat_difference import EmptyMat, MatDifference
from devices.document_camera.detection.quads import clockwise, overlap

SHEET = [(300.0, 90.0), (815.0, 110.0), (850.0, 830.0), (260.0, 815.0)]
CARD = [(900.0, 420.0), (1150.0, 430.0), (1145.0, 590.0), (895.0, 580.0)]
PALE = (196, 204, 208)


def learned(drawn: Callable[..., np.ndarray], **wanted: object) -> MatDifference:
    empty = drawn(**wanted, seed=50)
    return MatDifference(EmptyMat(cv2.resize(empty, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), 1.5))


@pytest.mark.parametrize("light", [0.7, 1.1])
@pytest.mark.parametrize("mat", [(52, 50, 48), PALE], ids=["dark", "pale"])
@pytest.mark.parametrize(
    "paper", [(236, 240, 240), (40, 30, 165), (110, 150, 90)], ids=["white", "red", "green"]
)
def test_a_paper_of_any_colour_is_found_whatever_the_lamp_does(
    drawn: Callable[..., np.ndarray], mat: tuple, paper: tuple, light: float
) -> None:
    found = learned(drawn, mat=mat).find(drawn(papers=[SHEET], mat=mat, paper=paper, light=light))
    assert len(found) == 1
    assert overlap(found[0], clockwise(np.array(SHEET))) > 0.97


@pytest.mark.parametrize("mat", [(52, 50, 48), PALE], ids=["dark", "pale"])
@pytest.mark.parametrize("light", [0.7, 1.2])
@pytest.mark.parametrize("shadow", [False, True])
def test_the_bare_mat_is_empty_in_every_light_and_under_a_shadow(
    drawn: Callable[..., np.ndarray], mat: tuple, light: float, shadow: bool
) -> None:
    seen = learned(drawn, mat=mat).look(drawn(mat=mat, light=light, shadow=shadow, seed=4))
    assert seen.empty
    assert seen.papers == ()


def test_papers_come_largest_first(drawn: Callable[..., np.ndarray]) -> None:
    found = learned(drawn).find(drawn(papers=[CARD, SHEET]))
    assert [
        overlap(quad, clockwise(np.array(sheet))) > 0.95
        for quad, sheet in zip(found, (SHEET, CARD), strict=True)
    ] == [
        True,
        True,
    ]


def test_a_hand_is_no_paper_and_is_said(drawn: Callable[..., np.ndarray]) -> None:
    mat = learned(drawn)
    without = mat.look(drawn(papers=[SHEET]))
    assert not without.hands.any()
    over = mat.look(drawn(papers=[SHEET], hand=(560, 700)))
    assert overlap(over.papers[0], clockwise(np.array(SHEET))) > 0.95
    y, x = (int(at * over.scale) for at in (900, 560))
    assert over.hands[y, x]
    beside = mat.look(drawn(papers=[SHEET], hand=(1040, 500)))
    assert beside.hands.any()
    assert not beside.hands[:, : int(800 * beside.scale)].any()
    alone = mat.look(drawn(hand=(600, 400)))
    assert alone.hands.any()
    assert not alone.empty


def test_the_corners_are_of_the_picture_that_was_searched_not_of_the_mats(
    drawn: Callable[..., np.ndarray],
) -> None:
    mat = learned(drawn)
    large = cv2.resize(drawn(papers=[SHEET]), None, fx=2, fy=2)
    (found,) = mat.find(large)
    assert overlap(found, clockwise(np.array(SHEET) * 2)) > 0.97
