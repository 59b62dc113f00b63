from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.id_card.layout import CardType, LayoutError, Sex, field_text, parse
from devices.id_card.nations import NATIONS
from devices.id_card.numbers import (
    icao_731,
    mod_11_2,
)
from devices.id_card.simulator.compose import compose

RESIDENT = {
    "type": "resident",
    "name": "李示例",
    "sex": "女",
    "ethnicity": "汉",
    "birth_date": "19431105",
    "address": "示例市示例区示例路1号",
    "number": "11000019431105002" + mod_11_2("11000019431105002"),
    "authority": "示例市公安局",
    "valid_from": "20200101",
    "valid_until": "长期",
}


def test_a_resident_card_is_read_whole() -> None:
    card = parse(compose(RESIDENT))
    assert card.type is CardType.RESIDENT
    assert (card.name, card.sex, card.ethnicity, card.ethnicity_code) == ("李示例", Sex.FEMALE, "汉", "01")
    assert (card.birth_date, card.number) == (date(1943, 11, 5), RESIDENT["number"])
    assert (card.address, card.authority) == ("示例市示例区示例路1号", "示例市公安局")
    assert (card.valid_from, card.valid_until, card.long_term) == (date(2020, 1, 1), None, True)
    assert card.warnings == ()


def test_a_permit_has_no_people_and_names_its_travel_permit() -> None:
    fields = {k: v for k, v in RESIDENT.items() if k != "ethnicity"} | {
        "type": "permit",
        "number": "810000199408230021",
        "birth_date": "19940823",
        "valid_until": "20250101",
        "permit_number": "H12345678",
        "issue_count": "2",
    }
    card = parse(compose(fields))
    assert card.type is CardType.PERMIT
    assert card.ethnicity is None
    assert (card.permit_number, card.issue_count) == ("H12345678", 2)
    assert (card.valid_until, card.long_term) == (date(2025, 1, 1), False)
    assert card.warnings == ()


def test_the_foreigners_card_of_2017_has_a_layout_of_its_own() -> None:
    body = "EXA11009001010"
    fields = {
        "type": "foreigner_2017",
        "name_latin": "SAMPLE, JANE EXAMPLE",
        "sex": "2",
        "number": "EXA1100" + "900101" + "1" + icao_731("EXA1100" + "900101" + "1"),
        "country": "EXA",
        "name": "简示例",
        "valid_from": "20180101",
        "valid_until": "20280101",
        "birth_date": "19900101",
        "authority": "1500",
    }
    assert len(fields["number"]) == len(body) + 1
    card = parse(compose(fields))
    assert card.type is CardType.FOREIGNER_2017
    assert (card.name, card.name_latin, card.country) == ("简示例", "SAMPLE, JANE EXAMPLE", "EXA")
    assert (card.birth_date, card.authority, card.sex) == (date(1990, 1, 1), "1500", Sex.FEMALE)
    assert card.warnings == ()


def test_without_a_chinese_name_the_latin_one_is_the_name() -> None:
    fields = {"type": "foreigner_2017", "name_latin": "SAMPLE, JANE", "sex": "0", "number": "EXA"}
    assert parse(compose(fields)).name == "SAMPLE, JANE"


def test_the_foreigners_card_of_2023_joins_the_two_parts_of_a_long_name() -> None:
    # 9, province, country in digits, birth, order, check.
    number = "91189919900101001" + mod_11_2("91189919900101001")
    long_name = "EXAMPLEFAMILYNAME, SAMPLEGIVENNAMES THE SECOND"
    assert long_name[34:36] == "S "
    fields = {
        "type": "foreigner_2023",
        "name": "示例",
        "sex": "1",
        "issue_count": "1",
        "birth_date": "19900101",
        "name_latin": long_name,
        "number": number,
        "valid_from": "20240101",
        "valid_until": "20340101",
        "country": "EXA",
        "former_link": "001",
    }
    card = parse(compose(fields))
    assert card.type is CardType.FOREIGNER_2023
    assert card.name_latin == long_name
    assert (card.issue_count, card.country, card.former_link) == (1, "EXA", "001")
    assert card.ethnicity is None
    assert card.address is None
    assert card.warnings == ()
    resident = parse(compose(fields | {"number": RESIDENT["number"]}))
    assert "number.form" in resident.warnings


