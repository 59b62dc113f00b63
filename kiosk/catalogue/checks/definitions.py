"""Data elements, materials and items as they stand, whichever bundle uses them."""

import re
from collections.abc import Iterator

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from kiosk.catalogue.checks.findings import Finding, error, warning
from kiosk.catalogue.checks.texts import vague
from kiosk.catalogue.limits import working_days_of
from kiosk.catalogue.models import DataElement, FieldKind, Item, JsonSchema, Material, MaterialSource, Option
from kiosk.catalogue.numbers import check_uscc
from kiosk.catalogue.places import Place
from kiosk.catalogue.rules import matches

CARD_MEMBERS = frozenset({"name", "sex", "ethnicity", "birth_date", "address", "number"})
"""What the text of an ID card holds."""

_TYPES: dict[FieldKind, frozenset[str]] = {
    FieldKind.YES_NO: frozenset({"boolean"}),
    FieldKind.NUMBER: frozenset({"integer", "number"}),
    FieldKind.MONEY: frozenset({"integer", "number"}),
}
_TEXT = frozenset({"string"})


def schema_findings(place: Place, schema: JsonSchema) -> Iterator[Finding]:
    """Yield a finding if this is no JSON Schema 2020-12, patterns included."""
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as problem:
        where = place.at(*problem.absolute_path)
        yield error(where, "schema", f"not valid JSON Schema 2020-12: {problem.message}")


def element_findings(element: DataElement, place: Place) -> Iterator[Finding]:
    """Yield what is wrong with a data element."""
    broken = list(schema_findings(place.at("schema"), element.schema_))
    yield from broken
    if element.from_card is not None and element.from_card not in CARD_MEMBERS:
        members = ", ".join(sorted(CARD_MEMBERS))
        yield error(place.at("from_card"), "card-member", f"{element.from_card} is none of {members}")
    if element.kind is FieldKind.CHOICE and not element.options:
        yield error(place.at("options"), "no-options", "a choice has no options")
    if element.options and element.kind is not FieldKind.CHOICE:
        yield warning(place.at("options"), "idle-options", f"options of a field of kind {element.kind}")
    yield from option_findings(element.options, place.at("options"))
    if broken:
        return
    for index, option in enumerate(element.options):
        if not matches(element.schema_, option.value):
            yield error(
                place.at("options", index, "value"), "option-invalid", f"{option.value} breaks the schema"
            )
    kind = element.schema_.get("type")
    if isinstance(kind, str) and kind not in _TYPES.get(element.kind, _TEXT):
        yield error(place.at("schema", "type"), "schema-kind", f"type {kind} for kind {element.kind}")


def option_findings(options: tuple[Option, ...], place: Place) -> Iterator[Finding]:
    """Yield a finding for every value that stands twice."""
    seen: set[str] = set()
    for index, option in enumerate(options):
        if option.value in seen:
            yield error(place.at(index), "duplicate-id", f"option {option.value} stands twice")
        seen.add(option.value)


def material_findings(material: Material, place: Place, results: frozenset[str]) -> Iterator[Finding]:
    """Yield what is wrong with a material; `results` are the ids of all results of all items."""
    yield from vague(place.at("name"), material.name)
    yield from vague(place.at("requirement"), material.requirement)
    for index, page in enumerate(material.pages):
        yield from vague(place.at("pages", index), page)
    sources = place.at("sources")
    needs: tuple[tuple[MaterialSource, object, str], ...] = (
        (MaterialSource.COMMITMENT, material.commitment, "commitment"),
        (MaterialSource.E_CERTIFICATE, material.certificate_type, "certificate_type"),
        (MaterialSource.SHARED_DATA, material.shared_resource, "shared_resource"),
        (MaterialSource.OTHER_ITEM_RESULT, material.produced_by, "produced_by"),
    )
    for source, given, name in needs:
        if source in material.sources and not given:
            yield error(sources, "source-without", f"source {source} without {name}")
        if given and source not in material.sources:
            yield warning(place.at(name), "idle-source", f"{name} is given, but {source} is no source")
    if material.sources == (MaterialSource.OTHER_ITEM_RESULT,):
        yield warning(
            sources, "one-source", "nowhere to get it from when the item that makes it is not ticked"
        )
    if len(set(material.sources)) < len(material.sources):
        yield error(sources, "duplicate-id", "a source stands twice")
    if material.produced_by and material.produced_by not in results:
        yield error(place.at("produced_by"), "dangling-result", f"no item makes {material.produced_by}")


def item_findings(item: Item, place: Place, *, sample: bool) -> Iterator[Finding]:
    """Yield what is wrong with an item as it stands.

    A guide element that is missing is an error, in sample content a warning: what the source does not give
    must not be made up.
    """
    missing = warning if sample else error
    for given, name, meaning in (
        (item.basis, "basis", "设定依据"),
        (item.conditions, "conditions", "受理条件"),
        (item.results, "results", "办理结果"),
    ):
        if not given:
            yield missing(place.at(name), "guide-element", f"{meaning} is missing")
    if not item.materials and not item.data:
        yield missing(place.at("materials"), "guide-element", "申请材料 is missing, and no field is asked")
    for index, condition in enumerate(item.conditions):
        yield from vague(place.at("conditions", index), condition)
    if item.task_code is not None:
        yield from _task_code_findings(item.task_code, place.at("task_code"))
    if item.statutory_limit and working_days_of(item.promised_limit) > working_days_of(item.statutory_limit):
        yield warning(place.at("promised_limit"), "limit", "承诺时限 is longer than 法定时限")
    if not item.on_terminal and item.not_on_terminal_why is None:
        yield warning(
            place.at("not_on_terminal_why"), "no-reason", "not on a terminal, and nobody is told why"
        )
    for index, need in enumerate(item.data):
        if need.schema_ is not None:
            yield from schema_findings(place.at("data", index, "schema"), need.schema_)
    for name, ids in (
        ("data", [(need.element, repr(need.when)) for need in item.data]),
        ("materials", [(wanted.material, repr(wanted.when)) for wanted in item.materials]),
        ("results", [(result.id, "") for result in item.results]),
    ):
        for index, one in enumerate(ids):
            if one in ids[:index]:
                yield error(place.at(name, index), "duplicate-id", f"{one[0]} stands twice")


def _task_code_findings(code: str, place: Place) -> Iterator[Finding]:
    """GB/T 39554.1: 12 (基本编码), 31 (实施编码, begins with the organisation's GB 32100 code), 33."""
    if len(code) == 12:
        if not re.fullmatch(r"[0-9]{12}", code):
            yield error(place, "task-code", "a 基本编码 is 12 digits")
    elif len(code) in (31, 33):
        if check_uscc(code[:18]):
            yield error(place, "task-code", "the first 18 characters are no 统一社会信用代码 (GB 32100)")
        if not re.fullmatch(r"[1-7][0-9]{12}([0-9]{2})?", code[18:]):
            yield error(place, "task-code", "no 行使层级 1-7 and 12 or 14 digits after the 18th character")
    else:
        yield error(place, "task-code", f"{len(code)} characters; an item code has 12, 31 or 33")
