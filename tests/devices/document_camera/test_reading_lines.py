"""Lines on a map, classes made into characters, what is read within the budget: without a network."""

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from devices.document_camera.reading.find_lines import Limits, clockwise, find_lines, rectangles
from devices.document_camera.reading.read_line import (
    HEIGHT,
    cut_out,
    decoded,
    has_red,
    straight_width,
    without_red,
)
from devices.document_camera.reading.reader import BUDGET, within
from devices.document_camera.reading.seals import without_seals

CHARACTERS = ("", *"姓名李示例0123456789X", " ")


def quad(left: float, top: float, right: float, bottom: float) -> np.ndarray:
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)


@given(st.integers(10, 150), st.integers(10, 80), st.integers(30, 90), st.integers(6, 14))
def test_a_marked_line_is_found_and_widened(left, top, width, height):
    chances = np.zeros((128, 256), np.float32)
    chances[top : top + height, left : left + width] = 0.9
    (found,) = rectangles(chances, Limits())
    (x0, y0), (x1, y1) = found[0], found[2]
    assert x0 < left < left + width - 1 < x1
    assert y0 < top < top + height - 1 < y1
    assert y1 - y0 < 3 * height


def test_what_is_hardly_likely_or_tiny_is_no_line():
    chances = np.zeros((64, 64), np.float32)
    chances[10:20, 10:40] = 0.3
    chances[40:42, 40:42] = 0.9
    assert rectangles(chances, Limits()) == []


@given(st.permutations(range(4)), st.floats(-0.6, 0.6))
def test_corners_go_clockwise_from_the_top_left(order, turn):
    turned = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]], np.float32)
    line = (quad(-60, -10, 60, 10) @ turned + 200).astype(np.float32)
    assert np.allclose(clockwise(line[list(order)]), line)


def test_lines_come_in_px_of_the_page_from_the_top():
    def network(tensor: np.ndarray) -> np.ndarray:
        height, width = tensor.shape[2:]
        made = np.zeros((1, 1, height, width), np.float32)
        made[:, :, int(0.7 * height) : int(0.73 * height), int(0.1 * width) : int(0.5 * width)] = 0.9
        made[:, :, int(0.2 * height) : int(0.23 * height), int(0.4 * width) : int(0.9 * width)] = 0.9
        return made

    page = np.full((2339, 1654, 3), 255, np.uint8)
    upper, lower = find_lines(page, network)
    assert abs(upper[:, 1].mean() - 0.215 * 2339) < 12
    assert abs(lower[:, 0].mean() - 0.3 * 1654) < 12


@given(st.text(alphabet=CHARACTERS[1:-1], max_size=20), st.data())
def test_classes_become_the_text_whatever_their_pace(text, data):
    steps: list[int] = []
    for character in text:
        if steps and CHARACTERS[steps[-1]] == character:
            steps.append(0)  # a blank parts two of the same
        steps += [CHARACTERS.index(character)] * data.draw(st.integers(1, 3))
        steps += [0] * data.draw(st.integers(0, 2))
    chances = np.full((max(1, len(steps)), len(CHARACTERS)), 0.01, np.float32)
    chances[np.arange(len(steps)), steps] = 0.8
    if not steps:
        chances[:, 0] = 0.8
    read, score = decoded(chances, CHARACTERS)
    assert read == text
    assert abs(score - (0.8 if text else 0.0)) < 1e-6


@given(st.lists(st.tuples(st.integers(0, 800), st.integers(20, 1600), st.integers(12, 60)), max_size=60))
def test_what_is_read_stays_within_the_budget_and_fields_come_first(lines):
    quads = [quad(left, 40 * n, left + wide, 40 * n + high) for n, (left, wide, high) in enumerate(lines)]
    taken = within(quads, 1654, 6000)
    assert len(set(taken)) == len(taken)
    assert sum(straight_width(quads[one]) for one in taken[:-1]) <= 6000
    long = [np.ptp(quads[one][:, 0]) > 0.55 * 1654 for one in taken]
    assert long == sorted(long)


def test_a_whole_form_is_within_the_budget():
    form = [quad(150, 60 * row, 1100, 60 * row + 40) for row in range(18)]
    assert len(within(form, 1654, BUDGET)) == 18


def test_a_column_is_not_read_as_a_row():
    assert within([quad(10, 10, 50, 400), quad(100, 10, 400, 50)], 1000, BUDGET) == [1]


def test_a_line_is_cut_out_upright_at_the_height_of_the_network():
    page = np.zeros((300, 600, 3), np.uint8)
    page[100:140, 200:400] = 255
    line = cut_out(page, quad(200, 100, 400, 140))
    assert line.shape == (HEIGHT, HEIGHT * 5, 3)
    assert line.mean() > 250


def test_a_single_character_has_room_beside_it():
    line = cut_out(np.full((300, 600, 3), 255, np.uint8), quad(200, 100, 240, 140))
    assert line.shape == (HEIGHT, 160, 3)
    assert line[:, :HEIGHT].min() == 255
    assert (line[:, HEIGHT:] == 127).all()


def test_a_seal_is_seen_and_made_paper():
    line = np.full((HEIGHT, 96, 3), 255, np.uint8)
    line[:, 40:44] = 0
    assert not has_red(line)
    line[10:20, :40] = (60, 60, 220)
    assert has_red(line)
    clean = without_red(line)
    assert clean[10:20, :40].min() >= 220
    assert clean[:, 40:44].max() == 0


def sealed(radius: int) -> np.ndarray:
    page = np.full((400, 600, 3), 250, np.uint8)
    cv2.circle(page, (300, 200), radius, (90, 80, 215), 8)
    cv2.circle(page, (300, 200), radius // 3, (90, 80, 215), -1)
    cv2.line(page, (200, 200), (400, 200), (30, 30, 30), 6)
    cv2.putText(page, "2026", (20, 60), cv2.FONT_HERSHEY_SIMPLEX, 2, (60, 50, 200), 5)
    return page


def test_a_seal_becomes_paper_and_the_print_under_it_stays():
    page = sealed(80)
    clean = without_seals(page, px_per_mm=4.0)
    assert clean[200 - 80, 300].min() > 225
    assert clean[200, 300].max() < 80
    assert (clean[200, 210:390].max(axis=1) < 80).all()


def test_red_titles_and_red_walls_of_portraits_are_no_seals():
    page = sealed(80)
    assert (without_seals(page, px_per_mm=4.0)[:80] == page[:80]).all()
    assert (without_seals(page, px_per_mm=40.0) == page).all()  # four millimetres across
    wall = np.full((400, 600, 3), 250, np.uint8)
    wall[100:300, 200:400] = (40, 40, 200)
    assert (without_seals(wall, px_per_mm=6.0) == wall).all()
