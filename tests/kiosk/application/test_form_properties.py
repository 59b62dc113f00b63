"""The application and the form schema must never disagree about what is missing or shown."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from small_bundle import SMALL_BUNDLE

from kiosk.application.application import (
    Application,
    Value,
    ValueSource,
    asked,
    check,
    is_required,
    remaining,
    shown_fields,
    submitted_answers,
)
from kiosk.catalogue.models import Bundle
from kiosk.catalogue.plan import plan

NAMES = [f"e{index}" for index in range(5)]
VALUES = ["a", "b"]


def condition(names: list[str]) -> st.SearchStrategy[Any]:
    if not names:
        return st.none()
    leaf = st.builds(
        lambda name, value: {"scope": f"#/properties/{name}", "schema": {"const": value}},
        st.sampled_from(names),
        st.sampled_from(VALUES),
    )
    return st.one_of(st.none(), leaf, leaf.map(lambda one: {"type": "NOT", "condition": one}))


@st.composite
def bundles(draw: st.DrawFn) -> Bundle:
    items = []
    for rank in range(2):
        data = [
            {
                "element": name,
                "required": draw(st.booleans()),
                "when": draw(condition(NAMES[:index])),
                "schema": draw(st.sampled_from([None, {"const": "a"}])),
            }
            for index, name in enumerate(NAMES)
            if draw(st.booleans())
        ]
        items.append(
            {
                "id": f"i{rank}",
                "name": "事项",
                "departments": ["示例部门"],
                "promised_limit": {"value": 1},
                "data": data,
            }
        )
    used = {need["element"] for item in items for need in item["data"]}
    return Bundle.model_validate(
        {
            **SMALL_BUNDLE,
            "items": items,
            "elements": {
                name: {
                    "id": name,
                    "label": "项",
                    "question": "问",
                    "kind": "text",
                    "schema": {"type": "string"},
                }
                for name in sorted(used)
            },
        }
    )


values = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(VALUES))


@settings(max_examples=100, deadline=None)
@given(bundles(), values)
def test_the_form_may_be_submitted_exactly_when_its_schema_says_so(
    bundle: Bundle, given_values: dict[str, str]
) -> None:
    made = plan(bundle, {})
    application = Application({name: Value(one, ValueSource.TYPED) for name, one in given_values.items()})
    answers = submitted_answers(made, application)
    problems = check(made, application)
    assert (not problems) == Draft202012Validator(made.form_schema).is_valid(answers)
    shown = [entry.element.id for entry in shown_fields(made, application)]
    assert {problem.element_id for problem in problems} <= set(shown)
    assert list(answers) == [name for name in shown if name in given_values]
    missing = {problem.element_id for problem in problems if problem.code == "required"}
    assert missing == {name for name in shown if name not in answers and is_required(made, application, name)}
    left = [entry.element.id for entry in remaining(made, application)]
    assert left == [
        name for name in shown if name not in answers or name in {problem.element_id for problem in problems}
    ]
    assert [entry.element.id for entry in asked(made, application)] == shown
