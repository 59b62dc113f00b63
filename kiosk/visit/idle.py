"""Time: idle limits with a warning, the done page that goes by itself, what is left behind (ux.md §6)."""

from collections.abc import Sequence
from dataclasses import replace

from kiosk.visit import effects, mat, pages, set_up, staff
from kiosk.visit.effects import Effect
from kiosk.visit.messages import Tick
from kiosk.visit.moves import go
from kiosk.visit.pages import Page
from kiosk.visit.state import PAPERS_LIE, State, Visit
from kiosk.visit.steps import end
from kiosk.visit.views import Overlay
from kiosk.visit.world import Times, World

Step = tuple[State, Sequence[Effect]]
UNHURRIED = (
    Page.IDENTITY, Page.TYPED, Page.PHONE, Page.SCAN, Page.FOUND, Page.DECLARE, Page.NOTICE, Page.COMMITMENT,
)  # fmt: skip
ENDED = (Page.DONE, Page.SEALED)
"""Nothing is lost any more."""
PUBLIC = (Page.HOME, Page.SEARCH, Page.GUIDE, Page.OUT_OF_SERVICE, Page.REPORT, Page.ERROR)


def on_tick(state: State, message: Tick, world: World) -> Step:
    """Let a second pass."""
    before = state.now
    state = replace(state, now=message.now)
    visit, times = state.visit, world.site.times
    if visit.at.page is Page.IDLE or visit.busy is not None or visit.submitting is not None:
        return _alive(state), ()
    if visit.at.page is Page.OUT_OF_SERVICE:
        return state, ()
    if visit.at.page in set_up.ALL:
        return state, ()
    closing = staff.on_second(state, times.staff)
    if closing is not None:
        return closing
    if visit.at.page is Page.GOODBYE:
        return _goodbye(state, before, times)
    if visit.overlay is not None and visit.overlay.kind == "idle":
        return _count_down(state, times)
    limit = idle_limit(state, times)
    if state.now - visit.last_activity < limit:
        return state, ()
    if visit.at.page in PUBLIC and not visit.personal and not visit.card_here:
        return end(state)
    warning = times.done_warning if visit.at.page in ENDED else times.warning
    return state.with_visit(overlay=Overlay("idle", round(warning)), overlay_since=state.now), ()


def idle_limit(state: State, times: Times) -> float:
    """Return the seconds without a sign of life after which the visit asks whether someone is there."""
    visit = state.visit
    if visit.at.page in ENDED and _by_ear(visit):
        return times.unhurried
    if visit.at.page is Page.DONE:
        return times.done
    if visit.at.page is Page.SEALED:
        return times.session
    if visit.at.page in PUBLIC and not visit.personal:
        return times.browsing
    aids = visit.aids
    aided = aids.text_size != "standard" or aids.low_reach or aids.high_contrast or _by_ear(visit)
    return times.unhurried if aided or visit.at.page in UNHURRIED else times.session


def goodbye_limit(visit: Visit, times: Times) -> float:
    """Return the seconds that the last page stands where no card lies."""
    return times.goodbye_by_ear if _by_ear(visit) else times.goodbye


def _by_ear(visit: Visit) -> bool:
    """Whether somebody goes by speech or keypad: to hear a page takes longer than to see it."""
    return visit.aids.speech_on or visit.aids.keypad_on


def _alive(state: State) -> State:
    """Waiting for the system is not idleness."""
    return state.with_visit(last_activity=state.now)


def _count_down(state: State, times: Times) -> Step:
    visit = state.visit
    warning = times.done_warning if visit.at.page in ENDED else times.warning
    left = warning - (state.now - visit.overlay_since)
    if left > 0:
        return state.with_visit(overlay=Overlay("idle", max(1, round(left)))), ()
    return go(state.with_visit(overlay=None), pages.GOODBYE), ()


def _goodbye(state: State, before: float, times: Times) -> Step:
    visit = state.visit
    here = state.now - visit.page_since
    look = (effects.LookAtMat(),) if mat.wanted(state) else ()
    if visit.card_here:
        past = before - visit.page_since
        rings = here // times.card_alarm > past // times.card_alarm
        return state, (*look, effects.CardLeftAlarm()) if rings else look
    if visit.mat == PAPERS_LIE:
        return end(state) if here >= times.papers else (state, look)
    over = here >= goodbye_limit(visit, times) or mat.is_looked_at(state)
    return end(state) if over else (state, look)
