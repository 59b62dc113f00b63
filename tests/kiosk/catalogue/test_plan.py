from typing import Any

import pytest
from small_bundle import SMALL_BUNDLE

from kiosk.catalogue.models import Bundle, MaterialSource
from kiosk.catalogue.plan import plan, toggle
from kiosk.catalogue.plan_models import FieldSource


def when(name: str, value: str) -> dict[str, Any]:
    return {"scope": f"#/properties/{name}", "schema": {"const": value}}


def item(name: str, **fields: Any) -> dict[str, Any]:
    return {
        "id": name,
        "name": name,
        "departments": ["示例部门"],
        "promised_limit": {"value": 1},
        "results": [{"id": f"{name}.result", "name": f"{name} 结果"}],
        **fields,
    }


def situation(name: str, *values: str, **fields: Any) -> dict[str, Any]:
    options = [{"value": value, "label": value} for value in values]
    return {"id": name, "question": "问", "why": "因", "options": options, **fields}


def element(name: str, **fields: Any) -> dict[str, Any]:
    return {
        "id": name,
        "label": name,
        "question": "问",
        "kind": "text",
        "schema": {"type": "string"},
        **fields,
    }


def material(name: str, *sources: str, **fields: Any) -> dict[str, Any]:
    return {"id": name, "name": name, "requirement": "原件", "sources": sources or ("SCAN",), **fields}


def bundle(items: list[dict[str, Any]], **fields: Any) -> Bundle:
    elements = {one["id"]: one for one in fields.pop("elements", ())}
    materials = {one["id"]: one for one in fields.pop("materials", ())}
    return Bundle.model_validate(
        {
            **SMALL_BUNDLE,
            "items": items,
            "elements": elements,
            "materials": materials,
            **fields,
        }
    )


def test_a_death_certificate_comes_from_the_item_that_the_place_of_death_decides() -> None:
    certificate = [{"id": "death", "name": "死亡证明"}]
    made_of = bundle(
        [
            item("hospital", results=certificate, when=when("place", "hospital")),
            item("clinic", results=certificate, when=when("place", "home")),
            item("deregistration", uses=["death"], materials=[{"material": "death-paper"}]),
        ],
        situations=[situation("place", "hospital", "home")],
        materials=[material("death-paper", "OTHER_ITEM_RESULT", "SCAN", produced_by="death")],
    )
    home = plan(made_of, {"place": "home"})
    assert home.ticked == ("clinic", "deregistration")
    assert [(edge.before, edge.after, edge.result) for edge in home.flow.edges] == [
        ("clinic", "deregistration", "death")
    ]
    assert home.materials == ()
    assert [(one.material.id, one.produced_by) for one in home.dropped] == [("death-paper", "clinic")]
    alone = plan(made_of, {"place": "home"}, {"deregistration"})
    assert [(one.material.id, one.sources) for one in alone.materials] == [
        ("death-paper", (MaterialSource.SCAN,))
    ]
    assert alone.items[-1].depends_on == ("clinic",)
    assert alone.items[-1].reuses == ()


def test_a_question_that_no_longer_applies_keeps_its_answer_but_decides_nothing() -> None:
    made_of = bundle(
        [item("always"), item("baby", when=when("married", "yes"))],
        situations=[
            situation("adult", "yes", "no"),
            situation("married", "yes", "no", when=when("adult", "yes")),
        ],
    )
    assert plan(made_of, {"adult": "yes", "married": "yes"}).ticked == ("always", "baby")
    minor = plan(made_of, {"adult": "no", "married": "yes"})
    assert minor.ticked == ("always",)
    assert [one.id for one in minor.situations] == ["adult"]
    assert plan(made_of, {"adult": "yes", "married": "perhaps"}).open_situations == ("married",)


def test_items_of_one_group_are_ticked_and_unticked_together_and_say_why() -> None:
    law = {"group": "g", "reason": "应当并行办理", "legal_basis": "示例法第一条"}
    made_of = bundle([item("a", together=law), item("b", together=law, ticked=False), item("c")])
    suggested = plan(made_of, {})
    assert suggested.ticked == ("a", "b", "c")
    assert suggested.items[0].locked
    assert suggested.items[0].lock_reason is not None
    assert suggested.items[0].lock_reason.zh == "应当并行办理"
    assert suggested.items[0].locked_with == ("b",)
    assert toggle(made_of, {}, None, "b") == {"c"}
    assert toggle(made_of, {}, {"c"}, "a") == {"a", "b", "c"}


