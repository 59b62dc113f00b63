"""How a field is typed: which pad, how it is echoed, how long it may be. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from kiosk.catalogue.models import FieldKind, JsonSchema
from kiosk.catalogue.plan_models import PlanField

LONGEST = 200
"""Characters of a text whose schema says nothing."""
YEARS_BACK, YEARS_AHEAD = 120, 50
"""Range of a date whose schema says nothing: the oldest living person, the longest lease."""


DAY = "date"
"""Kind of pad and text field for a day as eight digits."""


@dataclass(frozen=True, slots=True)
class Entry:
    """pad: kind of the keyboard; echo: kind of the text field (its groups); max_length: characters."""

    pad: str
    echo: str
    max_length: int

    def typed(self, value: object) -> str:
        """Return a value of the form as it stands in the text field."""
        text = "" if value is None else str(value)
        return text.replace("-", "") if self.echo == DAY else text

    def value(self, typed: str) -> str:
        """Return what stands in the text field as a value of the form; a day in the making is none yet."""
        if self.echo == DAY and len(typed) == len("YYYYMMDD"):
            return f"{typed[:4]}-{typed[4:6]}-{typed[6:]}"
        return typed


_FIXED = {
    FieldKind.ID_NUMBER: Entry("id", "id", 18),
    FieldKind.PHONE: Entry("phone", "phone", 11),
    FieldKind.DATE: Entry(DAY, DAY, 8),
    FieldKind.MONEY: Entry("amount", "text", 15),
}
_PADS = {FieldKind.PERSON_NAME: "name", FieldKind.ADDRESS: "address"}


def entry_of(field: PlanField) -> Entry:
    """Return how this field is typed."""
    kind = field.element.kind
    if kind in _FIXED:
        return _FIXED[kind]
    length = int(min(_found(field.schema, "maxLength"), default=LONGEST))
    if kind is FieldKind.NUMBER:
        whole = "integer" in set(_found(field.schema, "type"))
        return Entry("number" if whole else "amount", "text", min(length, 15))
    if kind is FieldKind.CODE:
        credit = "uscc" in set(_found(field.schema, "format"))
        return Entry("credit", "credit", 18) if credit else Entry("code", "text", length)
    if "email" in set(_found(field.schema, "format")):
        return Entry("email", "text", length)
    return Entry(_PADS.get(kind, "text"), "text", length)


def example(field: PlanField) -> str:
    """Return the first example of the schema, or nothing; a number of 18 digits shows nobody anything."""
    if field.element.kind in _FIXED:
        return ""
    for examples in _found(field.schema, "examples"):
        if examples:
            return str(examples[0])
    return ""


def date_bounds(field: PlanField, today: date) -> tuple[date, date]:
    """Return first and last day that can be chosen; `formatMinimum` and `formatMaximum` narrow them."""
    first = date(today.year - YEARS_BACK, 1, 1)
    last = date(today.year + YEARS_AHEAD, 12, 31)
    lows = [_bound(text, first, today) for text in _found(field.schema, "formatMinimum")]
    highs = [_bound(text, last, today) for text in _found(field.schema, "formatMaximum")]
    return max([first, *lows]), min([last, *highs])


def _bound(text: Any, otherwise: date, today: date) -> date:
    if text == "today":
        return today
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return otherwise


def _found(schema: JsonSchema, keyword: str) -> Iterator[Any]:
    """Yield the values of a keyword in the schema and in all that it joins by allOf."""
    if keyword in schema:
        yield schema[keyword]
    for part in schema.get("allOf", ()):
        yield from _found(part, keyword)
