"""Conditions: what they look at exists, and the values they wait for can be given."""

from collections.abc import Iterator, Mapping
from typing import Any

from kiosk.catalogue.checks.definitions import schema_findings
from kiosk.catalogue.checks.findings import Finding, error
from kiosk.catalogue.models import Bundle, Condition, Item, JsonSchema, Not, SchemaCondition
from kiosk.catalogue.places import Place
from kiosk.catalogue.rules import subject

Values = Mapping[str, frozenset[str] | None]
"""What may be asked about: id -> its possible values, None where it may be anything."""


def condition_findings(
    condition: Condition | None, place: Place, values: Values, bundle: str
) -> Iterator[Finding]:
    """Yield what is wrong with a condition that may look at `values`."""
    if condition is None:
        return
    if isinstance(condition, Not):
        yield from condition_findings(condition.condition, place.at("condition"), values, bundle)
    elif isinstance(condition, SchemaCondition):
        name = subject(condition)
        if name not in values:
            where = place.at("scope")
            yield error(where, "unknown-answer", f"{name} is nothing that bundle {bundle} asks before")
            return
        broken = list(schema_findings(place.at("schema"), condition.schema_))
        yield from broken
        possible = values[name]
        if not broken and possible is not None:
            for value in _values(condition.schema_):
                if value not in possible:
                    yield error(place.at("schema"), "unknown-value", f"{value!r} is no option of {name}")
    else:
        for index, part in enumerate(condition.conditions):
            yield from condition_findings(part, place.at("conditions", index), values, bundle)


def _values(schema: JsonSchema) -> Iterator[Any]:
    """Yield the values that a schema names by const and enum, at any depth."""
    if "const" in schema:
        yield schema["const"]
    yield from schema.get("enum", ())
    for word in ("not",):
        if isinstance(schema.get(word), dict):
            yield from _values(schema[word])
    for word in ("allOf", "anyOf", "oneOf"):
        for part in schema.get(word, ()):
            if isinstance(part, dict):
                yield from _values(part)


def bundle_condition_findings(
    bundle: Bundle, place: Place, item_places: Mapping[str, Place]
) -> Iterator[Finding]:
    """Yield what is wrong with all conditions of a bundle."""
    values: dict[str, frozenset[str] | None] = {}
    for index, situation in enumerate(bundle.situations):
        at = place.at("situations", index, "when")
        yield from condition_findings(situation.when, at, values, bundle.id)
        values[situation.id] = frozenset(option.value for option in situation.options)
    for element in bundle.elements.values():
        options = frozenset(option.value for option in element.options)
        values.setdefault(element.id, options or None)
    for item in bundle.items:
        yield from _item_findings(item, item_places[item.id], values, bundle.id)


def _item_findings(item: Item, place: Place, values: Values, bundle: str) -> Iterator[Finding]:
    yield from condition_findings(item.when, place.at("when"), values, bundle)
    for index, need in enumerate(item.data):
        yield from condition_findings(need.when, place.at("data", index, "when"), values, bundle)
    for index, wanted in enumerate(item.materials):
        yield from condition_findings(wanted.when, place.at("materials", index, "when"), values, bundle)
    for index, fee in enumerate(item.fees):
        yield from condition_findings(fee.when, place.at("fees", index, "when"), values, bundle)
