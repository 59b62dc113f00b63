from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter

from kiosk.catalogue.models import AllOf, AnyOf, Condition, Not, SchemaCondition
from kiosk.catalogue.rules import as_rule, as_schema, holds, matches, names, resolve

NAMES = ["p", "q", "r"]
Strategy = Any
condition = TypeAdapter(Condition).validate_python
some = settings(max_examples=100, deadline=None)
json_values = st.one_of(
    st.none(), st.booleans(), st.integers(-2, 2), st.floats(-2, 2), st.sampled_from(["a", "b", "", "1"])
)
schemas = st.recursive(
    st.one_of(
        json_values.map(lambda value: {"const": value}),
        st.lists(json_values, max_size=3).map(lambda values: {"enum": values}),
        st.sampled_from([{"type": "string"}, {"minimum": 1}, {"pattern": "^a$"}, {}]),
    ),
    lambda inner: inner.map(lambda schema: {"not": schema}),
    max_leaves=3,
)
answers = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["a", "b", "c"]))


@some
@given(schemas, json_values)
def test_the_short_way_answers_as_the_validator_does(schema: dict[str, Any], value: object) -> None:
    assert matches(schema, value) == Draft202012Validator(schema).is_valid(value)


def test_nothing_holds_of_an_answer_that_was_not_given() -> None:
    asked = SchemaCondition(scope="#/properties/p", schema={"const": "a"})
    anything = SchemaCondition(scope="#/properties/p", schema={})
    assert not holds(asked, {})
    assert not holds(anything, {})
    assert not holds(anything, {"p": None})
    assert holds(anything, {"p": "b"})
    assert holds(None, {})


def test_not_of_a_missing_answer_holds() -> None:
    assert holds(
        Not(type="NOT", condition=SchemaCondition(scope="#/properties/p", schema={"const": "a"})), {}
    )


@pytest.mark.parametrize(
    ("given_answers", "both", "either"),
    [({"p": "a", "q": "a"}, True, True), ({"p": "a"}, False, True), ({}, False, False)],
)
def test_and_needs_all_and_or_needs_one(given_answers: dict[str, str], both: bool, either: bool) -> None:
    parts = tuple(SchemaCondition(scope=f"#/properties/{name}", schema={"const": "a"}) for name in "pq")
    assert holds(AllOf(type="AND", conditions=parts), given_answers) is both
    assert holds(AnyOf(type="OR", conditions=parts), given_answers) is either


@some
@given(data=st.data(), known=answers, later=answers)
def test_what_is_left_of_a_condition_holds_when_the_whole_does(
    condition_strategy: Strategy, data: st.DataObject, known: dict[str, str], later: dict[str, str]
) -> None:
    raw = data.draw(condition_strategy(NAMES))
    whole = condition(raw) if raw else None
    still_open = frozenset({"r"})
    decided = {name: value for name, value in known.items() if name not in still_open}
    opened = {name: value for name, value in later.items() if name in still_open}
    left = resolve(whole, decided, still_open)
    if isinstance(left, bool):
        assert left == holds(whole, decided | opened)
    else:
        assert names(left) <= still_open
        assert holds(left, opened) == holds(whole, decided | opened)


@some
@given(data=st.data(), known=answers)
def test_the_schema_and_the_json_forms_rule_of_a_condition_say_what_it_says(
    condition_strategy: Strategy, data: st.DataObject, known: dict[str, str]
) -> None:
    raw = data.draw(condition_strategy(NAMES))
    if raw is None:
        return
    whole = condition(raw)
    assert Draft202012Validator(as_schema(whole)).is_valid(known) == holds(whole, known)
    assert rule_holds(as_rule(whole), known) == holds(whole, known)


def rule_holds(rule: dict[str, Any], known: dict[str, str]) -> bool:
    """JSON Forms' own reading of a rule's condition."""
    if "conditions" in rule:
        parts = [rule_holds(part, known) for part in rule["conditions"]]
        return all(parts) if rule["type"] == "AND" else any(parts)
    if rule["scope"] == "#":
        return Draft202012Validator(rule["schema"]).is_valid(known)
    name = rule["scope"].removeprefix("#/properties/")
    if name not in known:
        return not rule["failWhenUndefined"]
    return Draft202012Validator(rule["schema"]).is_valid(known[name])
