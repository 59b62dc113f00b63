from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from small_bundle import SMALL_BUNDLE

from kiosk.application.application import (
    Application,
    ValueSource,
    asked,
    check,
    is_required,
    remaining,
    shown_fields,
    submitted_answers,
    to_confirm,
    with_card,
    with_confirmed,
    with_prefill,
    with_value,
)
from kiosk.catalogue.models import Bundle
from kiosk.catalogue.plan import plan
from kiosk.catalogue.plan_models import Plan

TODAY = date(2026, 11, 21)
NUMBER = "11010519491231002X"


def when(name: str, value: str) -> dict[str, Any]:
    return {"scope": f"#/properties/{name}", "schema": {"const": value}}


ELEMENTS: dict[str, dict[str, Any]] = {
    "applicant.name": {
        "kind": "person_name",
        "schema": {"type": "string", "minLength": 2, "maxLength": 50},
        "from_card": "name",
    },
    "applicant.sex": {
        "kind": "choice",
        "schema": {"enum": ["1", "2"]},
        "options": [{"value": "1", "label": {"zh": "男", "en": "Male"}}, {"value": "2", "label": "女"}],
        "from_card": "sex",
    },
    "applicant.born": {
        "kind": "date",
        "schema": {"type": "string", "format": "date"},
        "from_card": "birth_date",
    },
    "applicant.phone": {"kind": "phone", "schema": {"type": "string", "pattern": "^1[0-9]{10}$"}},
    "status": {
        "kind": "choice",
        "schema": {"type": "string"},
        "options": [{"value": "single", "label": "未婚"}, {"value": "married", "label": "已婚"}],
        "from_shared": "民政示例库",
    },
    "spouse.number": {"kind": "id_number", "schema": {"type": "string"}},
    "note": {"kind": "text", "schema": {"type": "string", "maxLength": 5}},
    "children": {"kind": "number", "schema": {"type": "integer", "minimum": 0, "maximum": 9}},
    "insured": {"kind": "yes_no", "schema": {"type": "boolean"}},
    "company.code": {"kind": "code", "schema": {"type": "string", "format": "uscc"}},
}
NEEDS: dict[str, list[dict[str, Any]]] = {
    "registration": [
        {"element": "applicant.name"},
        {"element": "applicant.sex"},
        {"element": "applicant.born"},
        {"element": "applicant.phone"},
        {"element": "status"},
        {"element": "spouse.number", "when": when("status", "married")},
        {"element": "note", "required": False},
    ],
    "insurance": [
        {"element": "applicant.name", "schema": {"maxLength": 4}},
        {"element": "children"},
        {"element": "insured"},
        {"element": "note", "when": when("status", "single")},
    ],
    "company": [{"element": "company.code"}],
}


def bundle() -> Bundle:
    return Bundle.model_validate(
        {
            **SMALL_BUNDLE,
            "items": [
                {
                    "id": name,
                    "name": name,
                    "departments": ["示例部门"],
                    "promised_limit": {"value": 1},
                    "data": needs,
                }
                for name, needs in NEEDS.items()
            ],
            "elements": {
                name: {"id": name, "label": name, "question": "问", **fields}
                for name, fields in ELEMENTS.items()
            },
        }
    )


@dataclass(frozen=True)
class Shared:
    element_id: str
    value: Any
    source: str = "民政示例库"
    as_of: str = "2026-11-01"


CARD = {"name": "李示例", "sex": "女", "birth_date": date(1949, 12, 31), "number": NUMBER}


@pytest.fixture
def registration() -> Plan:
    return plan(bundle(), {}, {"registration"})


@pytest.fixture
def everything() -> Plan:
    return plan(bundle(), {})


def ids(entries: Any) -> list[str]:
    return [entry.element.id for entry in entries]


def filled(made: Plan, **values: object) -> Application:
    application = with_card(made, Application(), CARD)
    for name, value in values.items():
        application, problems = with_value(made, application, name.replace("__", "."), value, TODAY)
        assert problems == ()
    return application


def test_the_card_fills_its_fields_in_the_form_s_own_words(registration: Plan) -> None:
    application = with_card(registration, Application(), CARD)
    assert submitted_answers(registration, application) == {
        "applicant.name": "李示例",
        "applicant.sex": "2",
        "applicant.born": "1949-12-31",
    }
    assert {held.source for held in application.values.values()} == {ValueSource.CARD}
    assert ids(asked(registration, application)) == ["applicant.phone", "status", "note"]
    assert ids(to_confirm(registration, application)) == ["applicant.name", "applicant.sex", "applicant.born"]


