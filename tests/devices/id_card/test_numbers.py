"""Numbers on cards, and the names of peoples."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.id_card.nations import CODES, NATIONS
from devices.id_card.numbers import (
    check_number,
    check_number_2017,
    check_travel_permit,
    icao_731,
    mod_11_2,
    read_date,
)
from devices.id_card.reading import sam_id


@pytest.mark.parametrize(
    ("number", "found"),
    [
        *((good, ()) for good in ("H12345678", "M1234567800", "12345678", "1234567800")),
        *(
            (bad, ("permit_number.form",))
            for bad in ("", "X12345678", "H1234567", "H123456789", "１２３４５６７８")
        ),
    ],
)
def test_travel_permits_have_a_form_that_is_told_but_not_refused(number: str, found: tuple[str, ...]) -> None:
    assert check_travel_permit(number) == found


@given(st.text(max_size=20), st.none() | st.dates(), st.sampled_from("0129"))
def test_any_number_is_checked_without_an_error(number: str, birth: date | None, sex: str) -> None:
    known = {f"number.{what}" for what in ("form", "check_digit", "birth_date", "sex")}
    assert set(check_number(number, birth, sex)) <= known
    assert set(check_number_2017(number, birth)) <= known
    assert set(check_travel_permit(number)) <= {"permit_number.form"}


@given(st.binary(max_size=40))
def test_a_module_number_has_sixteen_bytes_or_is_refused(data: bytes) -> None:
    if len(data) == 16:
        assert sam_id(data).count("-") == 3
    else:
        with pytest.raises(ValueError, match="16"):
            sam_id(data)


def test_fifty_six_peoples_and_two_codes() -> None:
    assert len(NATIONS) == 58
    assert [NATIONS[c] for c in ("01", "46", "36", "20", "56", "97")] == [
        "汉",
        "德昂",
        "毛南",
        "傈僳",
        "基诺",
        "其他",
    ]
    assert CODES["汉"] == "01"


@pytest.mark.parametrize("number", ["810000199408230021", "830000199201300022"])
def test_specimen_numbers_pass(number: str) -> None:
    assert check_number(number, read_date(number[6:14]), "0") == ()


@given(st.integers(0, 10**17 - 1), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_always_shows(value: int, at: int, shift: int) -> None:
    digits = f"{value:017d}"
    other = digits[:at] + str((int(digits[at]) + shift) % 10) + digits[at + 1 :]
    assert mod_11_2(digits) != mod_11_2(other)


def test_numbers_of_another_form_are_named_so() -> None:
    assert check_number("12345", None, "1") == ("number.form",)
    assert check_number("００００００19900101019X", None, "1") == ("number.form",)
    assert check_number_2017("EXA", None) == ("number.form",)
    assert check_number_2017("exa110090010110", None) == ("number.form",)
    with pytest.raises(ValueError, match="17"):
        mod_11_2("12")


def test_icao_check_digits_of_the_published_examples() -> None:
    # ICAO 9303-3, the specimen's document number and dates of birth and expiry.
    assert [icao_731(text) for text in ("L898902C3", "740812", "120415")] == ["6", "2", "9"]


def test_days_that_do_not_exist_are_no_dates() -> None:
    assert read_date("20260229") is None
    assert read_date("2026011") is None
    assert read_date("20260101") == date(2025, 12, 31) + timedelta(days=1)
