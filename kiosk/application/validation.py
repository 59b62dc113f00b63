"""What is wrong with the values of the form: complete, in the form's order, as message keys.

The judge is the plan's form schema by jsonschema; this module only says its findings in words for people
(`kiosk/locale/*/form.po`) and adds what a schema cannot say, check characters and calendar days.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from kiosk.catalogue.models import FieldKind, JsonSchema
from kiosk.catalogue.numbers import check_id_number, check_uscc
from kiosk.catalogue.plan_models import Plan, PlanField


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with the value of a data element. It never holds the value itself."""

    element_id: str
    code: str
    """JSON Schema's keyword, or the code of a number check."""
    key: str
    """Message key."""
    values: Mapping[str, object] = field(default_factory=dict)
    """What stands in the message's placeholders."""


_FORMATS = FormatChecker(formats=())


@_FORMATS.checks("date")
def _is_date(value: object) -> bool:
    if not isinstance(value, str):
        return True
    try:
        # fromisoformat takes 20260101 too, which is no RFC 3339 date.
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


@_FORMATS.checks("uscc")
def _is_uscc(value: object) -> bool:
    """Form only: a code that fails the check may still be a living entity's (GB 32100, see numbers.py)."""
    return not isinstance(value, str) or "uscc.form" not in check_uscc(value)


@lru_cache(maxsize=512)
def _compiled(text: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads(text), format_checker=_FORMATS)


def _errors(schema: JsonSchema, value: object) -> Iterable[ValidationError]:
    return _compiled(json.dumps(schema, sort_keys=True, ensure_ascii=False)).iter_errors(value)


def value_problems(entry: PlanField, value: object, today: date | None = None) -> tuple[Problem, ...]:
    """Return what is wrong with one value, whatever the other fields hold.

    Without `today` a birth date in the future is not noticed.
    """
    found = [_problem(entry, error) for error in _errors(entry.schema, value)]
    return _distinct(found or _number_problems(entry, value, today))


def form_problems(
    plan: Plan, shown: Sequence[PlanField], answers: Mapping[str, Any], today: date | None = None
) -> tuple[Problem, ...]:
    """Return everything that is wrong with the answers of the fields shown, in the form's order."""
    entries = {entry.element.id: entry for entry in shown}
    found: dict[str, list[Problem]] = {name: [] for name in entries}
    for error in _errors(plan.form_schema, dict(answers)):
        for name in _subjects(error):
            if name in entries:
                found[name].append(_problem(entries[name], error))
    for name, entry in entries.items():
        if not found[name] and name in answers:
            found[name] += _number_problems(entry, answers[name], today)
    return _distinct(problem for name in entries for problem in found[name])


def _subjects(error: ValidationError) -> Iterator[str]:
    """Yield the ids of the data elements that an error of the whole form is about."""
    if error.absolute_path:
        yield str(error.absolute_path[0])
    elif error.validator == "required":
        names, instance = error.validator_value, error.instance
        if isinstance(names, list) and isinstance(instance, dict):
            yield from (name for name in names if name not in instance)


def _number_problems(entry: PlanField, value: object, today: date | None) -> list[Problem]:
    if entry.element.kind is not FieldKind.ID_NUMBER or not isinstance(value, str):
        return []
    codes = check_id_number(value, today or date.max)
    return [Problem(entry.element.id, code, f"form.{code}") for code in codes]


def _problem(entry: PlanField, error: ValidationError) -> Problem:
    code = str(error.validator)
    key, values = _words(entry, error)
    return Problem(entry.element.id, code, key, values)


_LIMITS = {
    "minLength": ("form.too_short", "min"),
    "maxLength": ("form.too_long", "max"),
    "minimum": ("form.too_small", "min"),
    "exclusiveMinimum": ("form.not_above", "min"),
    "maximum": ("form.too_large", "max"),
    "exclusiveMaximum": ("form.not_below", "max"),
    "multipleOf": ("form.not_a_step", "step"),
}
_KEYS = {"required": "form.required", "enum": "form.not_a_choice", "const": "form.not_a_choice"}
_PATTERNS = {FieldKind.PHONE: "form.phone", FieldKind.ID_NUMBER: "form.id_number.form"}


def _words(entry: PlanField, error: ValidationError) -> tuple[str, dict[str, object]]:
    word = str(error.validator)
    if word == "minLength" and error.instance == "":
        return "form.required", {}
    if word in _LIMITS:
        key, name = _LIMITS[word]
        return key, {name: error.validator_value}
    if word == "pattern":
        return _PATTERNS.get(entry.element.kind, "form.pattern"), {}
    if word == "format":
        return ("form.not_a_date" if error.validator_value == "date" else "form.uscc"), {}
    if word == "type":
        numeric = error.validator_value in ("integer", "number")
        return (
            "form.not_a_number"
            if numeric
            else "form.not_a_choice"
            if entry.element.options
            else "form.not_allowed"
        ), {}
    return _KEYS.get(word, "form.not_allowed"), {}


def _distinct(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    seen: dict[tuple[str, str], Problem] = {}
    for problem in problems:
        seen.setdefault((problem.element_id, problem.key), problem)
    return tuple(seen.values())
