"""The citizen decides about what was read on a paper: it goes into the form, or the form stays as it is."""

from collections.abc import Sequence
from dataclasses import replace

from kiosk.application.application import with_found
from kiosk.visit.effects import Effect
from kiosk.visit.finds import finds
from kiosk.visit.messages import DecideFound
from kiosk.visit.pages import Page
from kiosk.visit.state import State
from kiosk.visit.steps import move_on, planned
from kiosk.visit.world import World

Step = tuple[State, Sequence[Effect]]


def on_decide(state: State, message: DecideFound, world: World) -> Step:
    """正确, or 不对，我自己填; where the form says something else: the one or the other."""
    visit = state.visit
    context = planned(state, world)
    if context is None or visit.at.page is not Page.FOUND:
        return state, ()
    place = visit.at.key, visit.at.sheet
    find = next((one for one in finds(visit, context[1], place) if one.field.id == message.field_id), None)
    if find is None:
        return state, ()
    sheet = visit.sheets[place]
    sheets = {**visit.sheets, place: replace(sheet, decided=sheet.decided | {message.field_id})}
    state = state.with_visit(sheets=sheets, checked=False, package=None)
    if message.use:
        element = find.entry.element
        material = next(m.material for m in context[1].materials if m.material.id == place[0])
        application = with_found(visit.application, element.id, find.value, material.name.zh)
        drafts = {key: value for key, value in visit.drafts.items() if key != element.id}
        errors = tuple(error for error in visit.platform_errors if error.place != element.id)
        state = state.with_visit(application=application, drafts=drafts, platform_errors=errors)
    if next(finds(state.visit, context[1], place), None) is not None:
        return state, ()
    return move_on(state, world)
