"""After the number is there: the slip, the rating, the goodbye."""

from collections.abc import Sequence

from kiosk.visit import effects, pages
from kiosk.visit.effects import Effect
from kiosk.visit.messages import PrintFinished, Rate
from kiosk.visit.moves import go
from kiosk.visit.pages import Page
from kiosk.visit.slips import guide, print_slip
from kiosk.visit.state import State
from kiosk.visit.steps import planned
from kiosk.visit.suggestion import suggested
from kiosk.visit.world import World

Step = tuple[State, Sequence[Effect]]
LEVELS = (1, 2, 3, 4, 5)
"""GB/T 39046 A.8, from 非常满意 to 非常不满意."""


def on_print_finished(state: State, message: PrintFinished) -> Step:
    """The slip is out, or why not. A job broken off by a fault is never resumed: it is asked for again."""
    if state.visit.slip != "printing":
        return state, ()
    slip = "failed" if message.fault else "printed"
    return state.with_visit(slip=slip, slip_fault=message.fault), ()


def on_print_again(state: State, world: World) -> Step:
    """再打一张."""
    visit = state.visit
    if visit.outcome is None or visit.slip == "printing":
        return state, ()
    return print_slip(state, world)


def on_print_guide(state: State, world: World) -> Step:
    """带走指南: the one-time notice on paper."""
    context = planned(state, world)
    if context is None or state.visit.at.page is not Page.GUIDE or state.visit.slip == "printing":
        return state, ()
    bundle = context[0]
    slip = guide(state, world, bundle, suggested(world, bundle, state.visit.answers))
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
