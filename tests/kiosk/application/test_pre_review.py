"""Pages as they are printed, and what the pre-review says of them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from read_papers import (
    BOOKLET,
    CARD,
    LICENCE,
    MARRIAGE,
    MINE,
    OTHERS,
    TODAY,
    USCC,
    at,
    emblem,
    licence,
    marriage,
    material,
    portrait,
    register_first,
    register_person,
    reviewed,
    use,
    values,
    whys,
)

from devices.document_camera.scanned import ReadCode
from kiosk.application.pre_review import Verdict, Why, classify, guess


def test_ones_own_card_fits_and_its_number_is_checked():
    found = reviewed(CARD, 0, portrait())
    assert found.verdict is Verdict.FITS
    assert values(found) == {
        "name": "李示例",
        "birth-date": "1990-01-01",
        "address": "示例市示例区示例路100号501室",
        "number": MINE,
    }
    by_id = {one.id: one for one in found.fields}
    assert by_id["number"].checked
    assert by_id["number"].agrees
    assert by_id["name"].agrees


def test_the_box_of_a_field_is_around_its_value():
    number = next(one for one in reviewed(CARD, 0, portrait()).fields if one.id == "number")
    left, top, right, bottom = number.box
    assert left < 300 < right
    assert top < 400 < 430 < bottom
    assert left > 50 + 6 * 30  # without the label


def test_the_other_side_is_named():
    found = reviewed(CARD, 0, emblem("2016.03.05-2036.03.05"), others=[BOOKLET])
    assert found.verdict is Verdict.WRONG_SIDE
    assert found.recognised is not None
    assert found.recognised.side == "id-card.emblem"
    assert found.recognised.materials == (("id-card", 1),)
    assert found.reasons[0].box is not None


def test_another_paper_of_the_plan_is_named():
    found = reviewed(MARRIAGE, 0, register_first(), others=[CARD, BOOKLET])
    assert found.verdict is Verdict.WRONG_PAPER
    assert found.recognised is not None
    assert found.recognised.paper_name.zh == "户口簿"
    assert found.recognised.materials == (("booklet", 0),)


def test_a_paper_that_nobody_knows_is_asked_about():
    found = reviewed(MARRIAGE, 0, [at(50, y, "随便写了一些什么内容在这里") for y in range(50, 500, 60)])
    assert (found.verdict, whys(found)) == (Verdict.ASK, [Why.NOT_RECOGNISED])


@pytest.mark.parametrize("lines", [[], [at(50, 50, "一")]])
def test_an_unreadable_page_is_asked_about(lines):
    assert whys(reviewed(CARD, 0, lines)) == [Why.UNREADABLE]


def test_below_the_blur_gate_nothing_is_trusted():
    found = reviewed(CARD, 0, portrait(), readable=False)
    assert (found.verdict, found.fields) == (Verdict.ASK, ())


def test_without_rules_or_lines_nothing_is_said():
    bare = CARD.model_copy(update={"reading": None})
    unknown = material("contract", {"sides": ["lease-contract.first"]}, {})
    assert reviewed(bare, 0, portrait()).verdict is Verdict.NOT_CHECKED
    assert reviewed(CARD, 0, None).verdict is Verdict.NOT_CHECKED
    assert reviewed(CARD, 9, portrait()).verdict is Verdict.NOT_CHECKED
    assert reviewed(unknown, 1, portrait()).verdict is Verdict.NOT_CHECKED
    assert not reviewed(bare, 0, portrait()).asks


@pytest.mark.parametrize(
    ("validity", "verdict", "until"),
    [
        ("2016.03.05-2036.03.05", Verdict.FITS, "2036-03-05"),
        ("2016.03.05-长期", Verdict.FITS, None),
        ("2006.03.05-2026.11.22", Verdict.FITS, "2026-11-22"),
        ("2006.03.05-2026.11.21", Verdict.EXPIRED, "2026-11-21"),
        ("2026.12.01-2036.12.01", Verdict.ASK, "2036-12-01"),
        ("2016.13.05-2O36.03.05", Verdict.ASK, None),
    ],
)
def test_the_validity_decides(validity, verdict, until):
    found = reviewed(CARD, 1, emblem(validity))
    assert (found.verdict, found.valid_until) == (verdict, until)


def test_an_expired_card_that_was_read_badly_is_asked_about():
    lines = [*emblem("")[:3], at(180, 430, "有效期限2006.03.05-2026.03.05", score=0.7)]
    assert whys(reviewed(CARD, 1, lines)) == [Why.MAYBE_PAST_VALIDITY]


def test_where_an_old_paper_is_wanted_it_may_be_expired():
    old = material("old", {}, {"sides": ["id-card.emblem"]}, expires=False)
    assert reviewed(old, 1, emblem("2006.03.05-2016.03.05")).verdict is Verdict.FITS


def test_another_person_by_name_and_number():
    found = reviewed(CARD, 0, portrait("王测试", OTHERS))
    assert (found.verdict, whys(found)) == (Verdict.ANOTHER_PERSON, [Why.OTHER_PERSON])
    contradicting = [one for one in found.fields if one.agrees is False]
    assert contradicting[0].known == "李示例"


@pytest.mark.parametrize(
    ("name", "number", "score"),
    [
        ("王测试", MINE, 0.99),  # the number says that it is the same
        ("李示列", OTHERS, 0.99),  # a near miss of the name
        ("王测试", OTHERS, 0.7),  # read badly
        ("王测试", "000000199001010", 0.99),  # the number is not whole
    ],
)
def test_a_doubtful_difference_asks(name, number, score):
    found = reviewed(CARD, 0, portrait(name, number, score))
    assert found.verdict is Verdict.ASK
    assert Why.OTHER_PERSON not in whys(found)


def test_a_misread_number_has_no_value_and_asks():
    wrong = MINE[:10] + str((int(MINE[10]) + 1) % 10) + MINE[11:]
    found = reviewed(CARD, 0, portrait(number=wrong))
    assert values(found)["number"] is None
    assert whys(found) == [Why.CHECK_DIGIT]
    assert found.reasons[0].field == "number"


def test_a_number_that_passes_its_check_needs_no_label():
    lines = [replace(one, text="合民身分号玛") if one.text == "公民身份号码" else one for one in portrait()]
    found = reviewed(CARD, 0, [*lines, at(900, 400, "签名")])
    assert values(found)["number"] == MINE


def test_a_label_within_a_longer_one_is_none():
    sheet = {"sides": ["slip.main"], "uses": [use("day", fills="day")]}
    rules = [{"id": "day", "kind": "date", "labels": ["日期"]}]
    papers = {
        "slip": {"name": "单子", "sides": {"main": {"name": "正页", "words": {"单号": 0.9}, "fields": rules}}}
    }
    slip = material("slip", sheet, papers=papers)
    printed = [at(50, 50, "单号0001"), at(50, 150, "出生日期1990年1月1日"), at(50, 250, "日期2026年2月3日")]
    assert values(reviewed(slip, 0, printed)) == {"day": "2026-02-03"}
    assert values(reviewed(slip, 0, printed[:2])) == {}


def test_two_numbers_without_a_label_are_none():
    lines = [one for one in register_person() if one.text not in ("公民身份证件编号", MINE)]
    found = reviewed(BOOKLET, 1, [*lines, at(60, 600, MINE), at(60, 700, OTHERS)])
    assert "number" not in values(found)


def test_a_missing_field_that_is_wanted_asks():
    found = reviewed(CARD, 0, portrait()[:-1])
    assert whys(found) == [Why.FIELD_MISSING]


def test_a_field_that_the_form_lacks_is_offered():
    found = reviewed(BOOKLET, 0, register_first())
    (offer,) = found.offers
    assert (offer.fills, offer.value) == ("household.address", "示例市示例区示例路100号3单元501室")


@pytest.mark.parametrize(
    ("typed", "agrees"),
    [
        ("示例市示例区示例路100号3单元501室", True),
        ("示例区示例路100号3单元501室", True),
        ("别处示范街9号", False),
    ],
)
def test_a_text_is_compared_with_what_was_typed(typed, agrees):
    found = reviewed(BOOKLET, 0, register_first(), {"household.address": typed})
    (address,) = [one for one in found.fields if one.fills]
    assert address.agrees is agrees
    assert not found.offers


def test_the_household_page_of_one_of_several_persons():
    sheet = {"sides": ["household-register.person"]}
    either = material("either", {**sheet, "uses": [use("name", agrees_with=["father.name", "mother.name"])]})
    answers = {"father.name": "张测试", "mother.name": "李示例"}
    found = reviewed(either, 0, register_person(), answers)
    assert found.verdict is Verdict.FITS
    name = next(one for one in found.fields if one.id == "name")
    assert (name.agrees, name.known_element) == (True, "mother.name")


@pytest.mark.parametrize(("one", "other"), [("李示例", "王测试"), ("王测试", "李示例")])
def test_the_other_holder_of_a_certificate_is_offered(one, other):
    found = reviewed(MARRIAGE, 0, marriage(one, other))
    assert found.verdict is Verdict.FITS
    (offer,) = found.offers
    assert (offer.fills, offer.value) == ("spouse.name", "王测试")


def test_a_certificate_of_two_others_is_not_ones_own():
    found = reviewed(MARRIAGE, 0, marriage("张测试", "王样本"))
    assert found.verdict is Verdict.ANOTHER_PERSON
    assert not found.offers


def test_ones_own_card_does_not_stand_for_the_others():
    uses = [
        use("name", fills="other.name", other_than="applicant.name"),
        use("number", fills="other.number", other_than="applicant.number"),
    ]
    theirs = material("theirs", {"sides": ["id-card.portrait"], "uses": uses})
    assert reviewed(theirs, 0, portrait()).verdict is Verdict.ANOTHER_PERSON
    found = reviewed(theirs, 0, portrait("王测试", OTHERS))
    assert found.verdict is Verdict.FITS
    assert {offer.fills: offer.value for offer in found.offers} == {
        "other.name": "王测试",
        "other.number": OTHERS,
    }


def test_a_code_beside_the_print_says_the_same():
    corners = ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0))
    code = ReadCode("QRCode", f"https://example.invalid/?c={USCC}", USCC.encode(), corners)
    lines = [replace(one, score=0.6) if one.text == USCC else one for one in licence()]
    plain, beside = reviewed(LICENCE, 0, lines), reviewed(LICENCE, 0, lines, codes=[code])
    assert [one.score for one in plain.fields if one.id == "uscc"] == [0.6]
    assert [one.score for one in beside.fields if one.id == "uscc"] == [0.99]


def test_what_goes_into_the_submission_holds_no_value():
    said = str(reviewed(CARD, 0, portrait()).as_json())
    assert "李示例" not in said
    assert MINE not in said
    assert "李示例" not in repr(reviewed(CARD, 0, portrait("王测试", OTHERS)))


def test_materials_are_ranked_by_what_a_page_is():
    ranked = classify(register_person(), [CARD, MARRIAGE, BOOKLET, LICENCE])
    assert ranked[0][0] == "booklet"
    assert ranked[0][1] > 0.9
    assert dict(ranked).get("licence", 0) < 0.3


def test_a_page_without_a_plan_is_guessed():
    found = guess(licence(), today=TODAY)
    assert found is not None
    assert found.side == "business-licence.main"
    assert {one.id: one.value for one in found.fields}["uscc"] == USCC
    assert guess([at(50, 50, "随便写的一行字而已")], today=TODAY) is None


printed = st.lists(
    st.builds(
        at,
        st.floats(0, 1600),
        st.floats(0, 2300),
        st.text(
            st.sampled_from(
                "姓名住址公民身份号码结婚证户口簿首页0123456789X年月日:：()长期有效至李示例营业执照 "
            ),
            max_size=20,
        ),
        st.floats(0, 1),
        st.floats(5, 80),
    ),
    max_size=12,
)


@given(printed, st.sampled_from([CARD, BOOKLET, MARRIAGE, LICENCE]))
def test_whatever_is_printed_gets_an_answer(lines, wanted):
    found = reviewed(wanted, 0, lines, others=[CARD, BOOKLET])
    for one in found.fields:
        left, top, right, bottom = one.box
        assert 0 <= left < right
        assert 0 <= top < bottom
        assert 0 <= one.score <= 1
        assert not one.checked or one.value is not None
    assert (found.verdict is Verdict.FITS) <= (not found.reasons)