def test_a_group_of_one_offered_item_is_not_locked() -> None:
    law = {"group": "g", "reason": "应当并行办理", "legal_basis": "示例法第一条"}
    made_of = bundle(
        [item("a", together=law), item("b", together=law, when=when("s", "x"))],
        situations=[situation("s", "x", "y")],
    )
    assert not plan(made_of, {"s": "y"}).items[0].locked


def test_an_item_for_the_window_is_offered_but_cannot_be_ticked() -> None:
    made_of = bundle([item("a"), item("b", on_terminal=False, not_on_terminal_why="在专网办理")])
    made = plan(made_of, {}, {"a", "b"})
    assert made.ticked == ("a",)
    assert made.items[1].locked
    assert made.items[1].lock_reason is not None
    assert made.items[1].lock_reason.zh == "在专网办理"
    assert toggle(made_of, {}, {"a"}, "b") == {"a"}
    assert toggle(made_of, {}, {"a"}, "unknown") == {"a"}


def test_one_element_wanted_by_two_items_is_asked_once_under_both_constraints() -> None:
    made_of = bundle(
        [
            item("a", data=[{"element": "name", "required": False, "schema": {"minLength": 2}}]),
            item("b", data=[{"element": "name", "schema": {"maxLength": 4}}, {"element": "phone"}]),
        ],
        elements=[element("name", from_card="name"), element("phone", from_shared="示例库")],
        field_order=["phone", "name"],
    )
    made = plan(made_of, {})
    phone, name = made.fields
    assert (phone.element.id, phone.source, phone.for_items) == ("phone", FieldSource.SHARED, ("b",))
    assert (name.element.id, name.source, name.for_items) == ("name", FieldSource.CARD, ("a", "b"))
    assert name.required
    assert name.schema == {"allOf": [{"type": "string"}, {"minLength": 2}, {"maxLength": 4}]}
    assert made.form_schema["required"] == ["phone", "name"]
    assert made.form_schema["additionalProperties"] is False
    alone = plan(made_of, {}, {"a"})
    assert not alone.fields[0].required
    assert alone.form_schema["required"] == []


def test_a_field_that_hangs_on_another_field_becomes_a_rule_after_it() -> None:
    made_of = bundle(
        [
            item(
                "a",
                data=[
                    {"element": "spouse", "when": when("status", "married")},
                    {"element": "status"},
                    {"element": "baby", "when": when("s", "x")},
                ],
            )
        ],
        situations=[situation("s", "x", "y")],
        elements=[element("spouse"), element("status"), element("baby")],
        field_order=["spouse", "status"],
    )
    made = plan(made_of, {"s": "y"})
    assert [one.element.id for one in made.fields] == ["status", "spouse"]
    assert made.form_schema["required"] == ["status"]
    assert made.form_schema["allOf"] == [
        {
            "if": {"properties": {"status": {"const": "married"}}, "required": ["status"]},
            "then": {"required": ["spouse"]},
        }
    ]
    assert made.ui_schema["elements"][1]["rule"] == {
        "effect": "SHOW",
        "condition": {
            "scope": "#/properties/status",
            "schema": {"const": "married"},
            "failWhenUndefined": True,
        },
    }


def test_a_constraint_that_holds_only_sometimes_is_an_if_then_of_the_form() -> None:
    made_of = bundle(
        [
            item("a", data=[{"element": "size"}, {"element": "kind"}]),
            item("b", data=[{"element": "size", "schema": {"minLength": 3}, "when": when("kind", "big")}]),
        ],
        elements=[element("size"), element("kind")],
    )
    made = plan(made_of, {})
    size = next(one for one in made.fields if one.element.id == "size")
    assert size.schema == {"type": "string"}
    assert size.when is None
    assert {"properties": {"size": {"minLength": 3}}} in [one["then"] for one in made.form_schema["allOf"]]


