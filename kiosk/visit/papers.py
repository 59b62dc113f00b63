"""One set of materials: how each is given, what was photographed, what was promised instead."""

from collections.abc import Sequence

from kiosk.visit import effects
from kiosk.visit.effects import Effect
from kiosk.visit.messages import AgreeCommitment, ChooseSource, PhotoRejected, PhotoTaken
from kiosk.visit.pages import Destination, Page
from kiosk.visit.state import Scan, Sheet, State
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


def on_take_photo(state: State) -> Step:
    """Take the sheet that lies there."""
    visit = state.visit
    if visit.at.page is not Page.SCAN or visit.scan.state == "taking" or state.health.out("document_camera"):
        return state, ()
    return state.with_visit(scan=Scan("taking")), (effects.Photograph(),)


def on_photo(state: State, message: PhotoTaken) -> Step:
    """Keep the sheet; the citizen looks at it and goes on or takes it again."""
    visit = state.visit
    if visit.at.page is not Page.SCAN or visit.scan.state != "taking":
        return state, ()
    sheet = Sheet(message.page, message.original, message.quality)
    sheets = {**visit.sheets, (visit.at.key, visit.at.sheet): sheet}
    errors = tuple(error for error in visit.platform_errors if error.place != visit.at.key)
    return state.with_visit(
        sheets=sheets, scan=Scan("taken"), platform_errors=errors, checked=False, package=None
    ), ()


def on_photo_rejected(state: State, message: PhotoRejected) -> Step:
    """Say in a few words what to do; the camera goes on looking."""
    visit = state.visit
    if visit.at.page is not Page.SCAN or visit.scan.state != "taking":
        return state, ()
    return state.with_visit(scan=Scan("rejected", message.code)), ()


def on_retake(state: State) -> Step:
    """Throw the picture away and look again."""
    visit = state.visit
    if visit.at.page is not Page.SCAN:
        return state, ()
    sheets = {
        place: sheet for place, sheet in visit.sheets.items() if place != (visit.at.key, visit.at.sheet)
    }
    return state.with_visit(sheets=sheets, scan=Scan(), checked=False, package=None), ()