def test_a_card_text_that_the_form_would_not_accept_is_asked_instead(registration: Plan) -> None:
    application = with_card(registration, Application(), {**CARD, "name": "李", "sex": "?"})
    assert ids(remaining(registration, application))[:2] == ["applicant.name", "applicant.sex"]


def test_what_the_citizen_entered_stays_when_card_and_sources_come_again(registration: Plan) -> None:
    application, problems = with_value(registration, Application(), "applicant.name", "李样本")
    assert problems == ()
    application, _ = with_value(registration, application, "status", "married")
    application = with_card(registration, application, CARD)
    application = with_prefill(registration, application, [Shared("status", "single")])
    assert application.values["applicant.name"].value == "李样本"
    assert application.values["status"].value == "married"
    assert application.values["status"].source is ValueSource.CHOSEN


def test_shared_data_come_with_source_and_day_and_are_not_asked(registration: Plan) -> None:
    shared = [Shared("status", "已婚"), Shared("unknown", "x"), Shared("note", None)]
    application = with_prefill(registration, Application(), shared)
    held = application.values["status"]
    assert (held.value, held.source, held.provenance, held.as_of, held.confirmed) == (
        "married",
        ValueSource.SHARED,
        "民政示例库",
        "2026-11-01",
        False,
    )
    assert set(application.values) == {"status"}
    assert "status" not in ids(asked(registration, application))
    assert with_confirmed(application, ["status"]).values["status"].confirmed


def test_the_card_goes_before_shared_data(registration: Plan) -> None:
    application = with_card(registration, Application(), CARD)
    application = with_prefill(registration, application, [Shared("applicant.name", "王示例")])
    assert application.values["applicant.name"].value == "李示例"


def test_a_confirmed_value_stays_confirmed_when_the_card_says_the_same_again(registration: Plan) -> None:
    application = with_confirmed(with_card(registration, Application(), CARD), ["applicant.name"])
    application = with_card(registration, application, CARD)
    assert application.values["applicant.name"].confirmed
    assert not application.values["applicant.sex"].confirmed


def test_an_invalid_value_is_a_problem_and_loses_nothing(registration: Plan) -> None:
    before = filled(registration, applicant__phone="13800005678")
    after, problems = with_value(registration, before, "applicant.phone", "138")
    assert after == before
    assert [(one.element_id, one.code, one.key) for one in problems] == [
        ("applicant.phone", "pattern", "form.phone")
    ]


@pytest.mark.parametrize(
    ("name", "value", "key", "values"),
    [
        ("applicant.name", "李", "form.too_short", {"min": 2}),
        ("applicant.name", "李示例示例", "form.too_long", {"max": 4}),
        ("applicant.name", "  ", "form.required", {}),
        ("applicant.sex", "9", "form.not_a_choice", {}),
        ("applicant.sex", None, "form.required", {}),
        ("applicant.born", "1949-02-30", "form.not_a_date", {}),
        ("status", "widowed", "form.not_a_choice", {}),
        ("spouse.number", "123", "form.id_number.form", {}),
        ("spouse.number", "110105194912310021", "form.id_number.check", {}),
        ("children", "-1", "form.too_small", {"min": 0}),
        ("children", "10", "form.too_large", {"max": 9}),
        ("children", "many", "form.not_a_number", {}),
        ("children", "1.5", "form.not_a_number", {}),
        ("children", "1e400", "form.not_a_number", {}),
        ("insured", "maybe", "form.not_allowed", {}),
        ("company.code", "123", "form.uscc", {}),
        ("note", ["list"], "form.not_allowed", {}),
    ],
)
def test_each_wrong_value_has_its_message(
    everything: Plan, name: str, value: object, key: str, values: dict[str, object]
) -> None:
    application, problems = with_value(everything, Application(), name, value, TODAY)
    assert application == Application()
    assert (problems[0].element_id, problems[0].key, problems[0].values) == (name, key, values)


