from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.code_reader.codes import Code, Refused
from devices.code_reader.mrz import Mrz, MrzDate, MrzError, check_digit, is_first_line, parse
from devices.code_reader.zone import ZoneFinder

# The specimens of ICAO Doc 9303 parts 4 and 5: Utopia, evidently nobody.
TD3 = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
TD1 = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
LONG_NUMBER = (
    "I<UTOD23145890<7349<<<<<<<<<<<",
    "3407127M9507122UTO<<<<<<<<<<<2",
    "STEVENSON<<PETER<JOHN<<<<<<<<<",
)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"
names = st.text(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), min_size=1, max_size=12)
days = st.dates(date(1930, 1, 1), date(2049, 12, 31))


def test_the_passport_specimen_is_read_field_by_field() -> None:
    zone = parse("\r\n".join(TD3))
    assert (zone.format, zone.document_code, zone.issuer, zone.nationality) == ("TD3", "P", "UTO", "UTO")
    assert (zone.surname, zone.given_names, zone.number) == ("ERIKSSON", "ANNA MARIA", "L898902C3")
    assert (zone.birth, zone.sex, zone.expiry) == (MrzDate(74, 8, 12), "F", MrzDate(12, 4, 15))
    assert zone.optional == ("ZE184226B",)


def test_the_card_specimen_is_read_field_by_field() -> None:
    zone = parse("\n".join(TD1))
    assert (zone.format, zone.document_code, zone.number) == ("TD1", "I", "D23145890")
    assert (zone.surname, zone.given_names, zone.optional) == ("ERIKSSON", "ANNA MARIA", ("", ""))


def test_a_card_number_longer_than_its_field_goes_on_in_the_optional_field() -> None:
    zone = parse("\n".join(LONG_NUMBER))
    assert zone.number == "D23145890734"
    assert zone.birth == MrzDate(34, 7, 12)


@pytest.mark.parametrize("lines", [TD3, TD1, LONG_NUMBER])
def test_lines_sent_as_one_are_the_same_zone(lines: tuple[str, ...]) -> None:
    assert parse("".join(lines)) == parse("\n".join(lines))


def test_the_rule_7_3_1_gives_the_digits_of_the_standard() -> None:
    # 9303-3, 4.9: "520727" has 3, "AB2134<<<" has 5.
    assert check_digit("520727") == 3
    assert check_digit("AB2134<<<") == 5
    with pytest.raises(ValueError, match="not a character"):
        check_digit("ab")


@given(st.sampled_from([TD3, TD1]), st.integers(0, 87), st.sampled_from("0123456789"))
def test_one_wrong_digit_in_a_checked_field_is_no_zone(lines: tuple[str, ...], at: int, wrong: str) -> None:
    checked = (
        range(44, 88) if lines is TD3 else [*range(5, 30), *range(30, 37), *range(38, 45), *range(48, 60)]
    )
    text = "".join(lines)
    if at not in checked or not text[at].isdigit() or text[at] == wrong:
        return
    with pytest.raises(MrzError) as caught:
        parse(text[:at] + wrong + text[at + 1 :])
    assert caught.value.reason in ("checkDigit", "shape")
    assert caught.value.field in ("number", "birth", "expiry", "optional", "composite", "")


def build_td3(surname: str, given: str, number: str, birth: date, expiry: date, sex: str) -> tuple[str, str]:
    number = number.ljust(9, "<")
    born, ends = birth.strftime("%y%m%d"), expiry.strftime("%y%m%d")
    head = f"{number}{check_digit(number)}"
    middle = f"{born}{check_digit(born)}"
    tail = f"{ends}{check_digit(ends)}{'<' * 14}<"
    whole = check_digit(head + middle + tail)
    return f"P<UTO{surname}<<{given}"[:44].ljust(44, "<"), f"{head}UTO{middle}{sex}{tail}{whole}"


@given(
    names,
    names,
    st.text(st.sampled_from(ALPHABET[:-1]), min_size=1, max_size=9),
    days,
    days,
    st.sampled_from("MF<"),
)
def test_what_was_written_is_read_back(
    surname: str, given_names: str, number: str, birth: date, expiry: date, sex: str
) -> None:
    zone = parse("\r".join(build_td3(surname, given_names, number, birth, expiry, sex)))
    assert (zone.surname, zone.given_names, zone.number) == (surname, given_names, number)
    assert zone.sex == sex.replace("<", "X")
    assert zone.birth.born(date(birth.year + 90, 1, 1)) is not None
    assert zone.expiry.expires(expiry) == expiry


