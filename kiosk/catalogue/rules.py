"""Conditions over answers: JSON Forms' rule shape, evaluated so that nothing holds of what is not known.

Answers are a flat mapping: situation id or data element id -> JSON value. In JSON Schema alone a schema says
nothing about a property that is not there, so `{"const": "yes"}` on a missing answer would hold. Here a
`SchemaCondition` requires its property: missing, or None, never holds. `Not` negates what was evaluated,
so `Not` of a missing answer does hold.
"""

import json
from collections.abc import Mapping, Set
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator

from kiosk.catalogue.models import AllOf, AnyOf, Condition, JsonSchema, Not, SchemaCondition

Answers = Mapping[str, Any]

_PREFIX = "#/properties/"


def subject(condition: SchemaCondition) -> str:
    """Return the id of the situation or data element that the condition looks at."""
    return condition.scope.removeprefix(_PREFIX)


def names(condition: Condition | None) -> frozenset[str]:
    """Return the ids of everything that the condition looks at."""
    if condition is None:
        return frozenset()
    if isinstance(condition, SchemaCondition):
        return frozenset((subject(condition),))
    if isinstance(condition, Not):
        return names(condition.condition)
    return frozenset().union(*(names(part) for part in condition.conditions))


def holds(condition: Condition | None, answers: Answers) -> bool:
    """Whether the condition holds over the answers; no condition always holds."""
    if condition is None:
        return True
    if isinstance(condition, SchemaCondition):
        value = answers.get(subject(condition))
        return value is not None and matches(condition.schema_, value)
    if isinstance(condition, AllOf):
        return all(holds(part, answers) for part in condition.conditions)
    if isinstance(condition, AnyOf):
        return any(holds(part, answers) for part in condition.conditions)
    return not holds(condition.condition, answers)


def resolve(condition: Condition | None, answers: Answers, open_names: Set[str]) -> Condition | bool:
    """Decide the parts of a condition that look at known answers; what looks at `open_names` stays.

    Returns True or False where nothing stays, else the condition that is left over the open names. For any
    values of the open names it holds exactly when the whole condition does.
    """
    if condition is None:
        return True
    if isinstance(condition, SchemaCondition):
        return condition if subject(condition) in open_names else holds(condition, answers)
    if isinstance(condition, Not):
        inner = resolve(condition.condition, answers, open_names)
        return not inner if isinstance(inner, bool) else Not(type="NOT", condition=inner)
    parts = [resolve(part, answers, open_names) for part in condition.conditions]
    return all_of(parts) if isinstance(condition, AllOf) else any_of(parts)


def all_of(parts: list[Condition | bool]) -> Condition | bool:
    """Return the simplest condition that holds when all parts do."""
    if any(part is False for part in parts):
        return False
    left = _distinct(parts)
    if len(left) <= 1:
        return left[0] if left else True
    return AllOf(type="AND", conditions=tuple(left))


def any_of(parts: list[Condition | bool]) -> Condition | bool:
    """Return the simplest condition that holds when one of the parts does."""
    if any(part is True for part in parts):
        return True
    left = _distinct(parts)
    if len(left) <= 1:
        return left[0] if left else False
    return AnyOf(type="OR", conditions=tuple(left))


def _distinct(parts: list[Condition | bool]) -> list[Condition]:
    left: list[Condition] = []
    for part in parts:
        if not isinstance(part, bool) and part not in left:
            left.append(part)
    return left


def as_schema(condition: Condition) -> JsonSchema:
    """Return the JSON Schema of the answers object that is valid exactly when the condition holds."""
    if isinstance(condition, SchemaCondition):
        name = subject(condition)
        return {"properties": {name: condition.schema_}, "required": [name]}
    if isinstance(condition, AllOf):
        return {"allOf": [as_schema(part) for part in condition.conditions]}
    if isinstance(condition, AnyOf):
        return {"anyOf": [as_schema(part) for part in condition.conditions]}
    return {"not": as_schema(condition.condition)}


def as_rule(condition: Condition) -> dict[str, Any]:
    """Return the condition of a JSON Forms rule.

    JSON Forms has no NOT: that becomes a schema of the whole answers object (scope "#"), which says the
    same. `failWhenUndefined` is JSON Forms' own word for "require it".
    """
    if isinstance(condition, SchemaCondition):
        return {"scope": condition.scope, "schema": condition.schema_, "failWhenUndefined": True}
    if isinstance(condition, Not):
        return {"scope": "#", "schema": as_schema(condition)}
    return {"type": condition.type, "conditions": [as_rule(part) for part in condition.conditions]}


def matches(schema: JsonSchema, value: object) -> bool:
    """Whether a JSON value is valid against a JSON Schema 2020-12.

    const, enum and not, which is what nearly all conditions are, are decided without the validator; a
    property test holds both to the same answer.
    """
    if len(schema) == 1:
        (word, argument), *_ = schema.items()
        if word == "const" and isinstance(argument, str | bool):
            return _same(argument, value)
        if (
            word == "enum"
            and isinstance(argument, list)
            and all(isinstance(one, str | bool) for one in argument)
        ):
            return any(_same(one, value) for one in argument)
        if word == "not" and isinstance(argument, dict):
            return not matches(argument, value)
    return validator(schema).is_valid(value)


def _same(expected: str | bool, value: object) -> bool:
    return type(value) is type(expected) and value == expected


def validator(schema: JsonSchema) -> Draft202012Validator:
    """Return the compiled validator of a schema, kept for schemas of the same text."""
    return _compiled(json.dumps(schema, sort_keys=True, ensure_ascii=False))


@lru_cache(maxsize=1024)
def _compiled(text: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads(text))
