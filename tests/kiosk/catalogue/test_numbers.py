from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.catalogue.masks import mask, mask_address, mask_id_number, mask_name, mask_phone
from kiosk.catalogue.models import FieldKind
from kiosk.catalogue.numbers import (
    SERIAL_LIMIT,
    birth_date,
    check_id_number,
    check_uscc,
    id_check_character,
    in_groups,
    mod_37_36,
    plain,
    read_short_code,
    sex_code,
    short_code,
    uscc_check_character,
)

TODAY = date(2026, 11, 21)
DIGITS = "0123456789"
USCC_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014", "34052419800101001X"])
def test_the_published_examples_of_id_numbers_pass(number: str) -> None:
    assert check_id_number(number, TODAY) == ()


@pytest.mark.parametrize(
    ("number", "codes"),
    [
        ("11010519491231002x", ("id_number.form",)),
        ("110105491231002", ("id_number.form",)),
        ("１１010519491231002X", ("id_number.form",)),
        ("110105194912310021", ("id_number.check",)),
        ("110105194902300020", ("id_number.date",)),
        ("110105194902300021", ("id_number.date", "id_number.check")),
    ],
)
def test_each_fault_of_an_id_number_has_its_code(number: str, codes: tuple[str, ...]) -> None:
    assert check_id_number(number, TODAY) == codes


def test_nobody_is_born_tomorrow() -> None:
    body = "12000020261122001"
    number = body + id_check_character(body)
    assert check_id_number(number, TODAY) == ("id_number.future",)
    assert check_id_number(number, date(2026, 11, 22)) == ()


def test_an_area_that_does_not_exist_is_no_error() -> None:
    body = "99999919900101002"
    assert check_id_number(body + id_check_character(body), TODAY) == ()


def test_birth_date_and_sex_are_read_from_the_number() -> None:
    assert birth_date("11010519491231002X") == date(1949, 12, 31)
    assert sex_code("11010519491231002X") == "2"
    assert sex_code("440524188001010014") == "1"


@given(
    st.text(DIGITS, min_size=6, max_size=6),
    st.dates(date(1900, 1, 1), TODAY),
    st.text(DIGITS, min_size=3, max_size=3),
    st.integers(0, 16),
    st.integers(1, 9),
)
def test_one_wrong_digit_never_passes(area: str, born: date, sequence: str, place: int, by: int) -> None:
    body = f"{area}{born:%Y%m%d}{sequence}"
    number = body + id_check_character(body)
    assert check_id_number(number, TODAY) == ()
    changed = str((int(number[place]) + by) % 10)
    assert "id_number.check" in check_id_number(number[:place] + changed + number[place + 1 :], TODAY)


@pytest.mark.parametrize(
    "code",
    [
        "91350100M000100Y43",
        "91110000101623741K",
        "12441500196720244T",
        "11310000MB2F30661Y",
        "11430000006122244L",
    ],
)
def test_known_credit_codes_pass(code: str) -> None:
    assert check_uscc(code) == ()


def test_a_wrong_credit_code_is_told_from_one_of_wrong_form() -> None:
    assert check_uscc("91350100M000100Y4Z") == ("uscc.form",)
    assert check_uscc("91350100M000100Y44") == ("uscc.check",)


@given(st.text(USCC_LETTERS, min_size=17, max_size=17))
def test_the_check_character_of_a_credit_code_is_always_one_of_the_alphabet(body: str) -> None:
    assert uscc_check_character(body) in USCC_LETTERS


@pytest.mark.parametrize(
    ("body", "check"),
    [
        ("11100000000013338W01111430000006122244L20230000403001", "U"),
        ("11100000000013338W00911330105002500287C2025052201002", "0"),
    ],
)
def test_mod_37_36_gives_the_checks_of_real_certificates(body: str, check: str) -> None:
    assert mod_37_36(body) == check


@given(st.integers(0, SERIAL_LIMIT - 1), st.dates(date(2020, 1, 1), date(2099, 12, 31)))
def test_a_short_code_is_read_back_however_it_is_typed(serial: int, day: date) -> None:
    code = short_code("120116", day, serial)
    assert len(code) == 19
    typed = in_groups(code).lower().replace("0", "o")
    assert read_short_code(typed) == code
    assert read_short_code(code.replace("1", "l")) == code


@given(st.integers(0, SERIAL_LIMIT - 1), st.integers(12, 17), st.sampled_from("23456789ABCDEFGHJKMN"))
def test_one_wrong_character_of_a_short_code_is_noticed(serial: int, place: int, other: str) -> None:
    code = short_code("120116", TODAY, serial)
    changed = code[:place] + other + code[place + 1 :]
    # The typed check character itself may be a look-alike of the right one, so O and 0 count as the same.
    same = mod_37_36(changed[:-1]).translate(str.maketrans("OIL", "011")) == code[-1].translate(
        str.maketrans("OIL", "011")
    )
    assert (read_short_code(changed) is None) != same
    assert (changed == code) <= same


@pytest.mark.parametrize(("area", "serial"), [("12011", 0), ("120116", -1), ("120116", SERIAL_LIMIT)])
def test_a_short_code_of_nothing_is_refused(area: str, serial: int) -> None:
    with pytest.raises(ValueError, match=r"area|serial"):
        short_code(area, TODAY, serial)


def test_typed_numbers_lose_gaps_and_full_width() -> None:
    assert plain("１３８ 0000-5678") == "13800005678"
    assert plain(" 11010519491231002x ") == "11010519491231002X"


@pytest.mark.parametrize(
    ("masked", "expected"),
    [
        (mask_id_number("11010519491231002X"), "1****************X"),
        (mask_phone("13800005678"), "138****5678"),
        (mask_phone("12345"), "***45"),
        (mask_name("李示例"), "李*"),
        (mask_name("欧阳示例"), "欧阳*"),
        (mask_name("欧阳"), "欧*"),
        (mask_name("阿里木·示例"), "阿*"),
        (mask_name("𠮷示例"), "𠮷*"),
        (mask_name("葛\U000e0100示例"), "葛\U000e0100*"),
        (mask_name(""), ""),
        (mask_address("天津市滨海新区塘沽街道示例路1号"), "天津市滨海新区塘沽街道****"),
        (mask_address("天津市滨海新区示例小区1号"), "天津市滨海新区****"),
        (mask_address("河南省新乡市卫滨区平原镇示例路1号"), "河南省新乡市卫滨区平原镇****"),
        (mask_address("示例路1号"), "****"),
        (mask(FieldKind.PHONE, "13800005678"), "138****5678"),
        (mask(FieldKind.CODE, "ABC123"), "A****3"),
    ],
)
def test_masks_show_only_what_they_may(masked: str, expected: str) -> None:
    assert masked == expected


@given(st.text(max_size=30))
def test_masking_twice_changes_nothing(text: str) -> None:
    assert mask_id_number(mask_id_number(text)) == mask_id_number(text)
    assert mask_name(mask_name(text)) == mask_name(text)
