"""Choosing where an address lies: province, city, county, as far as there are any."""

import pytest

from kiosk.catalogue.divisions import divisions
from screens.components import AddressPicker


@pytest.fixture
def chosen():
    return []


@pytest.fixture
def picker(theme, put, chosen):
    def make(**more):
        return put(AddressPicker(theme, divisions(), on_choose=chosen.append, **more))

    return make


def names(path):
    return [one.name for one in path]


def act(stage, id):
    stage.layout_now()
    stage.focus.find(id=id).action()
    stage.layout_now()


def cells(stage):
    stage.layout_now()
    return [node.speech for node in stage.focus.nodes() if node.id[6:].isdigit()]


def test_province_city_and_county_are_asked_one_after_the_other(stage, picker, chosen):
    made = picker()
    assert made.level == "province" and len(cells(stage)) == 34
    act(stage, "place-410000")
    assert made.level == "city" and "济源市" in cells(stage)
    act(stage, "place-410700")
    assert made.level == "county" and not chosen
    act(stage, "place-410703")
    assert [names(path) for path in chosen] == [["河南省", "新乡市", "卫滨区"]]


def test_it_begins_where_the_terminal_stands_with_its_own_county_first(stage, picker):
    made = picker(near="120116")
    assert (made.level, names(made.chosen)) == ("county", ["天津市"])
    assert cells(stage)[:2] == ["滨海新区", "和平区"]
    assert picker(near="410700").level == "county"


def test_a_city_without_counties_is_the_end(stage, picker, chosen):
    picker(near="440000")
    act(stage, "place-441900")
    assert names(chosen[0]) == ["广东省", "东莞市"]


def test_a_province_without_divisions_is_the_end(stage, picker, chosen):
    picker()
    act(stage, "place-810000")
    assert names(chosen[0]) == ["香港特别行政区"]


def test_what_was_chosen_goes_back_to_its_question_and_is_marked_there(stage, picker, chosen):
    made = picker(near="120000", chosen=divisions().path("410703"))
    assert made.level == "county"
    act(stage, "place-level-0")
    assert made.level == "province"
    act(stage, "place-120000")
    act(stage, "place-120116")
    assert names(chosen[0]) == ["天津市", "滨海新区"]
