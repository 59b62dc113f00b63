"""One set of materials: how each is given, and what is promised instead."""

from collections.abc import Sequence

from kiosk.visit.effects import Effect
from kiosk.visit.messages import AgreeCommitment, ChooseSource
from kiosk.visit.pages import Destination, Page
from kiosk.visit.state import State
from kiosk.visit.steps import planned, settle
from kiosk.visit.ways import ways
from kiosk.visit.world import World

Step = tuple[State, Sequence[Effect]]


def on_source(state: State, message: ChooseSource, world: World) -> Step:
    """Give a material in another of the ways that are open."""
    context = planned(state, world)
    if context is None or state.visit.at.page not in (Page.MATERIALS, Page.COMMITMENT, Page.SCAN):
        return state, ()
    way = next(
        (way for way in ways(context[1], state.visit) if way.entry.material.id == message.material_id), None
    )
    if way is None or message.via not in way.choices:
        return state, ()
    sources = {**state.visit.sources, message.material_id: message.via}
    state = state.with_visit(sources=sources, checked=False, package=None)
    return settle(state, world), ()


def on_agree(state: State, message: AgreeCommitment) -> Step:
    """Agree to a commitment, or take it back."""
    if state.visit.at != Destination(Page.COMMITMENT, message.material_id):
        return state, ()
    agreed = state.visit.agreed - {message.material_id}
    if message.agreed:
        agreed |= {message.material_id}
    return state.with_visit(agreed=agreed, checked=False, package=None), ()
