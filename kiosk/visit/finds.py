"""What was read on the sheets and could go into the form: offered one by one, never taken silently. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.application.application import KNOWN, Value, shown_fields
from kiosk.application.pre_review import FoundField
from kiosk.application.reading import as_json
from kiosk.application.validation import value_problems
from kiosk.catalogue.models import MaterialSource
from kiosk.catalogue.plan_models import Plan, PlanField
from kiosk.visit.sheets import READ, Place
from kiosk.visit.state import Visit
from kiosk.visit.ways import ways


@dataclass(frozen=True, slots=True)
class Find:
    """One field that was read, with the field of the form that it concerns."""

    field: FoundField
    entry: PlanField
    value: object
    """As the form holds it."""
    held: Value | None
    """What the form says; None: nothing yet."""


def finds(visit: Visit, plan: Plan, place: Place) -> Iterator[Find]:
    """Yield what was read on a sheet and the citizen has not decided about.

    That is what fills an empty field of the form, and what differs from one that was typed, chosen or
    fetched. What the card itself says is not weighed against a paper: the pre-review asks whose it is. What
    was read after the citizen had gone on is not asked about.
    """
    sheet = visit.sheets.get(place)
    if sheet is None or sheet.review is None or sheet.question is not None or READ in sheet.late:
        return
    shown = {entry.element.id: entry for entry in shown_fields(plan, visit.application)}
    for one in sheet.review.fields:
        if one.id in sheet.decided or one.value is None:
            continue
        differs = one.agrees is False
        entry = shown.get((one.known_element if differs else one.fills) or "")
        if entry is None:
            continue
        held = visit.application.values.get(entry.element.id)
        value = as_json(entry.element, one.value)
        if value_problems(entry, value):
            continue
        if held is None or (differs and held.source not in KNOWN and held.value != value):
            yield Find(one, entry, value, held)


def has_finds(visit: Visit, plan: Plan, place: Place) -> bool:
    """Whether the citizen is to be asked about something that was read on a sheet."""
    return next(finds(visit, plan, place), None) is not None


def fields_after_papers(visit: Visit, plan: Plan) -> frozenset[str]:
    """Return the data elements that a paper may fill: they are asked after it was photographed."""
    return frozenset(
        use.fills
        for way in ways(plan, visit)
        if way.via is MaterialSource.SCAN and way.entry.material.reading is not None
        for sheet in way.entry.material.reading.sheets
        for use in sheet.uses
        if use.fills is not None
    )
