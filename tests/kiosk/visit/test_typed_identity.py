"""What may be typed as name and number: the check characters find a wrong digit, and nothing breaks it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.catalogue.numbers import id_check_character
from kiosk.text import Texts
from kiosk.visit.state import Typed
from kiosk.visit.typed_identity import (
    complete,
    name_problem,
    number_problem,
    tidy_number,
    typed_facts,
    typed_problem,
)

TODAY = date(2026, 11, 21)
DAYS = st.dates(date(1900, 1, 1), TODAY)


@given(area=st.integers(0, 999_999), born=DAYS, order=st.integers(0, 999), place=st.integers(0, 16))
def test_any_one_wrong_digit_is_found(area, born, order, place):
    number = f"{area:06d}{born:%Y%m%d}{order:03d}"
    number += id_check_character(number)
    assert number_problem(number, TODAY) is None
    other = str((int(number[place]) + 1) % 10)
    assert number_problem(number[:place] + other + number[place + 1 :], TODAY) is not None


@given(st.text(max_size=40))
def test_whatever_is_typed_is_judged_and_has_words(text):
    number = tidy_number(text)
    assert len(number) <= 18
    typed = Typed(name=text, number=number, tried=True)
    for part in ("name", "number"):
        problem = typed_problem(part, typed, TODAY)
        assert problem is None or all(Texts(language).has(problem.key) for language in ("zh-CN", "en"))
    assert typed_facts(typed)["number"] == number if number_problem(number, TODAY) is None else True


@given(st.text(alphabet="0123456789", min_size=0, max_size=17))
def test_nothing_is_said_of_a_number_that_is_not_whole_yet(text):
    assert not complete(text) and typed_problem("number", Typed(number=text), TODAY) is None


@pytest.mark.parametrize("number", ["810000199408230021", "830000199201300022", "911124198108030024"])
def test_permits_and_the_foreigner_s_card_of_2023_are_taken(number):
    taken = [c for c in "0123456789X" if number_problem(number[:-1] + c, TODAY) is None]
    assert len(taken) == 1


def test_the_foreigner_s_card_of_2017_is_taken_with_the_right_digit_only():
    taken = [c for c in "0123456789" if number_problem("USA11008103011" + c, TODAY) is None]
    assert len(taken) == 1
    assert number_problem("USA110081133111", TODAY) == "form.id_number.date"
    assert number_problem("US1110081030111", TODAY) == "form.id_number.form"


def test_only_a_resident_s_number_says_sex_and_day_of_birth():
    facts = typed_facts(Typed("李示例", "000000199203050018"))
    assert (facts["birth_date"], facts["sex"]) == (date(1992, 3, 5), "1")
    assert set(typed_facts(Typed("EXAMPLE", "911124198108030024"))) == {"name", "number"}


@pytest.mark.parametrize("name", ["李示例", "阿卜杜·示例", "EXAMPLE JOHN", "𠮷示"])
def test_names_of_every_kind_are_taken(name):
    assert name_problem(name) is None