@pytest.mark.parametrize("padding", [" ", "\0"])
@pytest.mark.parametrize("name", ["买买提·示例", "欧阳 示例", "示例𠮷", "示例䶮"])
def test_names_keep_spaces_dots_and_rare_characters_under_either_padding(name: str, padding: str) -> None:
    card = parse(compose(RESIDENT | {"name": name}, padding))
    assert card.name == name
    assert card.warnings == ()


@pytest.mark.parametrize(("code", "sex"), [("0", Sex.UNKNOWN), ("1", Sex.MALE), ("9", Sex.NOT_STATED)])
def test_sex_unknown_or_not_stated_is_not_made_female(code: str, sex: Sex) -> None:
    assert parse(compose(RESIDENT | {"sex": code})).sex is sex


def test_an_unknown_area_is_not_a_warning_but_a_wrong_check_digit_is() -> None:
    unknown_area = "99999919431105002"
    fine = parse(compose(RESIDENT | {"number": unknown_area + mod_11_2(unknown_area)}))
    assert fine.warnings == ()
    wrong = "0" if RESIDENT["number"][-1] != "0" else "1"
    card = parse(compose(RESIDENT | {"number": RESIDENT["number"][:17] + wrong}))
    assert card.warnings == ("number.check_digit",)
    assert card.name == "李示例"


def test_what_cannot_be_read_is_a_warning_beside_the_rest() -> None:
    card = parse(compose(RESIDENT | {"valid_until": "20301301", "ethnicity": "57", "sex": "5"}))
    assert set(card.warnings) == {"valid_until.unreadable", "ethnicity.unknown_code", "sex.unknown_code"}
    assert not card.long_term
    assert not card.valid_on(date(2026, 1, 1))


def test_validity_is_asked_for_a_day() -> None:
    card = parse(compose(RESIDENT | {"valid_until": "20260101"}))
    assert card.valid_on(date(2026, 1, 1))
    assert not card.valid_on(date(2026, 1, 2))
    assert not card.valid_on(date(2019, 12, 31))
    assert parse(compose(RESIDENT)).valid_on(date(2099, 1, 1))


def test_facts_are_what_the_card_says_and_nothing_absent() -> None:
    facts = parse(compose(RESIDENT)).facts()
    assert facts == {
        "type": "resident",
        "name": "李示例",
        "sex": "2",
        "ethnicity": "汉",
        "birth_date": date(1943, 11, 5),
        "address": "示例市示例区示例路1号",
        "number": RESIDENT["number"],
        "authority": "示例市公安局",
        "valid_from": date(2020, 1, 1),
    }


def test_a_card_does_not_show_itself_in_logs() -> None:
    assert repr(parse(compose(RESIDENT))) == "Card(resident)"


@given(st.binary(max_size=600).filter(lambda b: len(b) != 256))
def test_another_size_is_refused(block: bytes) -> None:
    with pytest.raises(LayoutError):
        parse(block)


@given(st.binary(min_size=256, max_size=256), st.sampled_from(["I", "J", "Y", " "]))
def test_any_block_gives_a_card_or_warnings_never_another_error(block: bytes, letter: str) -> None:
    card = parse(block[:248] + letter.encode("utf-16-le") + block[250:])
    assert (
        card.type
        is {
            "I": CardType.FOREIGNER_2017,
            "J": CardType.PERMIT,
            "Y": CardType.FOREIGNER_2023,
            " ": CardType.RESIDENT,
        }[letter]
    )
    assert "\0" not in card.name


