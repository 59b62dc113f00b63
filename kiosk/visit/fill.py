"""Situations, ticks, consent, values: everything that the one form is made of."""

from collections.abc import Mapping, Sequence

from kiosk.application.application import with_prefill, with_value, without_shared
from kiosk.catalogue.models import Bundle
from kiosk.catalogue.plan import plan, toggle
from kiosk.catalogue.plan_models import FieldSource
from kiosk.visit import pages
from kiosk.visit.effects import Effect
from kiosk.visit.messages import (
    Answer,
    DataFetched,
    DecideConsent,
    GuidesChanged,
    PlanAgreed,
    SetField,
    Toggle,
)
from kiosk.visit.moves import go
from kiosk.visit.pages import Destination, Page
from kiosk.visit.route import first_open, reachable
from kiosk.visit.state import State, Visit
from kiosk.visit.steps import fetch, move_on, own_data, planned
from kiosk.visit.world import World

Step = tuple[State, Sequence[Effect]]


def on_answer(state: State, message: Answer, world: World) -> Step:
    """Take the answer to a situation. Ticks follow the answers, except those that the citizen changed."""
    visit = state.visit
    context = planned(state, world)
    if context is None or visit.at != Destination(Page.SITUATION, message.situation_id):
        return state, ()
    situation = next((s for s in context[1].situations if s.id == message.situation_id), None)
    if situation is None or message.value not in {option.value for option in situation.options}:
        return state, ()
    if visit.answers.get(situation.id) == message.value:
        return state, ()
    answers = {**visit.answers, situation.id: message.value}
    ticked = _ticks_for(visit, context[0], answers)
    return state.with_visit(answers=answers, ticked=ticked, planned=False, checked=False, package=None), ()


def _ticks_for(visit: Visit, bundle: Bundle, answers: Mapping[str, str]) -> frozenset[str] | None:
    """Return the ticks for new answers: the suggestion with what the citizen took out or put in."""
    if visit.ticked is None:
        return None
    suggested = frozenset(plan(bundle, visit.answers).ticked)
    chosen = frozenset(plan(bundle, visit.answers, visit.ticked).ticked)
    if chosen == suggested:
        return None
    return (frozenset(plan(bundle, answers).ticked) - (suggested - chosen)) | (chosen - suggested)


def on_toggle(state: State, message: Toggle, world: World) -> Step:
    """Tick or untick an item, and those that the law ties to it."""
    visit = state.visit
    context = planned(state, world)
    if context is None or visit.at.page is not Page.PLAN or visit.busy is not None:
        return state, ()
    bundle, current = context
    ticked = toggle(bundle, visit.answers, frozenset(current.ticked), message.item_id)
    return state.with_visit(ticked=ticked, planned=False, plan_changed=(), checked=False, package=None), ()


def on_plan_agreed(state: State, message: PlanAgreed, world: World) -> Step:
    """The platform's plan is the one that counts: where it differs the citizen sees what changed first."""
    visit = state.visit
    context = planned(state, world)
    if context is None or visit.busy is None or visit.busy.key != "plan":
        return state, ()
    state = state.with_visit(busy=None, plan_id=message.plan_id)
    mine, theirs = frozenset(context[1].ticked), frozenset(message.selected)
    if mine != theirs:
        return state.with_visit(ticked=theirs, plan_changed=tuple(sorted(mine ^ theirs))), ()
    new_fields = any(
        entry.source is FieldSource.SHARED and entry.element.id not in visit.application.values
        for entry in context[1].fields
    )
    state = state.with_visit(planned=True, plan_changed=(), fetched=visit.fetched and not new_fields)
    return move_on(own_data(state, context[1]), world)


def on_consent(state: State, message: DecideConsent, world: World) -> Step:
    """Granted: fetch. Refused: everything is asked instead, and nothing is held against the citizen."""
    context = planned(state, world)
    if context is None or state.visit.at.page is not Page.CONSENT or state.visit.busy is not None:
        return state, ()
    state = state.with_visit(consent=message.granted)
    if message.granted:
        return fetch(state, world, *context)
    state = state.with_visit(
        certificates=(),
        shared_materials=frozenset(),
        consent_ids=(),
        fetched=False,
        sources_failed=(),
        application=without_shared(state.visit.application),
        checked=False,
        package=None,
    )
    return move_on(state, world)


def on_fetched(state: State, message: DataFetched, world: World) -> Step:
    """Take what the sources gave. A source that failed means a question, never a wall."""
    visit = state.visit
    context = planned(state, world)
    if context is None or visit.busy is None or visit.busy.key != "fetch":
        return state, ()
    found = [value for value in message.values if value.status == "FOUND"]
    materials = {
        v.element_id.removeprefix("material.") for v in found if v.element_id.startswith("material.")
    }
    values = [value for value in found if not value.element_id.startswith("material.")]
    state = state.with_visit(
        busy=None,
        fetched=True,
        reviewed=False,
        consent_ids=message.consent_ids,
        certificates=message.certificates,
        shared_materials=frozenset(materials),
        sources_failed=tuple(v.element_id for v in message.values if v.status == "SOURCE_ERROR"),
        application=with_prefill(context[1], visit.application, values),
        checked=False,
        package=None,
    )
    return move_on(state, world)


def on_field(state: State, message: SetField, world: World) -> Step:
    """Keep what was entered; a valid value goes into the application, an invalid one only into the draft."""
    visit = state.visit
    context = planned(state, world)
    # A keystroke that arrives late belongs to a page that is no longer there.
    if context is None or visit.at != Destination(Page.FIELD, message.element_id):
        return state, ()
    if message.element_id not in {f.element.id for f in context[1].fields}:
        return state, ()
    application, problems = with_value(
        context[1], visit.application, message.element_id, message.value, world.clock().date()
    )
    drafts = {**visit.drafts, message.element_id: message.value}
    if not problems:
        del drafts[message.element_id]
    errors = tuple(error for error in visit.platform_errors if error.place != message.element_id)
    return state.with_visit(
        application=application, drafts=drafts, platform_errors=errors, checked=False, package=None
    ), ()


def on_guides_changed(state: State, message: GuidesChanged, world: World) -> Step:
    """Newer guides are here. A visit that waited for them goes on with the plan, all answers kept."""
    visit = state.visit
    if visit.busy is None or visit.busy.key != "guides":
        return state, ()
    state = state.with_visit(busy=None, planned=False, checked=False, package=None)
    context = planned(state, world)
    if context is None:
        return go(state, pages.HOME), ()
    return go(
        state,
        pages.PLAN if reachable(pages.PLAN, state.visit, *context) else first_open(state.visit, *context),
    ), ()
