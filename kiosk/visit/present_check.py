"""What review, check, declaration and done show: everything that was given, masked where it is sensitive."""

from datetime import date
from itertools import groupby

from kiosk.application.application import Value, ValueSource, check, shown_fields
from kiosk.catalogue.masks import mask
from kiosk.catalogue.models import MaterialSource
from kiosk.catalogue.plan_models import Plan, PlanField
from kiosk.text import Texts
from kiosk.visit import pages
from kiosk.visit.messages import Handed
from kiosk.visit.pages import Destination, Page
from kiosk.visit.present_a4 import a4_view
from kiosk.visit.slips import DECIDED, case_names, status_url
from kiosk.visit.state import State, Visit
from kiosk.visit.steps import planned
from kiosk.visit.submit import ready_to_submit
from kiosk.visit.views import (
    Body,
    CaseRow,
    CheckView,
    DeclareView,
    DoneView,
    HandedRow,
    Line,
    LineGroup,
    MaterialRow,
    Problem,
    ProgressView,
    ReviewView,
    Say,
    say,
)
from kiosk.visit.ways import Way, ways
from kiosk.visit.world import World


def provenance(value: Value) -> Say:
    """Say where a value comes from."""
    return say(f"provenance.{value.source}", source=value.provenance or "", as_of=(value.as_of or "")[:10])


def shown(entry: PlanField, value: object, texts: Texts) -> str:
    """Return a value as people read it: the option's label instead of its code, yes and no as words."""
    for option in entry.element.options:
        if option.value == value:
            return texts.local(option.label)
    if isinstance(value, bool):
        return texts("field.yes" if value else "field.no")
    return str(value)


def line(entry: PlanField, visit: Visit, texts: Texts, change: Destination | None) -> Line:
    """Return one value with its label and source."""
    held = visit.application.values[entry.element.id]
    text = shown(entry, held.value, texts)
    words = next((error.detail for error in visit.platform_errors if error.place == entry.element.id), None)
    return Line(
        element_id=entry.element.id,
        label=entry.element.label,
        value=mask(entry.element.kind, text) if entry.element.sensitive else text,
        provenance=provenance(held),
        masked=entry.element.sensitive,
        change=change,
        problem=words,
    )


def row(way: Way) -> MaterialRow:
    """Return a material as it stands in a list."""
    return MaterialRow(
        material=way.entry.material,
        copies=way.entry.copies,
        status=way.status,
        via=way.via,
        choices=way.choices,
        certificate=way.certificate.type_name if way.certificate else None,
        pages=way.sheets,
        optional=way.optional,
    )


def review(state: State, world: World) -> Body:
    """The values that were filled in, to be confirmed or changed, and the sources that did not answer."""
    visit = state.visit
    context = planned(state, world)
    assert context is not None
    plan = context[1]
    filled = [
        entry
        for entry in plan.fields
        if entry.element.id in visit.application.values
        and visit.application.values[entry.element.id].source not in (ValueSource.TYPED, ValueSource.CHOSEN)
    ]
    texts = world.texts[visit.aids.language]
    lines = tuple(line(entry, visit, texts, Destination(Page.FIELD, entry.element.id)) for entry in filled)
    failed = tuple(
        (entry.element.label, entry.element.from_shared)
        for entry in plan.fields
        if entry.element.id in visit.sources_failed and entry.element.from_shared is not None
    )
    return ReviewView(lines, failed, not lines)


def problems(state: State, world: World) -> tuple[Problem, ...]:
    """Return everything that has to be mended, ours and the platform's, each with the way there."""
    visit = state.visit
    context = planned(state, world)
    if context is None:
        return ()
    plan = context[1]
    labels = {entry.element.id: entry.element.label for entry in plan.fields}
    found = [
        Problem(
            say(one.key, **one.values),
            "",
            Destination(Page.FIELD, one.element_id),
            labels.get(one.element_id),
        )
        for one in check(plan, visit.application)
    ]
    labels |= {entry.material.id: entry.material.name for entry in plan.materials}
    for error in visit.platform_errors:
        place = _place(error.place, plan, visit)
        found.append(Problem(say("error.line"), error.detail, place, labels.get(error.place)))
    return tuple(found)


