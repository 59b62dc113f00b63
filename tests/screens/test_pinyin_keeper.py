"""Pinyin in a process of its own: beside the first page, anew with newer words, again when it died."""

import pytest

from screens.input_methods.composition import Composition
from screens.input_methods.pinyin_keeper import PinyinKeeper


@pytest.fixture
def words():
    return ["营业执照"]


@pytest.fixture
def told():
    return []


@pytest.fixture
def pinyin(tmp_path, words, told):
    made = PinyinKeeper(tmp_path, lambda: {"words": words}, told.append)
    yield made
    made.close()


def typed(method, letters):
    return [method.key(letter) for letter in letters][-1]


def test_the_first_key_waits_for_the_start(pinyin, told):
    pinyin.begin_anew()
    assert typed(pinyin, "yyzz").candidates[0] == "营业执照"
    assert pinyin.choose(0) == Composition(committed="营业执照")
    assert not told


def test_words_of_newer_guides_are_offered_after_it_began_anew(pinyin, words, tmp_path):
    assert typed(pinyin, "yyzz").candidates[0] == "营业执照"
    words[:] = ["示例许可证"]
    pinyin.begin_anew()
    assert typed(pinyin, "slxkz").candidates[0] == "示例许可证"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_killed_process_loses_what_was_being_typed_and_the_next_key_works(pinyin, told):
    typed(pinyin, "zhang")
    pinyin._process.kill()
    assert pinyin.key("w") == Composition()
    assert typed(pinyin, "zhang").preedit == "zhang"
    assert pinyin.works
    assert not told


def test_every_call_of_the_method_passes_through(pinyin):
    pinyin.begin("name")
    assert typed(pinyin, "wang").candidates[0] == "王"
    assert pinyin.turn(1).page == 1
    assert pinyin.turn(-1).candidates[0] == "王"
    assert pinyin.backspace().preedit == "wan"
    assert pinyin.clear() == Composition()


def test_where_it_cannot_run_it_is_told_once_and_not_offered(tmp_path, told):
    line = 'echo \'{"missing": "no librime"}\''
    pinyin = PinyinKeeper(tmp_path, dict, told.append, command=("sh", "-c", line))
    pinyin.begin_anew()
    assert pinyin.key("a") == pinyin.key("b") == Composition()
    assert told == ["no librime"]
    assert not pinyin.works


def test_a_process_that_always_dies_is_given_up(tmp_path, told):
    pinyin = PinyinKeeper(tmp_path, dict, told.append, command=("false",))
    for _ in range(5):
        assert pinyin.key("a") == Composition()
    assert told == ["no answer"]
    assert not list(tmp_path.iterdir())
