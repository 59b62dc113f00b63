"""What is wrong with a page is said, with its place; a good page is let through."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from devices.document_camera.detection.quads import Picture, Quad
from devices.document_camera.flattening.light import even_light
from devices.document_camera.gates.blur import MAX_EDGE_PX, measure_blur
from devices.document_camera.gates.darkness import is_too_dark, measure_brightness
from devices.document_camera.gates.emptiness import MIN_INK, measure_ink
from devices.document_camera.gates.frame import cut_sides
from devices.document_camera.gates.glare import MAX_GLARE, measure_glare
from devices.document_camera.gates.hand import hand_over, skin_at_edge
from devices.document_camera.gates.judge import judge
from devices.document_camera.gates.outlines import box, hull, moved
from devices.document_camera.values import Advice

HEIGHT, WIDTH = 1170, 827


def page(rows: int = 100, paper: int = 225, noise: float = 1.5, seed: int = 1) -> Picture:
    """A printed page as a camera with a good lens sees it."""
    sheet = np.full((HEIGHT, WIDTH, 3), paper, np.uint8)
    for row in range(90, min(HEIGHT - 90, 90 + 40 * rows), 40):
        cv2.putText(sheet, "2026-11-01 SHILI 000000", (70, row), 0, 0.9, (35, 35, 35), 2)
    seen = cv2.GaussianBlur(sheet, (0, 0), 0.7).astype(np.float32)
    seen += np.random.default_rng(seed).normal(0, noise, seen.shape)
    return np.clip(seen, 0, 255).astype(np.uint8)


def with_highlight(sheet: Picture, radius: int, soft: float, x: int = 420, y: int = 500) -> Picture:
    spot = np.zeros(sheet.shape[:2], np.float32)
    cv2.circle(spot, (x, y), radius, 230.0, -1)
    lit = sheet + cv2.GaussianBlur(spot, (0, 0), soft)[:, :, None]
    return np.clip(lit, 0, 255).astype(np.uint8)


def holds(outline: tuple[tuple[float, float], ...], x: float, y: float) -> bool:
    return cv2.pointPolygonTest(np.array(outline, np.float32), (x, y), False) >= 0


def test_a_good_page_passes_and_has_its_figures() -> None:
    seen = page()
    judged = judge(seen, even_light(seen).picture)
    assert judged.advice is None
    assert judged.marks == ()
    assert judged.quality.blur is not None
    assert judged.quality.blur < 3.6
    assert judged.quality.glare == 0
    assert 215 < judged.quality.brightness < 235


@pytest.mark.parametrize("rows", [2, 5, 100])
def test_blur_is_seen_however_little_is_written(rows: int) -> None:
    sharp = page(rows)
    blurred = np.asarray(cv2.GaussianBlur(sharp, (0, 0), 2.8), np.uint8)
    assert (measure_blur(sharp).width or 99) < MAX_EDGE_PX
    width = measure_blur(blurred).width
    assert width is not None
    assert width > MAX_EDGE_PX


@pytest.mark.parametrize("degrees", [0, 45, 90, 135])
def test_a_movement_in_any_direction_is_a_blur(degrees: float) -> None:
    turn = cv2.getRotationMatrix2D((8, 8), degrees, 1)
    line = np.zeros((17, 17), np.float32)
    line[8, 1:16] = 1
    kernel = cv2.warpAffine(line, turn, (17, 17))
    shaken = np.asarray(cv2.filter2D(page(), -1, kernel / kernel.sum()), np.uint8)
    width = measure_blur(shaken).width
    assert width is not None
    assert width > MAX_EDGE_PX


def test_the_blurred_half_of_a_page_is_marked() -> None:
    seen = page()
    seen[600:] = cv2.GaussianBlur(seen[600:], (0, 0), 3.5)
    judged = judge(seen, even_light(seen).picture)
    assert judged.advice is Advice.BLURRED
    assert all(min(y for _, y in mark.outline) > 350 for mark in judged.marks)


def test_a_sheet_without_print_has_no_figure_of_blur() -> None:
    assert measure_blur(page(0)).width is None


@pytest.mark.parametrize(("radius", "soft"), [(25, 4), (60, 12), (120, 30)])
def test_a_highlight_is_glare_and_marked(radius: int, soft: float) -> None:
    glare = measure_glare(with_highlight(page(), radius, soft))
    assert glare.part > MAX_GLARE
    assert any(holds(outline, 420, 500) for outline in glare.where)


def test_a_highlight_on_paper_that_is_nearly_burnt_itself_is_glare() -> None:
    assert measure_glare(with_highlight(page(paper=244), 60, 8)).part > MAX_GLARE


@given(st.integers(200, 255), st.floats(0, 0.08))
@settings(max_examples=25, deadline=None)
def test_well_lit_paper_is_no_glare_how_light_so_ever(paper: int, fall: float) -> None:
    sheet = np.full((HEIGHT // 2, WIDTH // 2, 3), paper, np.uint8)
    sheet[60:80, 40:300] = 30
    gradient = np.linspace(1.15, 1.15 - fall, WIDTH // 2)[None, :, None]
    assert measure_glare(np.clip(sheet * gradient, 0, 255).astype(np.uint8)).part == 0


def test_a_code_on_a_white_patch_is_no_glare() -> None:
    sheet = page(paper=205)
    sheet[400:640, 300:540] = 255
    modules = np.random.default_rng(2).integers(0, 2, (24, 24), dtype=np.uint8) * 255
    sheet[424:616, 324:516] = np.kron(modules, np.ones((8, 8), np.uint8))[:, :, None]
    assert measure_glare(sheet).part == 0


def test_the_white_rim_of_a_code_is_no_glare() -> None:
    sheet = page(paper=235)
    sheet[400:760, 300:340] = 255
    sheet[720:760, 300:660] = 255
    assert measure_glare(sheet).part == 0


def test_a_dark_page_is_too_dark_but_a_dark_cover_is_not() -> None:
    dim = np.asarray(page() * 0.3, np.uint8)
    assert is_too_dark(dim, measure_brightness(dim))
    cover = np.full((HEIGHT, WIDTH, 3), (30, 22, 105), np.uint8)
    assert measure_brightness(cover) < 95
    assert not is_too_dark(cover, measure_brightness(cover))
    in_the_dark = np.asarray(cover * 0.3, np.uint8)
    assert is_too_dark(in_the_dark, measure_brightness(in_the_dark))


def test_a_blank_sheet_is_empty_and_one_short_line_is_not() -> None:
    blank, line = page(0), page(1)
    assert measure_ink(even_light(blank).picture) < MIN_INK
    assert measure_ink(even_light(line).picture) > MIN_INK
    assert judge(blank, even_light(blank).picture).advice is Advice.EMPTY_PAGE


def test_show_through_from_the_other_side_leaves_a_sheet_empty() -> None:
    blank = page(0)
    blank[200:700:30, 100:700] -= 14
    assert measure_ink(even_light(blank).picture) < MIN_INK


def corners(left: float, top: float, right: float, bottom: float) -> Quad:
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)


@pytest.mark.parametrize(
    ("lying", "sides"),
    [
        (corners(100, 100, 900, 700), 0),
        (corners(100, 300, 900, 799), 1),
        (corners(-3, 100, 900, 700), 1),
        (corners(-3, 100, 999, 700), 4),
        (np.array([[100, 100], [999, 150], [900, 700], [80, 690]], np.float32), 2),
    ],
)
def test_a_side_at_the_frame_is_cut(lying: Quad, sides: int) -> None:
    assert bool(cut_sides(lying, 1000, 800)) == (sides > 0)
    assert len(cut_sides(lying, 1000, 800)) >= min(sides, 1)
    if sides in (0, 1, 2):
        assert len(cut_sides(lying, 1000, 800)) == sides


def test_a_hand_that_reaches_in_from_the_rim_is_over_the_page_only_where_it_covers_it() -> None:
    reaching = np.zeros((200, 250), np.uint8)
    reaching[80:120, 180:] = 255
    over = hand_over(reaching, corners(100, 100, 900, 700), scale=4)
    assert over.part > 0.02
    assert all(700 < x < 910 for x, _ in over.where)
    beside = hand_over(reaching, corners(100, 100, 600, 700), scale=4)
    assert beside.part == 0
    assert beside.where == ()


@pytest.mark.parametrize("skin", [(130, 165, 215), (95, 130, 185), (55, 80, 130)])
def test_fingers_over_the_edge_are_seen_in_any_tone(skin: tuple[int, int, int]) -> None:
    seen = page()
    cv2.ellipse(seen, (800, 600), (150, 50), 0, 0, 360, skin, -1)
    judged = judge(seen, even_light(seen).picture)
    assert judged.advice is Advice.HAND
    assert holds(judged.marks[0].outline, 780, 600)


def test_a_stamp_and_a_portrait_are_no_hand() -> None:
    seen = page()
    cv2.circle(seen, (600, 900), 110, (50, 50, 200), 14)
    cv2.ellipse(seen, (650, 300), (60, 80), 0, 0, 360, (130, 165, 215), -1)
    assert skin_at_edge(seen).where == ()


@given(arrays(np.uint8, st.tuples(st.integers(16, 90), st.integers(16, 90), st.just(3))))
@settings(max_examples=40, deadline=None)
def test_any_page_is_judged_without_an_error(picture: Picture) -> None:
    judged = judge(picture, even_light(picture).picture)
    assert 0 <= judged.quality.ink <= 1
    assert 0 <= judged.quality.glare <= 1


def test_outlines_move_with_the_page() -> None:
    double = np.diag([2.0, 2.0, 1.0])
    assert moved(box(1, 2, 3, 4), double) == ((2, 4), (6, 4), (6, 8), (2, 8))
    assert moved((), double) == ()
    mask = np.zeros((20, 20), np.uint8)
    assert hull(mask) == ()
    mask[5:10, 4:12] = 1
    assert {(round(x), round(y)) for x, y in hull(mask, 4)} == {(18, 22), (46, 22), (46, 38), (18, 38)}