@pytest.mark.parametrize(
    ("name", "entered", "value"),
    [
        ("applicant.name", " 阿•示例 ", "阿·示例"),
        ("applicant.phone", "138 0000-５６７８", "13800005678"),
        ("spouse.number", "11010519491231002x", NUMBER),
        ("applicant.born", "1949年12月31日", "1949-12-31"),
        ("applicant.born", "19491231", "1949-12-31"),
        ("children", "２", 2),
        ("insured", "是", True),
        ("insured", False, False),
        ("applicant.sex", "Male", "1"),
        ("company.code", "91350100m000100y43", "91350100M000100Y43"),
        ("company.code", "91350100M000100Y44", "91350100M000100Y44"),
    ],
)
def test_what_people_type_is_read_kindly(everything: Plan, name: str, entered: object, value: object) -> None:
    application, problems = with_value(everything, Application(), name, entered, TODAY)
    assert problems == ()
    assert application.values[name].value == value
    assert application.values[name].confirmed


def test_a_birth_date_in_the_future_is_noticed_when_the_day_is_known(everything: Plan) -> None:
    number = "000000202612010011"
    codes = [
        problem.code for problem in with_value(everything, Application(), "spouse.number", number, TODAY)[1]
    ]
    assert "id_number.future" in codes


def test_an_element_that_nobody_asks_for_is_a_fault_of_the_caller(registration: Plan) -> None:
    with pytest.raises(KeyError):
        with_value(registration, Application(), "children", 1)


def test_a_field_appears_with_the_answer_that_calls_for_it_and_its_value_waits_hidden(
    registration: Plan,
) -> None:
    application = filled(registration, applicant__phone="13800005678", status="married")
    assert ids(remaining(registration, application)) == ["spouse.number", "note"]
    assert [(one.element_id, one.key) for one in check(registration, application)] == [
        ("spouse.number", "form.required")
    ]
    application, _ = with_value(registration, application, "spouse.number", NUMBER)
    assert check(registration, application) == ()
    single, _ = with_value(registration, application, "status", "single")
    assert "spouse.number" not in ids(shown_fields(registration, single))
    assert "spouse.number" not in submitted_answers(registration, single)
    back, _ = with_value(registration, single, "status", "married")
    assert submitted_answers(registration, back)["spouse.number"] == NUMBER


def test_an_optional_field_may_be_emptied_and_a_required_one_may_not(registration: Plan) -> None:
    application = filled(registration, note="示例")
    emptied, problems = with_value(registration, application, "note", "")
    assert problems == ()
    assert "note" not in emptied.values
    same, problems = with_value(registration, application, "applicant.name", None)
    assert same == application
    assert [one.key for one in problems] == ["form.required"]


def test_a_field_is_required_as_soon_as_another_answer_makes_it_so(everything: Plan) -> None:
    application = filled(everything, status="married")
    assert not is_required(everything, application, "note")
    application, _ = with_value(everything, application, "status", "single")
    assert is_required(everything, application, "note")
    assert "note" in [problem.element_id for problem in check(everything, application)]


def test_values_of_an_unticked_item_are_kept_but_not_submitted(everything: Plan, registration: Plan) -> None:
    application = filled(everything, children="2")
    assert "children" in submitted_answers(everything, application)
    assert "children" not in submitted_answers(registration, application)
    assert application.values["children"].value == 2


def test_a_stricter_item_ticked_later_asks_again(everything: Plan, registration: Plan) -> None:
    application = with_card(registration, Application(), {**CARD, "name": "欧阳示例样本"})
    assert "applicant.name" not in ids(remaining(registration, application))
    assert "applicant.name" in ids(remaining(everything, application))
    assert "applicant.name" in ids(asked(everything, application))
    assert ("applicant.name", "form.too_long") in {
        (p.element_id, p.key) for p in check(everything, application)
    }


def test_check_tells_everything_at_once_in_the_form_s_order(everything: Plan) -> None:
    problems = check(everything, Application())
    assert [one.element_id for one in problems] == [
        "applicant.name",
        "applicant.sex",
        "applicant.born",
        "applicant.phone",
        "status",
        "children",
        "insured",
        "company.code",
    ]
    assert {one.key for one in problems} == {"form.required"}


def test_no_value_stands_in_a_repr(registration: Plan) -> None:
    application = with_card(registration, Application(), CARD)
    assert "示例" not in repr(application)
    assert "1949" not in repr(application)
