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
    """Return what is to be laid under the camera: one sheet, or several at once where more are to come.

    Their size is said where all of them have the same: without a calibration a shape alone leaves it open.
    """
    if state.visit.at.page is not Page.SCAN:
        # Of the staff, who try the camera, and at the end: whatever lies there, and nothing of it is read.
        return Wanted(automatic=False, papers=None, read=False)
    places = open_sheets(state, world)
    context = planned(state, world)
    material = context[0].materials.get(places[0][0]) if context and places else None
    reading = material.reading if material else None
    sizes = {reading.size_mm(sheet) if reading else None for _, sheet in places}
    size = sizes.pop() if len(sizes) == 1 else None
    return Wanted(papers=1 if len(places) == 1 else None, expected_mm=size)
