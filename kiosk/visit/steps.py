"""Walking the route: Continue, Back, GoTo. Each page's own condition to go on stands here."""

from collections.abc import Sequence
from dataclasses import replace

from kiosk.application.application import (
    ValueSource,
    to_confirm,
    with_card,
    with_confirmed,
    without_shared,
)
from kiosk.catalogue.models import Bundle
from kiosk.catalogue.plan_models import FieldSource, Plan
from kiosk.visit import effects, pages
from kiosk.visit.effects import Effect
from kiosk.visit.messages import GoTo
from kiosk.visit.moves import ask_for_proof, give_up, go
from kiosk.visit.pages import Page
from kiosk.visit.route import declared, first_open, following, preceding, reachable, route
from kiosk.visit.sheets import Scan
from kiosk.visit.standing import missing
from kiosk.visit.state import PROOFS, Report, State, Trouble, Visit
from kiosk.visit.submit import submit
from kiosk.visit.views import Busy
from kiosk.visit.ways import material_path
from kiosk.visit.world import World

Step = tuple[State, Sequence[Effect]]


def planned(state: State, world: World) -> tuple[Bundle, Plan] | None:
    """Return bundle and plan of this visit, or None where no bundle is open."""
    visit = state.visit
    return world.plan(visit.bundle_id, visit.answers, visit.ticked)


def on_continue(state: State, world: World) -> Step:
    """The one thing to do next on this page."""
    visit = state.visit
    if visit.busy is not None:
        return state, ()
    match visit.at.page:
        case Page.IDLE:
            return go(state, pages.HOME), ()
        case Page.SUBMITTING:
            # A second tap on the button that began it.
            return state, ()
        case Page.DONE:
            return go(state, pages.RATING), ()
        case Page.SEALED | Page.PROGRESS:
            return go(state, pages.GOODBYE), ()
        case Page.RATING:
            return go(state, pages.GOODBYE), ()
        case Page.GOODBYE:
            return (state, ()) if visit.card_here else end(state)
    context = planned(state, world)
    if context is None:
        return state, ()
    bundle, plan = context
    match visit.at.page:
        case Page.GUIDE:
            if bundle.guide_only or blocked(state, missing(state.health, world, bundle)) is not None:
                return state, ()
        case Page.NOTICE:
            state = state.with_visit(noticed=True)
        case Page.PLAN:
            return ask_plan(state, world, bundle, plan)
        case Page.CONSENT:
            if visit.consent and not visit.fetched:
                return fetch(state, world, bundle, plan)
        case Page.REVIEW:
            filled = (entry.element.id for entry in to_confirm(plan, visit.application))
            confirmed = with_confirmed(visit.application, filled)
            state = state.with_visit(reviewed=True, application=confirmed)
        case Page.FIELD | Page.SCAN | Page.COMMITMENT:
            state = state.with_visit(passed=visit.passed | {visit.at.key})
        case Page.MATERIALS:
            state = state.with_visit(materials_seen=True)
        case Page.CHECK:
            state = state.with_visit(checked=True)
            if declared(visit):
                return ask_for_proof(state, PROOFS, pages.DECLARE), ()
        case Page.DECLARE:
            return submit(state, world, bundle, plan)
    return move_on(state, world)


def move_on(state: State, world: World) -> Step:
    """Go where the route leads now. A page that is not complete keeps the citizen where they are."""
    context = planned(state, world)
    if context is None:
        return state, ()
    bundle, plan = context
    target = following(state.visit, bundle, plan)
    return (state, ()) if target == state.visit.at else (go(state, target), ())


def on_back(state: State, world: World) -> Step:
    """One page back; nothing entered is lost."""
    visit = state.visit
    if visit.overlay is not None:
        return state.with_visit(overlay=None), ()
    if visit.at.page is Page.ERROR and visit.trouble is not None:
        return (leave_trouble(state, visit.trouble) if can_go_back(visit.trouble) else state), ()
    if visit.at.page is Page.REPORT:
        where = visit.report.where if visit.trouble is None else pages.ERROR
        return go(state.with_visit(report=Report()), where).with_visit(trouble=visit.trouble), ()
    if visit.at.page in _NO_BACK:
        return state, ()
    if visit.at.page is Page.SCAN and visit.scan.state in ("corners", "several"):
        return state.with_visit(scan=Scan(tries=visit.scan.tries)), ()
    state = give_up(state)
    context = planned(state, world)
    if visit.return_to is not None and context is not None and reachable(visit.return_to, visit, *context):
        return go(state, visit.return_to), ()
    previous = preceding(visit, *context) if context is not None and visit.at.page not in _BROWSING else None
    if previous is not None:
        return go(state, previous), ()
    return _back_on_trail(state), ()


_BROWSING = (Page.HOME, Page.SEARCH, Page.GUIDE)
_NO_BACK = (
    Page.IDLE, Page.DONE, Page.RATING, Page.GOODBYE, Page.SUBMITTING, Page.SEALED, Page.OUT_OF_SERVICE,
    Page.DEVICE_BOARD, Page.PROGRESS,
)  # fmt: skip


def _back_on_trail(state: State) -> State:
    trail = state.visit.trail
    target = trail[-1] if trail else pages.HOME
    return go(state.with_visit(trail=trail[:-1]), target)


def can_go_back(trouble: Trouble) -> bool:
    """Whether one may change something before trying again."""
    return not trouble.outcome_unknown


def leave_trouble(state: State, trouble: Trouble) -> State:
    """Go back to where the trouble arose; from the submission, to the page on which one signs."""
    where = pages.DECLARE if trouble.where.page in (Page.SUBMITTING, Page.SEALED) else trouble.where
    return go(state.with_visit(busy=None, submitting=None), where)


