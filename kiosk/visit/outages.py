"""Planned times out of service (计划停机, `[[outages]]` of the site profile): nobody new is served then."""

from dataclasses import replace

from kiosk.visit.state import State
from kiosk.visit.world import World


def on_second(state: State, world: World) -> State:
    """Return the state that knows of the outage that lasts now, or of none.

    Whoever applies at its begin may go on to the end.
    """
    now = world.clock()
    current = next((one for one in world.site.outages if one.starts <= now < one.ends), None)
    if current == state.health.outage:
        return state
    return replace(state, health=replace(state.health, outage=current))