@given(st.text(max_size=120) | st.text(st.sampled_from(ALPHABET + "\r\n"), max_size=120))
def test_any_text_is_a_zone_or_an_mrz_error(text: str) -> None:
    try:
        assert isinstance(parse(text), Mrz)
    except MrzError as error:
        assert error.reason in ("shape", "checkDigit")


@given(
    st.sampled_from([TD3, TD1, LONG_NUMBER]),
    st.lists(st.tuples(st.integers(0, 95), st.characters()), max_size=4),
)
def test_a_spoilt_zone_is_a_zone_or_an_mrz_error(
    lines: tuple[str, ...], spoilt: list[tuple[int, str]]
) -> None:
    text = "\n".join(lines)
    for at, character in spoilt:
        text = text[:at] + character + text[at + 1 :]
    try:
        assert parse(text).format in ("TD1", "TD3")
    except MrzError as error:
        # The error names a field and shows nothing of it.
        assert str(error).split() in (
            ["shape"],
            *(["checkDigit", field] for field in ("number", "birth", "expiry", "optional", "composite")),
        )


def test_dates_find_their_century() -> None:
    today = date(2026, 11, 21)
    assert MrzDate(26, 11, 21).born(today) == today
    assert MrzDate(26, 11, 22).born(today) == date(1926, 11, 22)
    assert MrzDate(31, 5, 1).expires(today) == date(2031, 5, 1)
    assert MrzDate(99, 5, 1).expires(today) == date(1999, 5, 1)
    assert MrzDate(0, 2, 29).born(today) == date(2000, 2, 29)
    assert MrzDate(74, None, None).born(today) is None
    assert MrzDate(25, 2, 31).born(today) is None


def test_an_open_birth_day_stays_open() -> None:
    first, second = TD3
    born = "74<<<<"
    second = second[:13] + born + str(check_digit(born)) + second[20:43]
    second += str(check_digit(second[0:10] + second[13:20] + second[21:43]))
    assert parse(f"{first}\n{second}").birth == MrzDate(74, None, None)


def test_a_zone_does_not_show_itself() -> None:
    assert repr(parse("".join(TD3))) == "Mrz(TD3)"


@pytest.mark.parametrize("lines", [TD3, TD1, LONG_NUMBER])
def test_lines_that_arrive_as_codes_become_one_zone(lines: tuple[str, ...]) -> None:
    finder = ZoneFinder()
    found = [part for line in lines for part in finder.feed(Code(line))]
    assert found == [parse("\n".join(lines))]
    assert not finder.pending


def test_a_token_that_looks_like_a_first_line_is_a_token_when_nothing_follows() -> None:
    finder = ZoneFinder()
    assert is_first_line(TD3[0])
    assert finder.feed(Code(TD3[0])) == []
    assert finder.flush() == [Code(TD3[0])]
    assert finder.feed(Code(TD3[0])) == []
    assert finder.feed(Code("https://example.invalid/q")) == [Code(TD3[0]), Code("https://example.invalid/q")]


def test_a_zone_with_a_wrong_check_digit_is_refused_and_not_handed_on() -> None:
    finder = ZoneFinder()
    assert finder.feed(Code(TD3[0])) == []
    assert finder.feed(Code(TD3[1][:-1] + "1")) == [Refused("mrzCheckDigit")]


@given(st.lists(st.text(st.sampled_from(ALPHABET), max_size=60) | st.sampled_from([*TD3, *TD1]), max_size=12))
def test_no_code_is_lost_or_made_up_and_two_lines_at_most_are_held(texts: list[str]) -> None:
    finder = ZoneFinder()
    found = []
    for text in texts:
        found += finder.feed(Code(text))
        assert len(finder._lines) <= 2
    found += finder.flush()
    parts = [line for one in found for line in (one.lines if isinstance(one, Mrz) else [one]) if line]
    if not any(isinstance(one, Refused) for one in found):
        assert "".join(p if isinstance(p, str) else p.text for p in parts) == "".join(texts)