def on_go_to(state: State, message: GoTo, world: World) -> Step:
    """Change one thing from the check page or an error summary, and come back there."""
    visit = state.visit
    context = planned(state, world)
    if (
        context is None
        or visit.busy is not None
        or visit.at.page not in (Page.REVIEW, Page.CHECK, Page.ERROR)
    ):
        return state, ()
    if visit.trouble is not None and not can_go_back(visit.trouble):
        return state, ()
    target = message.destination
    if target.page is Page.FIELD:
        visit = replace(visit, reopened=visit.reopened | {target.key})
    if visit.at == pages.REVIEW:
        allowed = target.page is Page.FIELD and target in route(visit, *context)
    else:
        allowed = target.page in _CHANGEABLE and reachable(target, visit, *context)
    if not allowed:
        return state, ()
    return_to = pages.REVIEW if visit.at == pages.REVIEW else pages.CHECK
    state = go(replace(state, visit=visit), target)
    return state.with_visit(return_to=None if target == return_to else return_to, checked=False), ()


_CHANGEABLE = (
    Page.SITUATION, Page.PLAN, Page.CONSENT, Page.FIELD, Page.MATERIALS, Page.COMMITMENT, Page.SCAN,
    Page.CHECK,
)  # fmt: skip


def blocked(state: State, devices: Sequence[str]) -> str | None:
    """Return why a bundle cannot be applied for now (key of `blocked.*`), or None.

    devices: those that are missing for it (`standing.missing`).
    """
    health = state.health
    if health.guide_expired:
        return "guide_expired"
    if devices:
        return devices[0]
    return None if health.sealing is None else sealing_reason(health.sealing)


def sealing_reason(obstacle: str) -> str:
    """Return why nothing can be sealed (key of `blocked.*`): what a citizen can make of it."""
    return {"disk-full": "seal_full", "clock-went-back": "seal_clock", "no-key": "seal_key"}.get(
        obstacle, "seal"
    )


def ask_plan(state: State, world: World, bundle: Bundle, plan: Plan) -> Step:
    """Ask the platform for the plan that counts; where it is out of reach, ours goes along to be checked."""
    if not plan.ticked:
        return state, ()
    if not state.health.reachable:
        return plan_alone(state, world, plan)
    state = state.with_visit(ticked=frozenset(plan.ticked), busy=Busy("plan"))
    answers = {s.id: state.visit.answers[s.id] for s in plan.situations if s.id in state.visit.answers}
    return state, (effects.AskPlan(bundle.id, bundle.revision, answers, plan.ticked),)


def plan_alone(state: State, world: World, plan: Plan) -> Step:
    """Go on with the terminal's own plan: the same function of the same guides."""
    state = state.with_visit(
        busy=None, ticked=frozenset(plan.ticked), plan_id="", planned=True, plan_changed=()
    )
    return move_on(own_data(state, plan), world)


def own_data(state: State, plan: Plan) -> State:
    """Fill in what is known of the citizen from themselves."""
    visit = state.visit
    facts = visit.citizen.facts if visit.citizen else {}
    return state.with_visit(application=with_card(plan, visit.application, facts, source_of(visit)))


def source_of(visit: Visit) -> ValueSource:
    """Return where the citizen's own data come from."""
    citizen = visit.citizen
    if citizen is None:
        return ValueSource.CARD
    if citizen.declared:
        return ValueSource.DECLARED
    return ValueSource.CARD if citizen.method == "ID_CARD" else ValueSource.ACCOUNT


def without_sources(state: State, world: World, plan: Plan) -> Step:
    """Go on without the sources, which cannot be reached: everything is asked for instead."""
    missing_ones = [entry.element.id for entry in plan.fields if entry.source is FieldSource.SHARED]
    state = state.with_visit(
        busy=None,
        consent=False,
        fetched=False,
        consent_ids=(),
        certificates=(),
        shared_materials=frozenset(),
        sources_failed=tuple(missing_ones),
        application=without_shared(state.visit.application),
        checked=False,
        package=None,
    )
    return move_on(state, world)


def fetch(state: State, world: World, bundle: Bundle, plan: Plan) -> Step:
    """Fetch what the citizen allowed: shared values, shared materials, certificates."""
    if not state.health.reachable:
        return without_sources(state, world, plan)
    wanted = [entry.element for entry in plan.fields if entry.source is FieldSource.SHARED]
    types = [m.material.certificate_type for m in plan.materials if m.material.certificate_type]
    shared = [m.material for m in plan.materials if m.material.shared_resource is not None]
    sources = {element.from_shared.zh for element in wanted if element.from_shared is not None}
    sources |= {material.shared_resource.zh for material in shared if material.shared_resource is not None}
    effect = effects.FetchData(
        plan_id=state.visit.plan_id,
        bundle_id=bundle.id,
        element_ids=(*(e.id for e in wanted), *(material_path(m.id) for m in shared)),
        sources=tuple(sorted(sources)),
        certificate_types=tuple(dict.fromkeys(types)),
    )
    return state.with_visit(busy=Busy("fetch")), (effect,)


def end(state: State) -> Step:
    """End the visit: everything of it is forgotten, here and at the devices."""
    ended = () if state.visit.citizen is None else (effects.EndSession(),)
    return state.fresh(), (*ended, effects.Wipe())


def settle(state: State, world: World) -> State:
    """Bring a visit whose page has left the route back onto it."""
    visit = state.visit
    context = planned(state, world)
    if context is None or visit.at.page not in _ON_ROUTE or reachable(visit.at, visit, *context):
        return state
    return go(state, first_open(visit, *context))


_ON_ROUTE = (Page.SITUATION, Page.FIELD, Page.COMMITMENT, Page.SCAN, Page.FOUND, Page.CONSENT)
