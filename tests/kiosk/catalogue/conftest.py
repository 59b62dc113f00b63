"""Random bundles: DAGs in shuffled order, groups, conditions over situations and over fields."""

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import strategies as st
from small_bundle import SMALL_BUNDLE

from kiosk.catalogue.models import Bundle

OPTIONS = ("a", "b", "c")


@dataclass(frozen=True)
class Case:
    bundle: Bundle
    answers: dict[str, Any]
    ticked: frozenset[str] | None


def leaf(names: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    schemas = st.one_of(
        st.sampled_from(OPTIONS).map(lambda value: {"const": value}),
        st.lists(st.sampled_from(OPTIONS), min_size=1, max_size=2).map(lambda values: {"enum": values}),
        st.sampled_from(OPTIONS).map(lambda value: {"not": {"const": value}}),
        st.just({"type": "string", "pattern": "^[ab]$"}),
    )
    return st.builds(
        lambda name, schema: {"scope": f"#/properties/{name}", "schema": schema},
        st.sampled_from(names),
        schemas,
    )


def conditions(names: list[str]) -> st.SearchStrategy[dict[str, Any] | None]:
    """A condition over some of the names, or none."""
    if not names:
        return st.none()
    parts = st.recursive(
        leaf(names),
        lambda inner: st.one_of(
            inner.map(lambda one: {"type": "NOT", "condition": one}),
            st.builds(
                lambda kind, all_: {"type": kind, "conditions": all_},
                st.sampled_from(["AND", "OR"]),
                st.lists(inner, min_size=1, max_size=2),
            ),
        ),
        max_leaves=3,
    )
    return st.one_of(st.none(), parts)


def element(index: int) -> dict[str, Any]:
    return {
        "id": f"e{index}",
        "label": f"项{index}",
        "question": f"问{index}",
        "kind": "text",
        "schema": {"type": "string", "maxLength": 1},
        "from_card": "name" if index == 0 else None,
        "from_shared": "示例库" if index == 1 else None,
    }


@st.composite
def bundles(draw: st.DrawFn) -> Bundle:
    situations: list[dict[str, Any]] = []
    for index in range(draw(st.integers(0, 2))):
        situations.append(
            {
                "id": f"s{index}",
                "question": "问",
                "why": "因",
                "options": [{"value": value, "label": value} for value in OPTIONS],
                "when": draw(conditions([one["id"] for one in situations])),
            }
        )
    asked = [one["id"] for one in situations]
    count = draw(st.integers(1, 5))
    # A material may come out of an item; only later items ask for it, so that there is no circle.
    produced = {index: draw(st.one_of(st.none(), st.integers(0, count - 1))) for index in range(3)}
    items = [draw(items_of(rank, asked, produced)) for rank in range(count)]
    elements = {need["element"] for item in items for need in item["data"]}
    materials = {need["material"] for item in items for need in item["materials"]}
    return Bundle.model_validate(
        {
            **SMALL_BUNDLE,
            "situations": situations,
            "items": draw(st.permutations(items)),
            "elements": {name: element(int(name[1:])) for name in sorted(elements)},
            "materials": {
                name: {
                    "id": name,
                    "name": f"材料{name}",
                    "requirement": "原件",
                    "sources": ["OTHER_ITEM_RESULT", "SCAN"],
                    "produced_by": None if produced[int(name[1:])] is None else f"r{produced[int(name[1:])]}",
                }
                for name in sorted(materials)
            },
            "field_order": draw(st.permutations(sorted(elements))),
            "guide": {"summary": "示例"},
        }
    )


@st.composite
def items_of(draw: st.DrawFn, rank: int, asked: list[str], produced: dict[int, int | None]) -> dict[str, Any]:
    usable = [index for index, maker in produced.items() if maker is None or maker < rank]
    earlier = st.integers(0, rank - 1) if rank else st.nothing()
    chosen = st.lists(earlier, max_size=2, unique=True) if rank else st.just([])
    data = []
    for index in draw(st.lists(st.integers(0, 3), unique=True, max_size=4)):
        data.append(
            {
                "element": f"e{index}",
                "required": draw(st.booleans()),
                "schema": draw(st.sampled_from([None, {"pattern": "^[abc]$"}])),
                "when": draw(conditions([*asked, *(f"e{lower}" for lower in range(index))])),
            }
        )
    return {
        "id": f"i{rank}",
        "name": f"事项{rank}",
        "departments": ["示例部门"],
        "on_terminal": draw(st.sampled_from([True, True, True, False])),
        "promised_limit": {
            "value": draw(st.integers(0, 20)),
            "unit": draw(st.sampled_from(["WORKING_DAY", "DAY", "MINUTE"])),
        },
        "data": data,
        "materials": [
            {
                "material": f"m{index}",
                "copies": draw(st.integers(1, 3)),
                "need": draw(st.sampled_from(["REQUIRED", "OPTIONAL", "LATER"])),
                "when": draw(conditions(asked)),
            }
            for index in draw(st.lists(st.sampled_from(usable), unique=True) if usable else st.just([]))
        ],
        "fees": [
            {"name": "工本费", "amount_fen": amount, "basis": "示例依据", "when": draw(conditions(asked))}
            for amount in draw(st.lists(st.integers(0, 10_000), max_size=2))
        ],
        "results": [{"id": f"r{rank}", "name": f"结果{rank}"}],
        "uses": [f"r{one}" for one in draw(chosen)],
        "after": [f"i{one}" for one in draw(chosen)],
        "together": draw(
            st.sampled_from([None, None, {"group": "g", "reason": "应当并行", "legal_basis": "示例法"}])
        ),
        "when": draw(conditions(asked)),
        "ticked": draw(st.booleans()),
    }


@st.composite
def cases_of(draw: st.DrawFn) -> Case:
    bundle = draw(bundles())
    answers = {
        situation.id: value
        for situation in bundle.situations
        if (value := draw(st.sampled_from([None, *OPTIONS]))) is not None
    }
    ids = [item.id for item in bundle.items]
    ticked = draw(st.one_of(st.none(), st.lists(st.sampled_from(ids), unique=True).map(frozenset)))
    return Case(bundle, answers, ticked)


@pytest.fixture(scope="session")
def cases() -> st.SearchStrategy[Case]:
    """Strategy of (bundle, answers, ticked)."""
    return cases_of()


@pytest.fixture(scope="session")
def condition_strategy() -> Any:
    """Function: names -> strategy of conditions over them, as content writes them."""
    return conditions
