"""Divisions of the country: what lies in what, where an address begins, how names are said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.catalogue.divisions import COUNTRY, Division, divisions, read, short_name

CHINA = divisions()
EVERY = [one for one in CHINA._by_code.values()]  # noqa: C416


def names(path):
    return [one.name for one in path]


def test_the_country_has_34_provinces_and_some_three_thousand_divisions():
    assert len(CHINA.within()) == 34
    assert 3150 < len(CHINA) < 3300


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("120116", ["天津市", "滨海新区"]),
        ("410703", ["河南省", "新乡市", "卫滨区"]),
        ("500116", ["重庆市", "江津区"]),
        ("419001", ["河南省", "济源市"]),
        ("659001", ["新疆维吾尔自治区", "石河子市"]),
        ("441900", ["广东省", "东莞市"]),
        ("410703001002", ["河南省", "新乡市", "卫滨区"]),
        ("120000000", ["天津市"]),
        ("810000", ["香港特别行政区"]),
        ("000000", []),
    ],
)
def test_a_code_is_told_as_province_city_county(code, path):
    assert names(CHINA.path(code)) == path


def test_a_county_that_is_not_known_is_told_by_its_city():
    assert names(CHINA.path("410799")) == ["河南省", "新乡市"]


def test_municipalities_have_counties_at_once_and_some_cities_none():
    assert "滨海新区" in names(CHINA.within("120000"))
    assert "石家庄市" in names(CHINA.within("130000"))
    assert CHINA.within("441900") == ()
    assert {"济源市", "郑州市"} <= set(names(CHINA.within("410000")))


@given(st.sampled_from(EVERY))
def test_every_division_lies_in_what_its_path_says(one):
    *around, last = CHINA.path(one.code)
    assert last == one
    assert one in CHINA.within(around[-1].code if around else COUNTRY)


@given(st.sampled_from(EVERY), st.text(alphabet="示例路号0123456789", max_size=8))
def test_an_address_written_in_full_is_split_where_its_divisions_end(one, rest):
    path = CHINA.path(one.code)
    assert CHINA.split("".join(names(path)) + rest) == (path, rest)


@given(st.text(max_size=30))
def test_nothing_of_an_address_is_lost(text):
    path, rest = CHINA.split(text)
    assert text.endswith(rest)
    assert not path or text.startswith((path[0].name, *names(path)))


def test_levels_may_be_left_out_but_nothing_is_guessed():
    assert names(CHINA.split("滨海新区示例路1号")[0]) == ["天津市", "滨海新区"]
    assert names(CHINA.split("新乡市卫滨区示例路")[0]) == ["河南省", "新乡市", "卫滨区"]
    assert CHINA.split("朝阳区示例路") == ((), "朝阳区示例路")


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("天津市", "天津"),
        ("广西壮族自治区", "广西"),
        ("内蒙古自治区", "内蒙古"),
        ("恩施土家族苗族自治州", "恩施"),
        ("积石山保安族东乡族撒拉族自治县", "积石山"),
        ("鄂伦春自治旗", "鄂伦春"),
        ("东乡族自治县", "东乡族"),
        ("滨海新区", "滨海"),
        ("北林区", "北林"),
        ("神农架林区", "神农架"),
        ("香港特别行政区", "香港"),
        ("大兴安岭地区", "大兴安岭"),
        ("单县", "单县"),
    ],
)
def test_short_names_are_what_people_say(name, short):
    assert short_name(name) == short


def test_words_to_type_begin_where_the_terminal_stands():
    words = CHINA.words("120116")
    assert words[:4] == ("滨海新区", "滨海", "天津市", "天津")
    assert words.index("和平区") < words.index("北京市") < words.index("石家庄市") < words.index("单县")
    assert len(set(words)) == len(words)
    assert set(CHINA.words()) == set(words)


def test_a_table_with_a_broken_line_is_refused():
    assert read("# remark\n990000\t示例省\n").within() == (Division("990000", "示例省"),)
    for line in ("12000\t天津", "120000 天津", "120000\t"):
        with pytest.raises(ValueError, match="not a division"):
            read(line)
