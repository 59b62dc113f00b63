"""Four corners become a flat page in true size, in even light, its colours kept."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.document_camera.detection.quads import Picture, Quad
from devices.document_camera.flattening.light import even_light
from devices.document_camera.flattening.paper import guessed_size, measured_size
from devices.document_camera.flattening.perspective import true_ratio
from devices.document_camera.flattening.straighten import Rotation, paper_size, straighten, turned

FRAME = (3264, 2448)
A4, CARD = (210.0, 297.0), (85.6, 53.98)


def seen(size_mm: tuple[float, float], tilt: float, spin: float, focal: float = 0.95) -> Quad:
    """Corners of a sheet 600 mm before a pinhole camera, tilted about an axis at `spin` degrees."""
    width, height = size_mm
    flat = np.array([[-width, -height, 0], [width, -height, 0], [width, height, 0], [-width, height, 0]]) / 2
    axis = np.array([np.cos(np.radians(spin)), np.sin(np.radians(spin)), 0])
    turn, _ = cv2.Rodrigues(axis * np.radians(tilt))
    points = flat @ turn.T + (0, 0, 600.0)
    middle = (np.array(FRAME) - 1) / 2
    return (points[:, :2] / points[:, 2:] * focal * FRAME[0] + middle).astype(np.float32)


def printed(height: int = 900, width: int = 640, paper: tuple[int, int, int] = (250, 250, 250)) -> Picture:
    page = np.full((height, width, 3), paper, np.uint8)
    for row in range(80, height - 80, 40):
        cv2.putText(page, "2026-11-01 000000", (60, row), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (30, 30, 30), 2)
    return page


@given(st.floats(0, 35), st.floats(0, 360), st.floats(0.7, 1.4), st.sampled_from([A4, (297.0, 210.0), CARD]))
@settings(max_examples=150)
def test_the_shape_in_space_is_found_whatever_the_angle(
    tilt: float, spin: float, focal: float, size: tuple[float, float]
) -> None:
    ratio = true_ratio(seen(size, tilt, spin, focal), FRAME)
    assert ratio == pytest.approx(size[0] / size[1], rel=0.075)


def test_a_slanted_sheet_is_a4_where_mean_side_lengths_would_say_something_else() -> None:
    corners = seen(A4, 38, 10)
    sides = np.hypot(*(np.roll(corners, -1, axis=0) - corners).T)
    plain = (sides[0] + sides[2]) / (sides[1] + sides[3])
    assert abs(plain / (210 / 297) - 1) > 0.1
    assert paper_size(corners, FRAME) == (A4, False)


@given(st.lists(st.tuples(st.floats(-50, 4000), st.floats(-50, 4000)), min_size=4, max_size=4))
def test_no_quadrilateral_however_degenerate_breaks_it(points: list[tuple[float, float]]) -> None:
    size, known = paper_size(np.array(points, np.float32), FRAME)
    assert not known
    assert min(size) > 0
    assert max(size) < 10_000


@pytest.mark.parametrize(
    ("measured", "expected", "size"),
    [
        ((211.0, 295.5), None, A4),
        ((84.9, 54.4), None, CARD),
        ((149.0, 208.6), None, (148.0, 210.0)),
        ((104.8, 143.4), None, (105.0, 143.0)),
        ((120.0, 120.0), None, (120.0, 120.0)),
        ((80.4, 233.0), None, (80.4, 233.0)),
        ((193.0, 256.0), (190.0, 260.0), (190.0, 260.0)),
        ((258.0, 191.0), (190.0, 260.0), (260.0, 190.0)),
        ((85.0, 54.0), (190.0, 260.0), CARD),  # another paper than the one that was asked for
    ],
)
def test_a_measured_size_is_snapped_only_as_far_as_measuring_errs(
    measured: tuple[float, float], expected: tuple[float, float] | None, size: tuple[float, float]
) -> None:
    assert measured_size(measured, expected) == size


@pytest.mark.parametrize(
    ("ratio", "expected", "size"),
    [
        (0.71, None, A4),
        (1.41, None, (297.0, 210.0)),
        (1.59, None, CARD),
        (0.775, None, (215.9, 279.4)),
        (0.70, (148.0, 210.0), (148.0, 210.0)),  # by its shape alone A5 would be A4
        (1.36, (105.0, 143.0), (143.0, 105.0)),
        (1.59, (210.0, 297.0), CARD),
        (0.25, None, (80.0, 320.0)),
        (1.0, None, None),
    ],
)
def test_a_size_is_guessed_from_the_shape_and_from_what_was_asked_for(
    ratio: float, expected: tuple[float, float] | None, size: tuple[float, float] | None
) -> None:
    assert guessed_size(ratio, expected) == size


@given(st.floats(0.02, 50), st.sampled_from([None, A4, CARD, (148.0, 210.0)]))
def test_a_guess_keeps_the_way_the_paper_lies(ratio: float, expected: tuple[float, float] | None) -> None:
    size = guessed_size(ratio, expected)
    if size is not None and not 0.9 < ratio < 1.12:
        assert (size[0] > size[1]) == (ratio > 1)


def test_a_page_comes_out_at_200_dpi_and_every_px_knows_where_it_was() -> None:
    photograph = np.full((FRAME[1], FRAME[0], 3), 60, np.uint8)
    corners = seen(A4, 20, 40)
    page = straighten(photograph, corners)
    assert page.picture.shape == (2339, 1654, 3)
    assert page.dpi == 200
    rim = np.array([[[-0.5, -0.5], [1653.5, -0.5], [1653.5, 2338.5], [-0.5, 2338.5]]])
    assert np.allclose(cv2.perspectiveTransform(rim, page.to_photograph)[0], corners, atol=0.05)


def test_a_calibrated_camera_measures_also_when_it_looks_down_at_an_angle() -> None:
    corners = seen((148.0, 210.0), 0, 0)
    per_px = 600 / (0.95 * FRAME[0])
    assert paper_size(corners, FRAME, per_px) == ((148.0, 210.0), True)
    slanted = seen((148.0, 210.0), 25, 70)
    on_mat = np.array([[0, 0], [148, 0], [148, 210], [0, 210]], np.float32)
    to_mm = np.asarray(cv2.getPerspectiveTransform(slanted, on_mat), np.float64)
    assert paper_size(slanted, FRAME, to_mm) == ((148.0, 210.0), True)


def test_a_long_strip_is_kept_within_the_largest_picture() -> None:
    corners = np.array([[100, 100], [3100, 100], [3100, 400], [100, 400]], np.float32)
    page = straighten(np.full((FRAME[1], FRAME[0], 3), 60, np.uint8), corners, 0.27)
    assert max(page.picture.shape) == 4000
    assert page.dpi == pytest.approx(4000 / 810 * 25.4)


def test_a_fine_photograph_is_made_smaller_without_aliasing() -> None:
    stripes = np.zeros((1600, 2400, 3), np.uint8)
    stripes[:, ::2] = 255
    corners = np.array([[0, 0], [2399, 0], [2399, 1513], [0, 1513]], np.float32)
    card = straighten(stripes, corners)
    assert card.picture.shape == (425, 674, 3)
    assert card.picture[40:-40, 40:-40].std() < 25


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_turned_page_still_knows_its_way_back(rotation: Rotation) -> None:
    photograph = np.zeros((600, 800, 3), np.uint8)
    cv2.circle(photograph, (250, 190), 4, (255, 255, 255), -1)
    corners = np.array([[150, 100], [660, 120], [640, 500], [140, 470]], np.float32)
    page = turned(straighten(photograph, corners), rotation)
    y, x = np.unravel_index(int(page.picture[:, :, 0].argmax()), page.picture.shape[:2])
    found = cv2.perspectiveTransform(np.array([[[x, y]]], np.float64), page.to_photograph)[0][0]
    assert np.hypot(*(found - (250, 190))) < 5
    assert (page.size_mm[0] > page.size_mm[1]) == (page.picture.shape[1] > page.picture.shape[0])


def under_a_lamp(page: Picture, dark: float = 0.55) -> Picture:
    y, x = np.mgrid[0 : 1 : page.shape[0] * 1j, 0 : 1 : page.shape[1] * 1j]
    light = 0.95 - (0.95 - dark) * (x + y) / 2
    return np.asarray(page * light[:, :, None], np.uint8)


def test_white_paper_becomes_white_everywhere() -> None:
    even = even_light(under_a_lamp(printed()))
    assert even.white
    corners = [even.picture[20:60, 20:60], even.picture[-60:-20, -60:-20]]
    assert all(corner.mean() > 250 for corner in corners)
    assert even.picture.min() < 90


def test_a_shadow_from_the_rim_is_taken_out_and_a_photograph_on_the_page_is_kept() -> None:
    page = printed()
    page[300:500, 420:580] = (90, 100, 120)
    page[600:, :250] = (page[600:, :250] * 0.6).astype(np.uint8)
    even = even_light(page).picture
    assert even[760:880, 20:200].mean() > 240
    assert even[360:440, 470:530].mean() < 150


@pytest.mark.parametrize("cover", [(28, 20, 110), (110, 50, 20), (60, 130, 40)])
def test_a_coloured_cover_is_not_bleached(cover: tuple[int, int, int]) -> None:
    page = printed(paper=cover)
    even = even_light(under_a_lamp(page, 0.7))
    assert not even.white
    middle = np.median(even.picture.reshape(-1, 3), axis=0)
    assert np.abs(middle - np.array(cover)).max() < 45
    assert np.argmax(middle) == np.argmax(cover)


def test_a_coloured_band_at_the_rim_keeps_its_colour() -> None:
    page = printed()
    page[:120] = (70, 140, 30)
    band = even_light(page).picture[20:100].reshape(-1, 3).mean(axis=0)
    assert np.abs(band - (70, 140, 30)).max() < 40


def test_a_red_stamp_stays_red_and_the_paper_under_a_warm_lamp_becomes_grey() -> None:
    page = printed()
    cv2.circle(page, (420, 650), 70, (40, 40, 200), 10)
    warm = np.asarray(page * np.array([0.68, 0.88, 1.0]), np.uint8)
    even = even_light(warm)
    assert even.white
    blue, green, red = even.picture[650, 490].astype(int)
    assert red > 150
    assert max(blue, green) < 100
    assert np.ptp(even.picture[20:40, 20:40].reshape(-1, 3).mean(axis=0)) < 6
