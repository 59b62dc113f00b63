"""Handwriting by the real recogniser: strokes of simple characters, written neatly, joined and crooked."""

import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screens.input_methods.handwriting.recogniser import ModelMissing, Recogniser
from screens.input_methods.handwriting.strokes import HEIGHT, WIDTH, picture
from screens.input_methods.handwriting.writer import Handwriting
from screens.input_methods.handwriting.written import PAGE_SIZE, Written

CHARACTERS = {
    "十": [[(0, 5), (10, 5)], [(5, 0), (5, 10)]],
    "王": [[(1, 0), (9, 0)], [(1.5, 4.6), (8.5, 4.6)], [(5, 0), (5, 9.6)], [(0, 9.6), (10, 9.6)]],
    "木": [[(0, 3), (10, 3)], [(5, 0), (5, 10)], [(5, 3), (3.4, 6), (0, 8.6)], [(5, 3), (6.8, 6), (10, 8.6)]],
    "中": [[(1, 2), (1, 6.4)], [(1, 2), (9, 2), (9, 6.4)], [(1, 6.2), (9, 6.2)], [(5, 0), (5, 10)]],
    "田": [
        [(0, 0), (0, 10)],
        [(0, 0), (9, 0), (9, 10)],
        [(0, 5), (9, 5)],
        [(4.5, 0), (4.5, 10)],
        [(0, 9.8), (9, 9.8)],
    ],
    "工": [[(1, 1), (9, 1)], [(5, 1), (5, 9)], [(0, 9), (10, 9)]],
}


@pytest.fixture(scope="module")
def recogniser():
    return Recogniser()


@pytest.mark.parametrize("character", CHARACTERS)
def test_a_neat_character_comes_first(recogniser, character):
    assert recogniser.candidates(CHARACTERS[character])[0] == character


@pytest.mark.parametrize("character", CHARACTERS)
def test_joined_strokes_and_an_unsteady_hand_are_read(recogniser, character):
    chance = np.random.default_rng(7)
    shaken = [np.array(s) + chance.normal(0, 0.2, (len(s), 2)) for s in CHARACTERS[character]]
    joined = [[*shaken[0], *shaken[1]], *shaken[2:]]
    assert character in recogniser.candidates(joined)[:10]


@pytest.mark.parametrize("scale", [0.1, 40.0])
def test_size_and_place_of_the_writing_do_not_matter(recogniser, scale):
    moved = [[(x * scale + 500, y * scale - 30) for x, y in stroke] for stroke in CHARACTERS["王"]]
    assert recogniser.candidates(moved)[0] == "王"


def test_only_hanzi_are_offered(recogniser):
    circle = [(np.cos(a), np.sin(a)) for a in np.linspace(0, 6.3, 40)]
    found = recogniser.candidates([circle])
    assert len(found) == len(set(found)) == 18
    assert all(ord(character) >= 0x3007 and character.isalnum() for character in found)


def test_a_missing_model_is_told(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ModelMissing, match="rapidocr"):
        Recogniser()


points = st.tuples(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))


@given(st.lists(st.lists(points, max_size=6), max_size=5))
def test_any_strokes_make_one_picture_with_all_ink_inside(strokes):
    if not any(strokes):
        with pytest.raises(ValueError, match="nothing was drawn"):
            picture(strokes)
        return
    made = picture(strokes)
    assert made.shape == (HEIGHT, WIDTH)
    assert made.min() < 255
    assert made[0].min() == made[-1].min() == made[:, 0].min() == made[:, -1].min() == 255


def test_candidates_turn_and_choosing_leaves_nothing():
    written = Written()
    written.add([(0, 0), (1, 1)])
    found = written.recognised(tuple("王玉主五正丰三"))
    assert (found.preedit, found.candidates, found.last_page) == ("王", tuple("王玉主五正丰"), False)
    assert written.turn(1).candidates == ("三",)
    assert written.turn(1).candidates == ("三",)
    assert written.turn(-1).candidates[0] == "王"
    assert written.choose(PAGE_SIZE).committed == ""
    assert written.choose(1).committed == "玉"
    assert (written.strokes, written.composition().active) == ((), False)


def test_an_answer_for_strokes_that_are_gone_is_not_shown():
    written = Written()
    written.add([(0, 0)])
    written.backspace()
    assert not written.recognised(("王",)).active


class Answers:
    def __init__(self):
        self.found, self.there, self.lost = [], threading.Event(), threading.Event()

    def __call__(self, candidates):
        self.found.append(candidates)
        self.there.set()


@pytest.fixture
def answers():
    return Answers()


@pytest.fixture
def writer(answers):
    made = Handwriting(answers.lost.set)
    yield made
    made.close()


def test_the_process_answers_the_newest_question_only(writer, answers):
    writer.ask(CHARACTERS["十"], answers)
    writer.ask(CHARACTERS["王"], answers)
    assert answers.there.wait(30)
    assert [found[0] for found in answers.found] == ["王"]


def test_a_killed_process_is_started_again_with_the_next_question(writer, answers):
    writer.ask(CHARACTERS["十"], answers)
    assert answers.there.wait(30)
    answers.there.clear()
    first = writer._process
    first.kill()
    writer._thread.join(30)
    writer.ask(CHARACTERS["王"], answers)
    assert answers.there.wait(30)
    assert answers.found[-1][0] == "王"
    assert not answers.lost.is_set()


def test_a_process_that_cannot_read_is_told_once(answers):
    writer = Handwriting(answers.lost.set, command=("sh", "-c", 'echo \'{"missing": "no model"}\''))
    writer.start()
    assert answers.lost.wait(30)
    writer._thread.join(30)
    writer.ask(CHARACTERS["十"], answers)
    assert writer._process is None
    writer.close()


def test_closing_ends_the_process_and_answers_nothing(writer, answers):
    writer.start()
    process = writer._process
    writer.ask(CHARACTERS["十"], answers)
    writer.close()
    writer._thread.join(30)
    assert process.ended
    assert not answers.found
    assert not answers.lost.is_set()