def _place(place: str, plan: Plan, visit: Visit) -> Destination:
    if any(entry.element.id == place for entry in plan.fields):
        return Destination(Page.FIELD, place)
    if any(situation.id == place for situation in plan.situations):
        return Destination(Page.SITUATION, place)
    if any(entry.item.id == place for entry in plan.items):
        return pages.PLAN
    for way in ways(plan, visit):
        if way.entry.material.id == place:
            return Destination(Page.SCAN, place) if way.via is MaterialSource.SCAN else pages.MATERIALS
    return pages.CHECK


def check_page(state: State, world: World) -> Body:
    """Everything once more."""
    visit = state.visit
    context = planned(state, world)
    assert context is not None
    plan = context[1]
    held = visit.application.values
    entries = [entry for entry in shown_fields(plan, visit.application) if entry.element.id in held]
    texts = world.texts[visit.aids.language]
    entries.sort(key=lambda entry: _groups(plan).index(entry.element.group))
    groups = tuple(
        LineGroup(
            key,
            tuple(line(entry, visit, texts, Destination(Page.FIELD, entry.element.id)) for entry in members),
        )
        for key, members in groupby(entries, key=lambda entry: entry.element.group)
    )
    items = tuple(
        (entry.item.name, "、".join(entry.item.departments)) for entry in plan.items if entry.ticked
    )
    rows = tuple(row(way) for way in ways(plan, visit))
    return CheckView(items, groups, rows, plan, problems(state, world), a4_view(state))


def _groups(plan: Plan) -> list[str]:
    return list(dict.fromkeys(entry.element.group for entry in plan.fields))


def declare(state: State, world: World) -> Body:
    """The statement in full, and the signature."""
    visit = state.visit
    context = planned(state, world)
    assert context is not None
    bundle, plan = context
    ready = ready_to_submit(visit, bundle)
    return DeclareView(
        bundle.declarations, visit.declared, visit.strokes, len(plan.ticked), ready, visit.sign_at_window
    )


def done(state: State, world: World) -> Body:
    """The number, and what happens next with each item."""
    visit = state.visit
    context = planned(state, world)
    if context is None or visit.outcome is None:
        raise LookupError("a done page without a submission")
    bundle, plan = context
    outcome = visit.outcome
    names = case_names(outcome, bundle, world.texts[visit.aids.language])
    rows = tuple(
        CaseRow(
            name=names[case.item_id],
            org=case.org,
            case_no=case.case_no,
            status=case.status,
            due=date.fromisoformat(case.due[:10]) if case.due else None,
            waits_for=tuple(names.get(other, other) for other in case.blocked_by),
        )
        for case in outcome.cases
    )
    return DoneView(
        bundle_name=bundle.name,
        short_code=outcome.short_code,
        submission_no=outcome.submission_no,
        rows=rows,
        qr_text=status_url(world, outcome.short_code),
        slip=visit.slip,
        slip_fault=visit.slip_fault,
        flow=plan.flow,
        can_print=not state.health.out("printer"),
        a4=a4_view(state),
        sign_at_window=visit.sign_at_window,
    )


def handed_in(state: State, world: World) -> Body:
    """What the citizen has handed in, the newest first."""
    visit = state.visit
    texts = world.texts[visit.aids.language]
    rows = None
    if visit.handed is not None:
        rows = tuple(_handed(one, world, texts) for one in visit.handed)
    return ProgressView(rows, visit.slip, visit.slip_fault, _can_print(state))


def _can_print(state: State) -> bool:
    return not state.health.out("printer") and state.visit.slip != "printing"


def _handed(one: Handed, world: World, texts: Texts) -> HandedRow:
    bundle = world.bundle(one.bundle_id)
    cases = one.submitted.cases
    return HandedRow(
        name=texts.local(bundle.name) if bundle is not None else one.bundle_name,
        submission_no=one.submitted.submission_no,
        received_on=one.submitted.received_at.astimezone(world.clock().tzinfo).date(),
        item_count=len(cases),
        done_count=sum(1 for case in cases if case.status in DECIDED),
        printable=bundle is not None,
    )
