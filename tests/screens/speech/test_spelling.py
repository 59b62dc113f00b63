"""Numbers for the ear."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.text import Texts
from screens.speech.spelling import cardinal, in_groups, spelled

ZH, EN = Texts("zh-CN"), Texts("en")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("00000019900101123X", "零零零零零零，一九九零，零一零一，一二三 X"),
        ("电话 13800000000。", "电话 一三八，零零零零，零零零零。"),
        ("2026-11-22", "二零二六年十一月二十二日"),
        ("2026年1月5日起", "二零二六年一月五日起"),
        ("09:05 开门，18:00 关门", "九点零五分 开门，十八点整 关门"),
        ("12.5 元", "十二点五 元"),
        ("1,250 元", "一千二百五十 元"),
        ("第 3 步，共 7 步", "第 三 步，共 七 步"),
        ("138****0000", "一三八，中间不读出，尾号 零零零零"),
        ("022-12345678", "零二二，一二三四五六七八"),
        ("TJ20261122ABC", "T  J 二零，二六一一，二二 A  B，C"),
        ("2 个事项，共 12 个，第 2 项，2.5 元", "两 个事项，共 十二 个，第 二 项，二点五 元"),
        (
            "版本 2026.11，国发〔1978〕104号，拨 12345",
            "版本 二零二六点一一，国发〔一九七八〕一百零四号，拨 一二三四五",
        ),
        ("已上传 45%", "已上传 百分之四十五"),
        ("没有数字", "没有数字"),
    ],
)
def test_chinese(written, said):
    assert spelled(written, ZH).replace("  ", " ") == said.replace("  ", " ")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Call 13800000000", "Call 1 3 8，0 0 0 0，0 0 0 0"),
        ("2026-11-22", "November 22, 2026"),
        ("Step 3 of 7", "Step 3 of 7"),
        ("fee 12.50", "fee 12.50"),
        ("number 123456", "number 1 2 3 4，5 6"),
    ],
)
def test_english(written, said):
    assert spelled(written, EN) == said


@given(st.text(max_size=60))
def test_chinese_leaves_no_digit_for_the_voice_to_guess(text):
    assert not any(sign in "0123456789" for sign in spelled(text, ZH))


@given(st.text("0123456789X", min_size=1, max_size=20))
def test_every_sign_of_a_value_is_said(value):
    said = in_groups(value, (6, 4, 4, 4), "en")
    assert said.replace(" ", "").replace("，", "") == value


@given(st.integers(0, 9999), st.integers(0, 9999))
def test_two_numbers_are_never_said_alike(one, other):
    assert (cardinal(one) == cardinal(other)) == (one == other)


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "零"), (10, "十"), (15, "十五"), (20, "二十"), (105, "一百零五"), (110, "一百一十"),
     (1005, "一千零五"), (2026, "二千零二十六")],
)  # fmt: skip
def test_cardinals(number, said):
    assert cardinal(number) == said
