"""Rare characters by their radical: every one that the font draws can be reached, none that it does not."""

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screens.components import Column, TextField
from screens.input_methods.keyboard import Keyboard
from screens.input_methods.layouts import Pad
from screens.input_methods.radicals.choice import PAGE_SIZE, RadicalChoice
from screens.input_methods.radicals.table import Radical, Radicals, radicals, read
from screens.theme.coverage import characters

FONT = Path(sys.prefix) / "share/yiciban/fonts/regular.otf"
TABLE = radicals()


def reach(choice, *texts):
    """Choose these answers one after the other, turning pages; return what the last choice gave."""
    answer = ""
    for text in texts:
        while text not in choice.offer().texts:
            assert not choice.offer().last_page, text
            choice.turn(1)
        answer = choice.choose(choice.offer().texts.index(text))
    return answer


@pytest.mark.parametrize(
    ("way", "character"),
    [
        (("4", "贝", "12"), "赟"),
        (("3", "艹", "3"), "芃"),
        (("4", "礻", "4"), "祎"),
        (("5", "龙", "4"), "䶮"),
        (("3", "土", "8"), "堃"),
        (("2", "阝右", "4"), "邨"),
        (("7", "邑", "4"), "邨"),
    ],
)
def test_a_rare_character_is_four_choices_away(way, character):
    assert reach(RadicalChoice(TABLE), *way, character) == character


def test_after_a_character_one_begins_again():
    choice = RadicalChoice(TABLE)
    reach(choice, "4", "贝", "12", "赟")
    assert (choice.offer().step, choice.begun) == ("strokes", False)


def test_every_choice_can_be_taken_back():
    choice = RadicalChoice(TABLE)
    reach(choice, "3", "氵", "8")
    steps = []
    while choice.back():
        steps.append(choice.offer().step)
    assert steps == ["beside", "radical", "strokes"]


@given(st.lists(st.tuples(st.integers(-1, PAGE_SIZE + 1), st.sampled_from([-1, 0, 1])), max_size=12))
def test_no_way_of_tapping_leaves_the_way(taps):
    choice = RadicalChoice(TABLE)
    for index, pages in taps:
        choice.turn(pages)
        choice.choose(index)
        offer = choice.offer()
        assert 0 < len(offer.texts) <= PAGE_SIZE


def test_every_radical_has_characters_and_every_character_has_a_way():
    reached = {sign for one in TABLE.radicals for n in TABLE.beside(one) for sign in TABLE.characters(one, n)}
    assert reached == {sign for by in TABLE.signs.values() for signs in by.values() for sign in signs}
    assert all(TABLE.beside(one) for one in TABLE.radicals)
    assert len(reached) > 29_000


def test_the_font_draws_all_that_is_offered():
    drawn = characters(FONT)
    assert ord("䶮") in drawn and ord("𠀀") not in drawn
    offered = {ord(sign) for by in TABLE.signs.values() for signs in by.values() for sign in signs}
    offered |= {ord(sign) for one in TABLE.radicals for sign in one.form}
    assert offered <= drawn


def test_what_another_font_lacks_is_left_out():
    assert read("9\t0\t人亻\n9\t1\t亿\n", draws=lambda sign: sign != "亿") == {"9": {0: "人亻"}}
    table = Radicals((Radical("亻", 2, ("9",)),), {"9": {0: "人"}})
    assert table.beside(table.radicals[0]) == (0,)


@pytest.fixture
def pad(stage, theme, put):
    field = TextField(theme, name="姓名", kind="name")
    keys = Keyboard(theme, field, kind="name")
    put(Column(theme, [field, keys]))
    keys.show(Pad.RADICAL)
    stage.layout_now()
    return field, keys


def tap(stage, finger, name):
    finger.tap(next(node for node in stage.focus.nodes() if node.id[:8] == "radical-" and node.name == name))
    stage.layout_now()


def test_a_character_is_chosen_with_the_finger(stage, finger, pad):
    field, _ = pad
    tap(stage, finger, "4 画")
    tap(stage, finger, "贝")
    assert "贝" in stage.focus.find(id="radical-step").name
    tap(stage, finger, "12 画")
    tap(stage, finger, "赟")
    assert field.value() == "赟"
    assert "笔画" in stage.focus.find(id="radical-step").name


def test_delete_goes_a_step_back_and_then_takes_characters(stage, finger, pad):
    field, keys = pad
    field.set_value("李")
    tap(stage, finger, "4 画")
    keys.press("delete")
    assert (field.value(), keys.composing.radicals.begun) == ("李", False)
    keys.press("delete")
    assert field.value() == ""


def test_many_radicals_of_one_count_are_turned_through(stage, finger, pad):
    tap(stage, finger, "3 画")
    finger.tap(stage.focus.find(id="candidates-next"))
    stage.layout_now()
    assert not stage.focus.find(id="candidates-next").enabled
    tap(stage, finger, "飞")


def test_it_is_offered_in_names_only_and_needs_no_engine(theme):
    for kind, there in (("name", True), ("address", False), ("phone", False)):
        keys = Keyboard(theme, TextField(theme, name="示例", kind=kind), kind=kind)
        assert (Pad.RADICAL in keys._pads) is there
