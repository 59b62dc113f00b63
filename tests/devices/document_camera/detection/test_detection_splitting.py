"""Papers that lie apart are papers of their own; an open booklet is split at its fold."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from devices.document_camera.detection.agreement import detect
from devices.document_camera.detection.classical import FoundPage
from devices.document_camera.detection.quads import area, clockwise, overlap
from devices.document_camera.detection.splitting import apart, at_the_fold


def box(x: float, y: float, width: float, height: float) -> np.ndarray:
    return np.array([[x, y], [x + width, y], [x + width, y + height], [x, y + height]], np.float32)


def test_of_outlines_over_each_other_the_best_is_kept() -> None:
    page = FoundPage(box(100, 100, 400, 300), 0.9)
    table = FoundPage(box(150, 150, 200, 100), 0.8)
    card = FoundPage(box(600, 100, 200, 120), 0.85)
    weak = FoundPage(box(600, 400, 200, 120), 0.4)
    assert apart([page, card, table, weak]) == [page, card]
    assert apart([]) == []


def spread(fold: float, turned: float) -> tuple[np.ndarray, np.ndarray]:
    """An open booklet of 600 by 400 whose fold lies at a part of its width; picture and corners."""
    flat = np.full((400, 600, 3), (205, 225, 228), np.uint8)
    across = np.arange(600) - fold * 600
    flat[:] = (flat * (1 - 0.3 * np.exp(-np.abs(across) / 4))[None, :, None]).astype(np.uint8)
    for row in range(60, 340, 22):
        cv2.line(flat, (50, row), (240, row), (60, 60, 60), 4)
        cv2.line(flat, (360, row), (550, row), (60, 60, 60), 4)
    cv2.rectangle(flat, (265, 80), (335, 200), (90, 70, 70), 3)
    turn = cv2.getRotationMatrix2D((300, 200), turned, 1.0) + np.array([[0, 0, 312], [0, 0, 259]])
    table = np.full((918, 1224, 3), 50, np.uint8)
    picture = cv2.warpAffine(flat, turn, (1224, 918), table, cv2.INTER_LINEAR, cv2.BORDER_TRANSPARENT)
    corners = cv2.transform(box(0, 0, 599, 399)[None], turn)[0]
    return picture, np.asarray(corners, np.float32)


@pytest.mark.parametrize("turned", [0.0, 8.0, -75.0, 90.0])
@pytest.mark.parametrize("fold", [0.47, 0.5, 0.545])
def test_a_spread_is_split_at_its_fold_not_in_its_middle(fold: float, turned: float) -> None:
    picture, corners = spread(fold, turned)
    halves = at_the_fold(picture, clockwise(corners))
    assert halves is not None
    shares = [area(half) / area(corners) for half in halves]
    assert abs(sum(shares) - 1) < 0.01
    # At -75 and 90 degrees the booklet's left page lies below: the upper one comes first.
    left = 0 if abs(turned) < 45 or turned < 0 else 1
    assert abs(shares[left] - fold) < 0.012


def test_a_paper_without_a_fold_is_not_split(drawn: Callable[..., np.ndarray]) -> None:
    card = box(300, 250, 600, 380)
    picture = drawn(papers=[np.roll(card, -1, axis=0).tolist()])
    assert at_the_fold(picture, card) is None
    (found,) = detect(picture, expected=2)
    assert overlap(found.corners, card) > 0.99


def test_a_spread_is_one_paper_or_two_as_the_material_asks() -> None:
    picture, corners = spread(0.5, 4.0)
    (whole,) = detect(picture, [lambda picture: [clockwise(corners)]], expected=1)
    assert overlap(whole.corners, clockwise(corners)) > 0.98
    left, right = detect(picture, [lambda picture: [clockwise(corners)]], expected=2)
    assert left.agreed
    assert right.agreed
    assert left.corners[:, 0].mean() < right.corners[:, 0].mean()
    assert abs(area(left.corners) / area(corners) - 0.5) < 0.02


def test_two_cards_beside_each_other_are_two_not_a_spread(drawn: Callable[..., np.ndarray]) -> None:
    cards = [box(120, 300, 400, 252), box(620, 310, 400, 252)]
    found = detect(drawn(papers=[card.tolist() for card in cards]), expected=2)
    assert [overlap(paper.corners, card) > 0.97 for paper, card in zip(found, cards, strict=True)] == [
        True,
        True,
    ]
