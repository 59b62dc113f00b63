"""One form out of the ticked items: union by data element, all constraints together, asked once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from kiosk.catalogue.models import Bundle, Condition, DataElement, DataNeed, Item, JsonSchema
from kiosk.catalogue.order import sequence_of
from kiosk.catalogue.plan_models import FieldSource, PlanField
from kiosk.catalogue.rules import Answers, all_of, any_of, as_rule, as_schema, names, resolve

DIALECT = "https://json-schema.org/draft/2020-12/schema"


@dataclass(slots=True)
class _Wanted:
    """All that the ticked items want of one data element, with what is left of their conditions."""

    needs: list[tuple[Item, DataNeed, Condition | bool]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Form:
    """The questions in order, and the two schemas that say the same."""

    fields: tuple[PlanField, ...]
    form_schema: dict[str, Any]
    ui_schema: dict[str, Any]


def form_of(bundle: Bundle, ticked: Sequence[Item], answers: Answers) -> Form:
    """Return the form of the ticked items.

    Conditions over situations are decided here. What looks at another field stays as the field's `when`
    and `required_when`, as if/then in the form schema and as a SHOW rule in the UI schema; such a field
    comes after the fields it looks at.

    Raises:
        ValueError: if fields are conditions of each other in a circle; the message names it.

    """
    wanted = _decide(bundle, ticked, answers)
    fields = [_field(bundle.elements[name], wanted[name]) for name in _sequence(bundle, wanted)]
    conditional = [rule for one in fields for rule in _conditional(one, wanted[one.element.id])]
    schema: dict[str, Any] = {
        "$schema": DIALECT,
        "type": "object",
        "properties": {one.element.id: one.schema for one in fields},
        "required": [
            one.element.id for one in fields if one.required and not (one.when or one.required_when)
        ],
        "additionalProperties": False,
    }
    if conditional:
        schema["allOf"] = conditional
    return Form(tuple(fields), schema, _ui_schema(fields))


def _decide(bundle: Bundle, ticked: Sequence[Item], answers: Answers) -> dict[str, _Wanted]:
    """Drop the needs that do not hold, until none is left that looks at a field that was dropped."""
    situations = {situation.id for situation in bundle.situations}
    decided = {name: value for name, value in answers.items() if name in situations}
    asked = {need.element for item in ticked for need in item.data} - situations
    while True:
        wanted: dict[str, _Wanted] = {}
        for item in ticked:
            for need in item.data:
                left = resolve(need.when, decided, asked)
                if left is not False:
                    wanted.setdefault(need.element, _Wanted()).needs.append((item, need, left))
        if asked <= wanted.keys():
            return wanted
        asked &= wanted.keys()


def _sequence(bundle: Bundle, wanted: dict[str, _Wanted]) -> tuple[str, ...]:
    ids = [*(name for name in dict.fromkeys(bundle.field_order) if name in wanted)]
    ids += [name for name in wanted if name not in ids]
    edges = [
        (looked_at, name)
        for name in ids
        for _, _, left in wanted[name].needs
        if not isinstance(left, bool)
        for looked_at in names(left)
    ]
    try:
        return sequence_of(ids, edges) if edges else tuple(ids)
    except ValueError as error:
        raise ValueError(f"fields are conditions of each other, {error}") from None


def _field(element: DataElement, wanted: _Wanted) -> PlanField:
    shown = any_of([left for _, _, left in wanted.needs])
    demanded = any_of([left for _, need, left in wanted.needs if need.required])
    when = None if isinstance(shown, bool) else shown
    required_when = None if isinstance(demanded, bool) or demanded == when else demanded
    schemas = [element.schema_]
    if element.options and "enum" not in element.schema_:
        schemas.append({"enum": [option.value for option in element.options]})
    schemas += [need.schema_ for _, need, left in wanted.needs if need.schema_ and left is True]
    return PlanField(
        element=element,
        required=demanded is not False,
        for_items=tuple(dict.fromkeys(item.id for item, _, _ in wanted.needs)),
        source=_source(element),
        schema=_together(schemas),
        when=when,
        required_when=required_when,
    )


def _source(element: DataElement) -> FieldSource:
    if element.from_card:
        return FieldSource.CARD
    return FieldSource.SHARED if element.from_shared else FieldSource.ASKED


def _together(schemas: Sequence[JsonSchema]) -> JsonSchema:
    distinct: list[JsonSchema] = []
    for schema in schemas:
        if schema not in distinct:
            distinct.append(schema)
    return distinct[0] if len(distinct) == 1 else {"allOf": distinct}


def _conditional(one: PlanField, wanted: _Wanted) -> list[dict[str, Any]]:
    """Return the if/then of a field: when it is demanded, and what an item wants of it only sometimes."""
    name = one.element.id
    found: list[dict[str, Any]] = []
    if one.required and (one.when or one.required_when):
        parts: list[Condition | bool] = [part for part in (one.when, one.required_when) if part]
        both = all_of(parts)
        if not isinstance(both, bool):
            found.append({"if": as_schema(both), "then": {"required": [name]}})
    for _, need, left in wanted.needs:
        if need.schema_ and not isinstance(left, bool):
            found.append({"if": as_schema(left), "then": {"properties": {name: need.schema_}}})
    return found


def _ui_schema(fields: Sequence[PlanField]) -> dict[str, Any]:
    controls: list[dict[str, Any]] = []
    for one in fields:
        control: dict[str, Any] = {"type": "Control", "scope": f"#/properties/{one.element.id}"}
        if one.when:
            control["rule"] = {"effect": "SHOW", "condition": as_rule(one.when)}
        controls.append(control)
    return {"type": "VerticalLayout", "elements": controls}
