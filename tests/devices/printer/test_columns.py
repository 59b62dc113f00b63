import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.printer.columns import (
    CLOSERS,
    OPENERS,
    char_width,
    grouped,
    key_value,
    normalise,
    rule,
    width,
    wrap,
)

MIXED = st.text(alphabet="办理一件事申请人，。、（）《》“”：abc 0123-·é䶮𠮷\n", max_size=120)
SENTENCE = st.lists(
    st.sampled_from(["办理", "部门", "ABC12", "，", "。", "（", "）", "《", "》", " "]), max_size=60
)


@pytest.mark.parametrize(
    ("text", "columns"),
    [("汉", 2), ("A", 1), ("：", 2), ("①", 2), ("“", 2), ("·", 2), ("é", 2), ("䶮", 2), ("𠮷", 2), ("ă", 1)],
)
def test_width_is_what_the_printer_takes(text: str, columns: int) -> None:
    assert width(text) == columns


def test_what_the_table_lacks_is_replaced() -> None:
    assert normalise("¥12 • 甲\t乙\u200b") == "￥12 · 甲 乙"


@given(MIXED, st.integers(2, 48))
def test_no_line_is_too_wide_and_nothing_is_lost(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    assert all(width(line) <= columns for line in lines)
    squeezed = "".join(normalise(text.replace("\n", "")).split())
    assert "".join("".join(lines).split()) == squeezed


@given(st.text(max_size=80), st.integers(2, 48))
def test_any_text_can_be_wrapped(text: str, columns: int) -> None:
    assert all(width(line) <= columns for line in wrap(text, columns))


def _without_runs(words: list[str]) -> str:
    """Sentences as people write them: no mark directly behind another, no mark at the beginning."""
    kept = ["办理"]
    for word in words:
        if word in "，。（）《》 " and kept[-1] in "，。（）《》 ":
            continue
        kept.append(word)
    return "".join(kept) + "结束"


@given(SENTENCE, st.integers(16, 48))
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(
    words: list[str], columns: int
) -> None:
    for number, line in enumerate(wrap(_without_runs(words), columns)):
        assert number == 0 or not line or line[0] not in CLOSERS
        assert not line or line[-1] not in OPENERS


def test_a_number_is_not_torn_apart() -> None:
    assert wrap("申请编号 20261121000123", 20) == ["申请编号", "20261121000123"]


def test_a_number_longer_than_the_line_is_cut() -> None:
    assert wrap("1234567890", 4) == ["1234", "5678", "90"]


@given(MIXED.filter(lambda t: "\n" not in t), MIXED.filter(lambda t: "\n" not in t), st.integers(8, 48))
def test_key_and_value_fit(key: str, value: str, columns: int) -> None:
    assert all(width(line) <= columns for line in key_value(key, value, columns))


def test_a_short_value_stands_at_the_right_edge() -> None:
    assert key_value("申请人", "示*", 12) == ["申请人   示*"]


def test_a_long_value_hangs_below_its_key() -> None:
    assert key_value("办理部门", "示例市公安局", 12) == ["办理部门", "  示例市公安", "  局"]


def test_rule_and_groups() -> None:
    assert rule(5) == "-----"
    assert grouped("20261121AB") == "2026 1121 AB"


@given(st.characters())
def test_every_character_has_a_width(char: str) -> None:
    assert char_width(char) in (0, 1, 2)


def test_fewer_than_two_columns_are_refused() -> None:
    with pytest.raises(ValueError, match="two columns"):
        wrap("字", 1)
