"""Which sheets are still to be photographed, and what the camera is told of them."""

from devices.document_camera.values import Wanted
from kiosk.visit.pages import Page
from kiosk.visit.sheets import Place
from kiosk.visit.state import State
from kiosk.visit.steps import planned
from kiosk.visit.ways import ways
from kiosk.visit.world import World


def open_sheets(state: State, world: World) -> tuple[Place, ...]:
    """Return the sheet that is asked for, and those after it of the same material that are not there yet."""
    at = state.visit.at
    context = planned(state, world)
    if context is None or at.page is not Page.SCAN:
        return ()
    way = next((way for way in ways(context[1], state.visit) if way.entry.material.id == at.key), None)
    places = [(at.key, number) for number in range(at.sheet, way.sheets if way else at.sheet + 1)]
    return tuple(one for one in places if one not in state.visit.sheets or one == (at.key, at.sheet))


def wanted_now(state: State, world: World) -> Wanted:
    """Return what is to be laid under the camera: one sheet, or several at once where more are to come."""
    return Wanted(papers=1 if len(open_sheets(state, world)) == 1 else None)
