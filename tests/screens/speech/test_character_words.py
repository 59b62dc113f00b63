"""Which of the characters that sound alike is meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.text import Texts
from screens.speech.character_words import TABLE, explained
from screens.speech.pinyin_text import syllables

ZH = Texts("zh-CN")


@pytest.mark.parametrize(
    ("hanzi", "said"), [("李", "李，木子李"), ("测", "测，测量的测"), ("婷", "婷，婷美的婷")]
)
def test_one_character_is_told_from_others_of_its_sound(hanzi, said):
    assert explained(hanzi, ZH) == said


@given(st.text(max_size=4))
def test_what_needs_no_word_stays_as_it_is(text):
    if len(text) != 1:
        assert explained(text, ZH) == text
    assert explained(text, Texts("en")) == text
    assert explained(text, ZH).startswith(text)


def test_every_word_of_the_table_holds_its_character_and_can_be_said():
    rows = [row.split("\t") for row in TABLE.read_text(encoding="utf-8").splitlines()]
    assert len(rows) > 5000
    assert len({character for character, _ in rows}) == len(rows)
    for character, word in rows:
        assert character in word
        assert 2 <= len(word) <= 4
    assert all(syllables(word) for _, word in rows[:300])
