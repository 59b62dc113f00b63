"""A4 pages for the citizen: the guide in large print, one's own list, the form to check, the form submitted.

One job at a time. What became of it is said as of a slip: printed, not printed, or unknown, and then the
citizen is asked. Nothing is printed again by itself.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kiosk.visit import effects
from kiosk.visit.a4_documents import form, guide
from kiosk.visit.effects import Effect
from kiosk.visit.messages import A4Began, A4CameOut, A4Finished
from kiosk.visit.present_a4 import KIND, UNDER_WAY, WHAT
from kiosk.visit.state import A4Print, State
from kiosk.visit.steps import planned
from kiosk.visit.world import World

Step = tuple[State, Sequence[Effect]]
STUCK = "notResponding"
"""The supervisor's word for a driver that does not return (devices.status.WEDGED)."""


def on_print_a4(state: State, world: World) -> Step:
    """Print what this page offers, unless something is being printed or the printer cannot."""
    visit = state.visit
    what, context = WHAT.get(visit.at.page), planned(state, world)
    if what is None or context is None or visit.busy is not None or visit.a4.state in UNDER_WAY:
        return state, ()
    if not state.health.works(KIND):
        return state, ()
    bundle, plan = context
    if what == "guide":
        document = guide(state, world, bundle)
    elif what == "list":
        document = guide(state, world, bundle, plan)
    else:
        # A guide has no owner and may be taken twice; a form that is printed again says so.
        document = form(state, world, bundle, plan, visit.a4.prints.get(what, 0))
    prints = {**visit.a4.prints, what: visit.a4.prints.get(what, 0) + 1}
    job = A4Print(what=what, state="preparing", asked_at=state.now, prints=prints)
    return state.with_visit(a4=job), (effects.PrintA4(document),)


def on_a4_began(state: State, message: A4Began) -> Step:
    """The pages are made and handed to the printer."""
    if state.visit.a4.state != "preparing":
        return state, ()
    return _job(state, state="printing", pages=message.pages), ()


def on_a4_finished(state: State, message: A4Finished) -> Step:
    """All pages are out, or why not."""
    if state.visit.a4.state not in UNDER_WAY:
        return state, ()
    if message.fault is None:
        return _job(state, state="printed"), ()
    if message.unknown:
        return _job(state, state="unknown", fault=message.fault), ()
    return _not_printed(state, message.fault), ()


def on_a4_came_out(state: State, message: A4CameOut) -> Step:
    """都出来了吗？ 是: it is well. 没有: it can be asked for again, and is marked 补打 then."""
    if state.visit.a4.state != "unknown":
        return state, ()
    return _job(state, state="printed" if message.yes else "failed"), ()


def on_stuck(state: State) -> State:
    """The driver does not come back: whoever waits for pages is asked what came out."""
    if state.visit.a4.state in UNDER_WAY and state.health.faults.get(KIND) == STUCK:
        return _job(state, state="unknown", fault="printerStalled")
    return state


def _not_printed(state: State, fault: str) -> State:
    """Nothing of it is on paper, so the next one is no reprint."""
    job = state.visit.a4
    prints = {**job.prints, job.what: max(0, job.prints.get(job.what, 0) - 1)}
    return _job(state, state="failed", fault=fault, prints=prints)


def _job(before: State, **changes: Any) -> State:
    return before.with_visit(a4=replace(before.visit.a4, **changes))