def test_a_field_whose_condition_looks_at_a_field_nobody_asks_for_is_left_out() -> None:
    made_of = bundle(
        [
            item("a", data=[{"element": "status"}]),
            item("b", data=[{"element": "spouse", "when": when("status", "married")}]),
        ],
        elements=[element("spouse"), element("status")],
    )
    assert [one.element.id for one in plan(made_of, {}, {"b"}).fields] == []
    assert [one.element.id for one in plan(made_of, {}, {"a", "b"}).fields] == ["status", "spouse"]


def test_options_bound_the_value_where_the_schema_does_not() -> None:
    choice = element(
        "sex", kind="choice", options=[{"value": "1", "label": "男"}, {"value": "2", "label": "女"}]
    )
    made = plan(bundle([item("a", data=[{"element": "sex"}])], elements=[choice]), {})
    assert made.form_schema["properties"]["sex"] == {"allOf": [{"type": "string"}, {"enum": ["1", "2"]}]}


def test_time_runs_side_by_side_and_adds_up_along_the_order() -> None:
    made_of = bundle(
        [
            item("licence", promised_limit={"value": 3}),
            item("seal", promised_limit={"value": 1}, uses=["licence.result"]),
            item("tax", promised_limit={"value": 2}, after=["licence"]),
            item("sign", promised_limit={"value": 4}),
            item("print", promised_limit={"value": 30, "unit": "MINUTE"}, after=["sign"]),
        ]
    )
    made = plan(made_of, {})
    assert {one.item.id: one.finish_days for one in made.items} == {
        "licence": 3,
        "seal": 4,
        "tax": 5,
        "sign": 4,
        "print": 4,
    }
    assert made.working_days == 5
    assert [(node.item, node.level, node.row) for node in made.flow.nodes] == [
        ("licence", 0, 0),
        ("seal", 1, 0),
        ("tax", 1, 1),
        ("sign", 0, 1),
        ("print", 1, 2),
    ]
    assert plan(made_of, {}, {"seal", "print"}).working_days == 1
    assert plan(made_of, {}, ()).working_days == 0


def test_items_that_wait_for_each_other_are_refused_by_name() -> None:
    made_of = bundle(
        [item("a", after=["c"]), item("b", uses=["a.result"]), item("c", after=["b"]), item("d", after=["a"])]
    )
    with pytest.raises(ValueError, match=r"bundle b: items wait for each other, circle: .*a -> b") as raised:
        plan(made_of, {})
    circle = str(raised.value).split("circle: ")[1].split(" -> ")
    assert circle[0] == circle[-1]
    assert set(circle) == {"a", "b", "c"}
    assert plan(bundle([item("a", after=["c"]), item("b")]), {}).ticked == ("a", "b")


def test_fields_that_are_conditions_of_each_other_are_refused_by_name() -> None:
    made_of = bundle(
        [
            item(
                "a",
                data=[{"element": "x", "when": when("y", "1")}, {"element": "y", "when": when("x", "1")}],
            )
        ],
        elements=[element("x"), element("y")],
    )
    with pytest.raises(ValueError, match="fields are conditions of each other"):
        plan(made_of, {})


def test_a_material_that_only_an_unticked_item_makes_is_brought_to_the_window() -> None:
    made_of = bundle(
        [item("a"), item("b", materials=[{"material": "paper"}])],
        materials=[material("paper", "OTHER_ITEM_RESULT", produced_by="a.result")],
    )
    assert plan(made_of, {}, {"b"}).materials[0].sources == (MaterialSource.WINDOW,)
    assert plan(made_of, {}).items[1].reuses == ("a",)


def test_fees_are_summed_in_fen_and_only_where_they_fall_due() -> None:
    fee = {"name": "工本费", "amount_fen": 1000, "basis": "示例依据"}
    made_of = bundle(
        [item("a", fees=[fee, {**fee, "amount_fen": 550, "when": when("s", "x")}]), item("b", fees=[fee])],
        situations=[situation("s", "x", "y")],
    )
    assert plan(made_of, {"s": "x"}).total_fen == 2550
    assert plan(made_of, {"s": "y"}).total_fen == 2000
    assert [(line.item, line.fee.amount_fen) for line in plan(made_of, {"s": "y"}, {"b"}).fees] == [
        ("b", 1000)
    ]


def test_a_bundle_without_items_has_an_empty_plan() -> None:
    made = plan(bundle([]), {})
    assert (made.items, made.fields, made.materials, made.total_fen, made.working_days) == ((), (), (), 0, 0)
