from datetime import date
from typing import Any

import pytest

from kiosk.catalogue.content import ContentError, compose, read


def documents(**changes: Any) -> list[tuple[str, Any]]:
    """Two files: what is shared, and one bundle; a change replaces a section of the bundle's file."""
    shared = {
        "catalogue": {"version": 3, "area": {"code": "120000", "name": "天津市"}},
        "life_stages": [{"id": "birth", "name": "出生", "audience": "person"}],
        "elements": {
            "child.name": {"label": "姓名", "question": "孩子叫什么？", "kind": "person_name", "schema": {}},
            "unused": {"label": "不用", "question": "不问", "kind": "text", "schema": {}},
        },
        "materials": {"booklet": {"name": "户口簿", "requirement": "首页和本人页", "sources": ["SCAN"]}},
        "declarations": {"truth": {"title": "声明", "text": "所填属实", "consequences": "承担责任"}},
        "items": {
            "registration": {
                "name": "出生登记",
                "departments": ["示例公安分局"],
                "promised_limit": {"value": 5},
                "data": [{"element": "child.name"}],
                "materials": [{"material": "booklet"}],
            }
        },
    }
    bundle: dict[str, Any] = {
        "defaults": {
            "version": "2026.11",
            "updated_on": date(2026, 11, 1),
            "audience": "person",
            "life_stage": "birth",
            "region": {"code": "120000", "name": "天津市"},
            "list_name": "示例清单",
            "lead": ["示例部门"],
            "sample": True,
        },
        "item_defaults": {"promised_limit": {"value": 7}},
        "bundles": [
            {
                "id": "newborn",
                "code": "YJS-120000-001",
                "name": {"zh": "新生儿出生", "en": "Newborn"},
                "guide": {"summary": "一次办好"},
                "items": [
                    "registration",
                    {"id": "card", "name": "社保卡", "departments": ["示例人社局"]},
                ],
                "declarations": ["truth"],
            }
        ],
    }
    return [("shared.yaml", shared), ("birth.yaml", {**bundle, **changes})]


def bundle_with(**fields: Any) -> dict[str, Any]:
    return {"bundles": [{**documents()[1][1]["bundles"][0], **fields}]}


def problems(**changes: Any) -> set[tuple[str, str, str]]:
    return {(one.place.file, one.place.pointer, one.code) for one in read(documents(**changes)).problems}


def test_a_bundle_carries_exactly_what_its_items_name() -> None:
    catalogue = compose(documents())
    bundle = catalogue.bundles[0]
    assert catalogue.version == 3
    assert [item.id for item in bundle.items] == ["registration", "card"]
    assert set(bundle.elements) == {"child.name"}
    assert set(bundle.materials) == {"booklet"}
    assert bundle.declarations[0].text.zh == "所填属实"
    assert bundle.name.in_language("en") == "Newborn"


@pytest.mark.parametrize(
    ("plain", "zh", "en"),
    [
        (None, "新生儿出生", "Newborn"),
        ("孩子出生了", "孩子出生了", "Newborn"),
        ({"zh": "孩子出生了", "en": "When a baby is born"}, "孩子出生了", "When a baby is born"),
    ],
)
def test_what_people_call_it_is_said_in_each_language(plain: Any, zh: str, en: str) -> None:
    bundle = compose(documents(**bundle_with(plain_name=plain))).bundles[0]
    assert (bundle.spoken_name.in_language("zh-CN"), bundle.spoken_name.in_language("en")) == (zh, en)


def test_defaults_fill_what_a_bundle_or_an_item_does_not_give() -> None:
    bundle = compose(documents(**bundle_with(version="2027.1"))).bundles[0]
    assert bundle.version == "2027.1"
    assert bundle.list_name == "示例清单"
    assert [item.promised_limit.value for item in bundle.items] == [5, 7]


def test_a_bundle_may_use_a_shared_item_with_differences() -> None:
    used = {"use": "registration", "ticked": False, "promised_limit": {"value": 1}}
    item = compose(documents(**bundle_with(items=[used]))).bundles[0].items[0]
    assert (item.name.zh, item.ticked, item.promised_limit.value) == ("出生登记", False, 1)


def test_an_element_of_the_bundle_alone_goes_before_the_shared_one() -> None:
    own = {"child.name": {"label": "名", "question": "叫什么？", "kind": "text", "schema": {}}}
    bundle = compose(documents(**bundle_with(elements=own))).bundles[0]
    assert bundle.elements["child.name"].label.zh == "名"


def test_every_problem_is_told_at_once_with_file_and_place() -> None:
    items = [
        "nothing",
        {"use": "nowhere"},
        {"id": "own", "name": "事项", "departments": [], "data": [{"element": "no.such"}]},
        {"id": "two", "name": "事项", "departments": ["d"], "materials": [{"material": "none"}]},
    ]
    found = problems(**bundle_with(items=items, declarations=["lie"], life_stage="afterlife"))
    assert found == {
        ("birth.yaml", "/bundles/0/items/0", "dangling-item"),
        ("birth.yaml", "/bundles/0/items/1/use", "dangling-item"),
        ("birth.yaml", "/bundles/0/items/2/departments", "invalid"),
        ("birth.yaml", "/bundles/0/items/3/materials/0/material", "dangling-material"),
        ("birth.yaml", "/bundles/0/declarations/0", "dangling-declaration"),
        ("birth.yaml", "/bundles/0/life_stage", "unknown-life-stage"),
    }


def test_a_wrong_condition_is_told_once_and_not_for_every_kind_of_condition() -> None:
    condition = {"type": "AND", "conditions": [{"scope": "/nowhere", "schema": {}}]}
    item = {"id": "own", "name": "事项", "departments": ["d"], "when": condition}
    assert problems(**bundle_with(items=[item])) == {
        ("birth.yaml", "/bundles/0/items/0/when/conditions/0/scope", "invalid")
    }


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"elements": {"child.name": {}}}, ("birth.yaml", "/elements/child.name", "duplicate-id")),
        ({"materials": {"x": {"id": "y"}}}, ("birth.yaml", "/materials/x/id", "wrong-id")),
        ({"items": ["x"]}, ("birth.yaml", "/items", "wrong-type")),
        ({"itmes": {}}, ("birth.yaml", "/itmes", "unknown-section")),
        ({"bundles": [3]}, ("birth.yaml", "/bundles/0", "wrong-type")),
        ({"catalogue": {"version": 1}}, ("birth.yaml", "/catalogue", "duplicate-id")),
        ({"items": {"a/b": {}}}, ("birth.yaml", "/items/a~1b/name", "invalid")),
    ],
)
def test_each_slip_of_the_pen_has_its_place(change: dict[str, Any], expected: tuple[str, str, str]) -> None:
    assert expected in problems(**change)


def test_two_bundles_of_one_id_are_refused() -> None:
    twice = documents()[1][1]["bundles"] * 2
    assert problems(bundles=twice) == {("birth.yaml", "/bundles/1", "duplicate-id")}


def test_compose_raises_with_all_problems() -> None:
    with pytest.raises(ContentError) as raised:
        compose([("a.yaml", ["no", "mapping"])])
    assert [problem.code for problem in raised.value.problems] == ["not-a-mapping", "no-catalogue"]
    assert "a.yaml: /: not-a-mapping" in str(raised.value)


def test_a_question_with_one_answer_only_is_too_short() -> None:
    lone = {"id": "s", "question": "问", "why": "因", "options": [{"value": "a", "label": "甲"}]}
    assert problems(**bundle_with(situations=[lone])) == {
        ("birth.yaml", "/bundles/0/situations/0/options", "invalid")
    }
