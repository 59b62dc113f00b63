"""Chinese lines: what may begin one, what may end one, what stays together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screens.components.text_layout import NO_END, NO_START, break_lines, clusters, group_digits
from screens.theme.words import words

TEXT = st.text(
    alphabet=st.sampled_from("一次办事项出生医学证明，。、；：？！（）“”《》…—·%0123456789 abcXYZ.-/"),
    max_size=80,
)


def width(text: str) -> int:
    return sum(10 if char.isascii() else 20 for char in text)


@given(TEXT)
def test_clusters_lose_no_character(text):
    assert "".join(clusters(text)) == text


@given(TEXT, st.integers(120, 600))
def test_lines_hold_all_characters_in_order(text, room):
    lines = break_lines(text, room, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(TEXT, st.integers(120, 600), st.booleans())
def test_no_line_is_wider_than_the_room(text, room, balance):
    assert all(width(line) <= room for line in break_lines(text, room, width, balance=balance))


@given(st.text(alphabet="一次办，。（）《》“”、", max_size=60), st.integers(160, 500))
def test_lines_do_not_begin_with_closing_or_end_with_opening_punctuation(text, room):
    pieces = clusters(text)
    if any(width(piece) > room for piece in pieces):
        return  # a run of punctuation longer than a line must break somewhere
    lines = [line for line in break_lines(text, room, width) if line]
    assert all(line[0] not in NO_START for line in lines[1:])
    assert all(line[-1] not in NO_END for line in lines[:-1])


def test_a_space_is_no_reason_to_break():
    assert break_lines("指南版本 2026.11 更新", 1000, width) == ["指南版本 2026.11 更新"]


def test_a_figure_stays_with_what_it_counts():
    lines = break_lines("一共需要的时间最长是 12 个工作日", 260, width)
    assert all(not line.startswith("个") for line in lines)
    assert any("12 个" in line for line in lines)


def test_words_and_numbers_are_not_cut():
    for room in range(200, 400, 10):
        assert any("2026.11.21" in line for line in break_lines("办理日期为 2026.11.21 上午", room, width))


def test_a_word_longer_than_the_line_is_cut_rather_than_lost():
    assert break_lines("a" * 30, 100, width) == ["a" * 10] * 3


def test_no_character_stands_alone_on_the_last_line():
    lines = break_lines("一二三四五六七八九十一", 200, width)
    assert len(lines) == 2
    assert len(lines[1]) > 3


def test_short_texts_end_their_lines_with_phrases():
    assert break_lines("要和出生医学证明上的一致，还剩 5 个问题", 300, width) == [
        "要和出生医学证明上的一致，",
        "还剩 5 个问题",
    ]


def test_newlines_break_and_empty_lines_stay():
    assert break_lines("甲\n\n乙", 100, width) == ["甲", "", "乙"]


@given(st.text(alphabet="0123456789X", max_size=22))
def test_groups_give_the_number_again(number):
    parts = group_digits(number, (6, 4, 4, 4))
    assert "".join(parts) == number
    assert all(parts)


def test_identity_and_phone_numbers_are_grouped():
    assert group_digits("000000190001010017", (6, 4, 4, 4)) == ["000000", "1900", "0101", "0017"]
    assert group_digits("13800000000", (3, 4, 4)) == ["138", "0000", "0000"]


@given(TEXT)
def test_words_lose_no_character(text):
    assert "".join(words(text)) == text


@given(TEXT, st.integers(120, 600))
def test_whole_words_cost_no_line_and_no_rule(text, room):
    by_words = break_lines(text, room, width, balance=True, words=words)
    assert len(by_words) == len(break_lines(text, room, width, balance=True))
    assert all(width(line) <= room for line in by_words)
    assert "".join(by_words).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("残疾人补贴和救助", ["残疾人补贴", "和救助"]),
        ("印刷公司变更一件事", ["印刷公司", "变更一件事"]),
        ("孩子出生了要办什么", ["孩子出生了", "要办什么"]),
        ("不是同一页，继续", ["不是同一页，", "继续"]),
    ],
)
def test_a_heading_breaks_between_words(text, lines):
    assert break_lines(text, 130, width, balance=True, words=words) == lines


def test_a_figure_stays_with_what_it_counts_in_latin_too():
    assert clusters("services, 4 offices") == ["services, ", "4 offices"]
    assert clusters("call 12345 now") == ["call ", "12345 ", "now"]


def test_a_space_that_does_not_break_does_not():
    assert clusters("Kept \u00b7 Sample\u00a0data") == ["Kept \u00b7 ", "Sample\u00a0data"]
