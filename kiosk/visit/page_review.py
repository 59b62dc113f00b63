"""What a page says once it was read: the pre-review, and whether it was photographed before.

Both take longer than a frame has, so they are worked out elsewhere (`page_work.py`) and come as messages.
"""

from collections.abc import Sequence
from dataclasses import replace

from kiosk.catalogue.models import Material
from kiosk.visit import effects
from kiosk.visit.effects import Effect
from kiosk.visit.messages import PageRead, PageReviewed, PagesCompared
from kiosk.visit.sheets import READ, TWICE, Place, Sheet
from kiosk.visit.state import State
from kiosk.visit.steps import planned
from kiosk.visit.world import World

Step = tuple[State, Sequence[Effect]]
PATIENCE_S = 6.0
"""How long one waits for what stands on a page before one may go on without it."""


def material_of(state: State, world: World, material_id: str) -> Material | None:
    """Return a material of the plan."""
    context = planned(state, world)
    if context is None:
        return None
    return next((m.material for m in context[1].materials if m.material.id == material_id), None)


def reads(state: State, world: World, place: Place) -> bool:
    """Whether something is known of what stands on this sheet, so that it is worth waiting for."""
    material = material_of(state, world, place[0])
    return material is not None and material.reading is not None


def _find(state: State, take: int, index: int) -> tuple[Place, Sheet] | None:
    """Return the sheet that is this page of this photograph."""
    sheets = state.visit.sheets.items()
    return next(((place, one) for place, one in sheets if (one.take, one.index) == (take, index)), None)


def _with(state: State, place: Place, sheet: Sheet) -> State:
    return state.with_visit(sheets={**state.visit.sheets, place: sheet})


def on_read(state: State, message: PageRead, world: World) -> Step:
    """Have it compared with what was asked for and with what is known."""
    found = _find(state, message.take, message.page)
    context = planned(state, world)
    if found is None or context is None:
        return state, ()
    place, sheet = found
    sheet = replace(sheet, scanned=replace(sheet.scanned, codes=message.codes, lines=message.lines))
    material = material_of(state, world, place[0])
    if material is None or message.lines is None:
        return _with(state, place, replace(sheet, pending=sheet.pending - {READ})), ()
    done = effects.ReviewPage(
        take=message.take,
        page=message.page,
        material=material,
        sheet=place[1],
        lines=message.lines,
        codes=message.codes,
        answers={key: held.value for key, held in state.visit.application.values.items()},
        today=world.clock().date(),
        others=tuple(one.material for one in context[1].materials if one.material.id != material.id),
        readable=sheet.scanned.advice is None,
    )
    return _with(state, place, sheet), (done,)


def on_reviewed(state: State, message: PageReviewed) -> Step:
    """Ask what is to be asked. A word that comes after one has gone on asks nothing; staff see it."""
    found = _find(state, message.take, message.page)
    if found is None:
        return state, ()
    place, sheet = found
    return _with(state, place, replace(_answered(sheet, READ), review=message.review)), ()


def on_compared(state: State, message: PagesCompared) -> Step:
    """Ask about a page that was photographed before."""
    found = _find(state, message.take, message.page)
    if found is None:
        return state, ()
    place, sheet = found
    return _with(state, place, replace(_answered(sheet, TWICE), twice=message.twice)), ()


def _answered(sheet: Sheet, what: str) -> Sheet:
    """Take what is found out off the list; it is late where one has gone on without it."""
    late = sheet.late if what in sheet.pending else sheet.late | {what}
    return replace(sheet, pending=sheet.pending - {what}, late=late)


def on_second(state: State) -> State:
    """Wait no longer for what does not come."""
    visit = state.visit
    over = {
        place: replace(sheet, pending=frozenset())
        for place, sheet in visit.sheets.items()
        if sheet.pending and state.now - sheet.since >= PATIENCE_S
    }
    return state.with_visit(sheets={**visit.sheets, **over}) if over else state
