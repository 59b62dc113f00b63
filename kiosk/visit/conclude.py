"""After the number is there, or the claim code: the slip, the rating, the goodbye."""

from collections.abc import Sequence

from kiosk.visit import effects, pages
from kiosk.visit.effects import Effect
from kiosk.visit.messages import PrintFinished, Rate, SlipCameOut
from kiosk.visit.moves import go
from kiosk.visit.on_its_way import say_submitted
from kiosk.visit.pages import Page
from kiosk.visit.route import declared
from kiosk.visit.slips import guide, print_slip
from kiosk.visit.state import State, Visit
from kiosk.visit.steps import planned
from kiosk.visit.suggestion import suggested
from kiosk.visit.world import World

Step = tuple[State, Sequence[Effect]]
STUCK = "notResponding"
"""The supervisor's word for a driver that does not return (devices.status.WEDGED)."""
LEVELS = (1, 2, 3, 4, 5)
"""GB/T 39046 A.8, from 非常满意 to 非常不满意."""


def on_print_finished(state: State, message: PrintFinished, world: World) -> Step:
    """The slip is out, or why not. A job broken off by a fault is never resumed: it is asked for again."""
    visit = state.visit
    if visit.slip != "printing":
        return state, ()
    if visit.at.page is Page.SEALED and visit.outcome is not None:
        # The number came while the slip of what was sealed was being printed.
        return say_submitted(state, world)
    if message.fault is None:
        return state.with_visit(slip="printed", slip_fault=None), ()
    if message.unknown:
        return state.with_visit(slip="unknown", slip_fault=message.fault), ()
    # Nothing of it is on paper, so the next one is no reprint.
    return state.with_visit(slip="failed", slip_fault=message.fault, prints=max(0, visit.prints - 1)), ()


def on_slip_came_out(state: State, message: SlipCameOut, world: World) -> Step:
    """出来了吗？ 是: it is well. 没有: another one, marked 补打, as soon as the printer can."""
    visit = state.visit
    if visit.slip != "unknown":
        return state, ()
    if message.yes:
        return state.with_visit(slip="printed", slip_fault=None), ()
    if state.health.out("printer") or not _has_slip(visit):
        return state.with_visit(slip="failed"), ()
    return print_slip(state, world)


def on_printer_stuck(state: State) -> State:
    """The printer's driver does not come back: whoever waits for a slip is asked what came out."""
    if state.visit.slip == "printing" and state.health.faults.get("printer") == STUCK:
        return state.with_visit(slip="unknown", slip_fault="printerStalled")
    return state


def on_print_again(state: State, world: World) -> Step:
    """再打一张."""
    visit = state.visit
    if not _has_slip(visit) or visit.slip == "printing" or state.health.out("printer"):
        return state, ()
    return print_slip(state, world)


def _has_slip(visit: Visit) -> bool:
    """Whether there is something that a slip says: received, or sealed and said so."""
    return visit.outcome is not None or (visit.sealed is not None and visit.at.page is Page.SEALED)


def on_print_guide(state: State, world: World) -> Step:
    """带走指南: the one-time notice on paper."""
    context = planned(state, world)
    at_guide = state.visit.at.page is Page.GUIDE
    # Who cannot prove here who they are takes along what they chose, for the counter.
    unproved = state.visit.at.page is Page.IDENTITY and declared(state.visit)
    if context is None or not (at_guide or unproved) or state.visit.slip == "printing":
        return state, ()
    if state.health.out("printer"):
        return state, ()
    bundle, plan = context
    slip = guide(state, world, bundle, suggested(world, bundle, state.visit.answers) if at_guide else plan)
    return state.with_visit(slip="printing", slip_fault=None), (effects.Print(slip),)


def on_rate(state: State, message: Rate) -> Step:
    """One tap is enough; skipping is a tap of the same weight. Rating never keeps anyone from leaving."""
    visit = state.visit
    if visit.at.page is not Page.RATING or visit.outcome is None:
        return state, ()
    if message.code is None:
        return go(state, pages.GOODBYE), ()
    if message.code not in LEVELS:
        return state, ()
    state = go(state.with_visit(rating=message.code), pages.GOODBYE)
    return state, (effects.SendRating(visit.outcome.submission_no, message.code),)
