"""What the pages between card and check show: situations, plan, consent, fields, materials, camera."""

from kiosk.application.application import asked, is_required, remaining, with_value
from kiosk.catalogue.models import MaterialSource
from kiosk.catalogue.plan_models import FieldSource
from kiosk.visit.present_a4 import a4_view
from kiosk.visit.present_check import provenance, row
from kiosk.visit.state import State
from kiosk.visit.steps import planned
from kiosk.visit.views import (
    Body,
    CommitmentView,
    ConsentView,
    FieldView,
    MaterialsView,
    PlanView,
    SituationView,
    say,
)
from kiosk.visit.ways import AUTOMATIC, Way, ways
from kiosk.visit.world import World


def situation(state: State, world: World) -> Body:
    """One question; which one of how many that apply."""
    context = planned(state, world)
    assert context is not None
    situations = context[1].situations
    index = next(i for i, entry in enumerate(situations) if entry.id == state.visit.at.key)
    return SituationView(
        situations[index], state.visit.answers.get(situations[index].id), index, len(situations)
    )


def plan_page(state: State, world: World) -> Body:
    """The items with their totals."""
    context = planned(state, world)
    assert context is not None
    bundle, plan = context
    names = {item.id: item.name for item in bundle.items}
    bring = [m for m in plan.materials if not set(m.sources) & set(AUTOMATIC)]
    questions = [f for f in plan.fields if f.source is FieldSource.ASKED and f.required]
    changed = tuple(names[item_id] for item_id in state.visit.plan_changed if item_id in names)
    return PlanView(plan, len(questions), len(bring), changed, a4_view(state))


def consent(state: State, world: World) -> Body:
    """What would be fetched, from where."""
    context = planned(state, world)
    assert context is not None
    plan = context[1]
    elements = [
        (entry.element.label, entry.element.from_shared)
        for entry in plan.fields
        if entry.source is FieldSource.SHARED and entry.element.from_shared is not None
    ]
    elements += [
        (entry.material.name, entry.material.shared_resource)
        for entry in plan.materials
        if entry.material.shared_resource is not None and MaterialSource.SHARED_DATA in entry.sources
    ]
    types = dict.fromkeys(
        entry.material.certificate_type
        for entry in plan.materials
        if entry.material.certificate_type and MaterialSource.E_CERTIFICATE in entry.sources
    )
    return ConsentView(tuple(elements), tuple(types), state.visit.consent)


def field(state: State, world: World) -> Body:
    """One question of the form, with what was entered and what is wrong with it."""
    visit = state.visit
    context = planned(state, world)
    assert context is not None
    plan = context[1]
    entry = next(f for f in plan.fields if f.element.id == visit.at.key)
    element_id = entry.element.id
    held = visit.application.values.get(element_id)
    drafted = element_id in visit.drafts
    # Problems are said once the citizen wants to go on, not while they are still typing.
    tried = element_id in visit.passed and (drafted or held is None)
    found = with_value(plan, visit.application, element_id, visit.drafts.get(element_id))[1] if tried else ()
    words = next((error.detail for error in visit.platform_errors if error.place == element_id), "")
    open_fields = {f.element.id for f in remaining(plan, visit.application)} - {element_id}
    stops = [f.element.id for f in asked(plan, visit.application)]
    return FieldView(
        field=entry,
        value=visit.drafts[element_id] if drafted else (held.value if held else None),
        options=entry.element.options,
        problems=tuple(say(problem.key, **problem.values) for problem in found),
        platform_words=words,
        provenance=provenance(held) if held is not None and not drafted else None,
        left=len([one for one in stops if one in open_fields]),
        optional=not is_required(plan, visit.application, element_id),
    )


def materials(state: State, world: World) -> Body:
    """The one set, and what nobody is asked for."""
    context = planned(state, world)
    assert context is not None
    bundle, plan = context
    names = {item.id: item.name for item in bundle.items}
    rows = tuple(row(way) for way in ways(plan, state.visit))
    produced = tuple((dropped.material.name, names[dropped.produced_by]) for dropped in plan.dropped)
    return MaterialsView(rows, produced, sum(1 for r in rows if r.status in ("to_scan", "to_agree")))


def commitment(state: State, world: World) -> Body:
    """The commitment that stands for the evidence."""
    way = _way(state, world)
    return CommitmentView(way.entry.material, way.agreed)


def _way(state: State, world: World) -> Way:
    context = planned(state, world)
    assert context is not None
    return next(way for way in ways(context[1], state.visit) if way.entry.material.id == state.visit.at.key)
