from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.application.pre_review.kinds import read_value
from kiosk.application.pre_review.words import find, find_title
from kiosk.catalogue.reading import FieldRule, PaperFieldKind

TODAY = date(2026, 11, 22)
days = st.dates(date(1900, 1, 1), date(2099, 12, 31))


FORMS = ["{0.year}年{0.month}月{0.day}日", "{0:%Y-%m-%d}", "{0:%Y.%m.%d}", "{0:%Y%m%d}"]


def read(kind: str, text: str, **rule: object) -> str | None:
    found = read_value(text, FieldRule(id="x", kind=PaperFieldKind(kind), labels=("标",), **rule), TODAY)
    return found.value if found else None


@given(days, st.sampled_from(FORMS))
def test_a_day_is_read_however_it_is_written(day, form):
    assert read("date", f":{form.format(day)}") == day.isoformat()


@given(days)
def test_letters_in_a_day_are_digits(day):
    written = f"{day:%Y.%m.%d}".replace("0", "O").replace("1", "l")
    assert read("date", written) == day.isoformat()


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("二〇二六年十一月二日", "2026-11-02"),
        ("二○二〇年十月三十一日", "2020-10-31"),
        ("一九九九年二月二十日", "1999-02-20"),
        ("二〇二一年一月十日", "2021-01-10"),
    ],
)
def test_a_day_in_chinese_numerals(written, day):
    assert read("date", written) == day


@pytest.mark.parametrize("written", ["2026年2月30日", "2025.13.01", "20261301"])
def test_no_such_day_is_no_value(written):
    assert read("date", written) is None


@given(days, days)
def test_a_validity_from_day_to_day(one, other):
    first, last = sorted((one, other))
    for form in (
        "{:%Y.%m.%d}-{:%Y.%m.%d}",
        "{:%Y年%m月%d日}至{:%Y年%m月%d日}",
        "自{:%Y-%m-%d}起至{:%Y-%m-%d}",
    ):
        assert read("validity", form.format(first, last)) == f"{first}/{last}"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2016.03.05-长期", "2016-03-05/.."),
        ("2016年03月05日至长期", "2016-03-05/.."),
        ("长期", "../.."),
        ("2030-01-31", "../2030-01-31"),
        ("2026.01.01-2020.01.01", None),
    ],
)
def test_validities_without_end_or_beginning(written, value):
    assert read("validity", written) == value


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (":李示例", "李示例"),
        ("阿示例·买买提测试", "阿示例·买买提测试"),
        ("李示例(签字)", "李示例"),
        ("SHILI,CESHI", "SHILI,CESHI"),
        ("李", None),
        ("123", None),
    ],
)
def test_names(written, name):
    assert read("name", written) == name


def test_a_number_is_what_its_pattern_says():
    assert read("number", "J000000-2021-000001登记", pattern="J[0-9]{6}-[0-9]{4}-[0-9]{6}") == (
        "J000000-2021-000001"
    )
    assert read("number", "示0000000012", pattern="示[0-9]{9}") is None  # a digit too many was read


def test_what_a_label_says_in_brackets_is_no_value():
    assert read("name", "((乙方):李示例") == "李示例"


def test_without_a_label_brackets_belong_to_the_number():
    rule = FieldRule(id="x", kind=PaperFieldKind.NUMBER, pattern=r"\([0-9]{4}\)示[0-9]{4}号")
    found = read_value("案号(2026)示0001号", rule, TODAY)
    assert found is not None
    assert found.value == "(2026)示0001号"


@given(st.sampled_from(["公民身份号码", "常住人口登记卡", "统一社会信用代码"]), st.data())
def test_a_long_word_is_found_with_one_misread_character(word, data):
    place = data.draw(st.integers(0, len(word) - 1))
    text = f"甲乙{word[:place]}囗{word[place + 1 :]}丙丁"
    hit = find(word, ["别的", text])
    assert hit is not None
    assert hit.where == 1
    assert 0.6 < hit.quality < 1


def test_a_short_word_must_stand_there_as_it_is():
    assert find("姓名", ["姓各李示例"]) is None
    assert find("结婚证", ["离婚证"]) is None
    assert find("居民身份证", ["身份证号"]) is None


def test_a_title_is_a_line_of_its_own():
    assert find_title("房屋租赁合同", ["房屋租赁合同(示例)"])
    assert not find_title("结婚证", ["双方持结婚证到登记机关申请办理"])
