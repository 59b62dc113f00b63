from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.application.pre_review.check_numbers import id_numbers, usccs
from kiosk.catalogue.numbers import id_check_character, uscc_check_character

TODAY = date(2026, 11, 22)
LETTERS = {"0": "OoQD", "1": "Il|", "2": "Zz", "5": "Ss", "6": "Gb", "8": "B", "9": "qg"}
USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"

days = st.dates(date(1930, 1, 1), date(2026, 1, 1))
serials = st.integers(0, 999)


def id_number(day: date, serial: int) -> str:
    seventeen = f"000000{day:%Y%m%d}{serial:03d}"
    return seventeen + id_check_character(seventeen)


def uscc(organisation: str) -> str:
    seventeen = f"91000000{organisation}"
    return seventeen + uscc_check_character(seventeen)


organisations = st.text(alphabet=USCC, min_size=9, max_size=9)


def only(found: object) -> object:
    (one,) = list(found)  # type: ignore[call-overload]
    return one


@given(days, serials)
def test_a_right_number_is_right(day, serial):
    number = id_number(day, serial)
    found = only(id_numbers(f"号码{number}。", TODAY))
    assert (found.value, found.right, found.put_right) == (number, True, 0)


@given(days, serials, st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_never_passes(day, serial, place, more):
    number = id_number(day, serial)
    if number[place] == "X":
        return
    wrong = number[:place] + str((int(number[place]) + more) % 10) + number[place + 1 :]
    assert not only(id_numbers(wrong, TODAY)).right


@given(days, serials, st.integers(0, 16))
def test_two_neighbours_exchanged_never_pass(day, serial, place):
    number = id_number(day, serial)
    one, other = number[place : place + 2]
    if one == other or "X" in (one, other):
        return
    assert not only(id_numbers(number[:place] + other + one + number[place + 2 :], TODAY)).right


@given(days, serials, st.data())
def test_a_letter_that_can_only_be_a_digit_is_put_right(day, serial, data):
    number = id_number(day, serial)
    places = [place for place in range(17) if number[place] in LETTERS]
    place = data.draw(st.sampled_from(places))
    letter = data.draw(st.sampled_from(LETTERS[number[place]]))
    found = only(id_numbers(number[:place] + letter + number[place + 1 :], TODAY))
    assert (found.value, found.right, found.put_right) == (number, True, 1)


@given(days, serials)
def test_with_three_letters_nothing_is_put_right(day, serial):
    number = id_number(day, serial)
    assert not only(id_numbers("OOO" + number[3:], TODAY)).right


@given(days, serials, st.integers(0, 18), st.sampled_from("0123456789"))
def test_a_digit_more_or_less_is_no_number(day, serial, place, digit):
    number = id_number(day, serial)
    assert not list(id_numbers(number[:place] + digit + number[place:], TODAY))
    assert not list(id_numbers(number[:-1], TODAY))


@pytest.mark.parametrize("last", ["x", "×", "Χ"])
def test_the_last_character_may_look_like_an_x(last):
    number = next(one for serial in range(99) if (one := id_number(date(1990, 1, 1), serial))[17] == "X")
    assert only(id_numbers(number[:17] + last, TODAY)).value == number


def test_a_number_of_tomorrow_is_not_right():
    assert not only(id_numbers(id_number(date(2026, 11, 23), 1), TODAY)).right


@given(organisations)
def test_a_right_code_is_right(organisation):
    code = uscc(organisation)
    found = only(usccs(f"代码:{code}"))
    assert (found.value, found.right) == (code, True)


@given(organisations, st.integers(0, 17), st.sampled_from(USCC))
def test_one_wrong_character_of_a_code_never_passes(organisation, place, other):
    code = uscc(organisation)
    if code[place] == other:
        return
    found = only(usccs(code[:place] + other + code[place + 1 :]))
    assert not found.right or found.value == code  # in the area a letter can only be the digit it looks like


@given(organisations, st.data())
def test_characters_that_no_code_has_are_put_right(organisation, data):
    code = uscc(organisation)
    looks = {"0": "O", "1": "I", "2": "Z", "5": "S"}
    place = data.draw(st.sampled_from([place for place, one in enumerate(code) if one in looks]))
    found = only(usccs(code[:place] + looks[code[place]] + code[place + 1 :]))
    assert (found.value, found.right, found.put_right) == (code, True, 1)