@given(
    st.text(
        st.characters(codec="utf-16-le", exclude_categories=("Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Cn")),
        max_size=7,
    ),
    st.dates(date(1900, 1, 1), date(2030, 1, 1)),
    st.integers(0, 999),
    st.sampled_from(sorted(NATIONS)),
)
def test_what_was_composed_is_parsed_back(name: str, birth: date, order: int, nation: str) -> None:
    body = f"110000{birth:%Y%m%d}{order:03d}"
    card = parse(
        compose(
            RESIDENT
            | {
                "name": name,
                "birth_date": f"{birth:%Y%m%d}",
                "number": body + mod_11_2(body),
                "sex": "1" if order % 2 else "2",
                "ethnicity": nation,
            }
        )
    )
    assert (card.name, card.birth_date, card.ethnicity) == (name, birth, NATIONS[nation])
    assert card.warnings == ()


LAYOUTS = {
    "resident": RESIDENT,
    "permit": {
        "type": "permit",
        "name": "李示例",
        "sex": "2",
        "permit_number": "M12345678",
        "issue_count": "3",
    },
    "foreigner_2017": {"type": "foreigner_2017", "name_latin": "SAMPLE, JANE", "name": "简示例", "sex": "9"},
    "foreigner_2023": {
        "type": "foreigner_2023",
        "name": "示例",
        "name_latin": "EXAMPLEFAMILYNAME, SAMPLEGIVENNAMES THE SECOND",
        "country": "EXA",
        "former_link": "001",
    },
}


@pytest.mark.parametrize("kind", sorted(LAYOUTS))
def test_spaces_or_nul_as_padding_make_no_difference_to_any_layout(kind: str) -> None:
    spaces, nul = (parse(compose(LAYOUTS[kind], padding)) for padding in (" ", "\0"))
    assert spaces == nul
    assert spaces.type is CardType(kind)
    assert spaces.name == LAYOUTS[kind]["name"]


@given(st.sampled_from(sorted(LAYOUTS)), st.lists(st.sampled_from("李示例·▪ 𠮷䶮\ue863A-"), max_size=15))
def test_names_of_every_layout_keep_what_stands_between_their_ends(kind: str, drawn: list[str]) -> None:
    name = "".join(drawn).strip()
    while len(name.encode("utf-16-le")) > 30:
        name = name[:-1].strip()
    card = parse(compose(LAYOUTS[kind] | {"name": name}))
    assert card.name == (name or ("SAMPLE, JANE" if kind == "foreigner_2017" else ""))
    assert "text.damaged" not in card.warnings


@pytest.mark.parametrize("mark", ["\u202e", "\u200f", "\x07", "\u2028"])
def test_marks_that_turn_or_split_a_line_are_left_out_and_told(mark: str) -> None:
    card = parse(compose(RESIDENT | {"name": f"李{mark}示例"}))
    assert card.name == "李示例"
    assert card.warnings == ("text.damaged",)


def test_half_a_surrogate_pair_is_told_and_costs_nothing_else() -> None:
    block = bytearray(compose(RESIDENT))
    block[2:4] = b"\x42\xd8"
    card = parse(bytes(block))
    assert card.name == "李\ufffd例"
    assert card.number == RESIDENT["number"]
    assert card.warnings == ("text.damaged",)


def test_dates_are_compared_with_the_day_where_one_is_given() -> None:
    block = compose(RESIDENT | {"valid_until": "20300101"})
    assert parse(block, date(2029, 12, 31)).warnings == ()
    assert parse(block, date(2030, 1, 1)).warnings == ()
    assert parse(block, date(2030, 1, 2)).warnings == ("card.expired",)
    assert parse(block, date(2019, 1, 1)).warnings == ("card.not_yet_valid",)
    early = parse(block, date(1940, 1, 1))
    assert early.warnings == ("birth_date.future", "card.not_yet_valid")
    assert parse(compose(RESIDENT), date(2999, 1, 1)).warnings == ()


@given(st.binary(max_size=300))
def test_any_field_is_a_text_without_control_characters(raw: bytes) -> None:
    text, _ = field_text(raw)
    assert not any(c < " " or c in "\u2028\u2029\u202e" for c in text)
