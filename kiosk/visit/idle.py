"""Time: idle limits with a warning, the done page that goes by itself, what is left behind (ux.md §6)."""

from collections.abc import Sequence
from dataclasses import replace

from kiosk.visit import effects, pages, set_up, staff
from kiosk.visit.effects import Effect
from kiosk.visit.messages import MatSeen, Tick
from kiosk.visit.moves import go
from kiosk.visit.pages import Page
from kiosk.visit.state import MAT_CLEAR, MAT_MAYBE_CLEAR, PAPERS_LIE, State, Visit
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
    look = (effects.LookAtMat(),) if mat_wanted(state) else ()
    if visit.card_here:
        past = before - visit.page_since
        rings = here // times.card_alarm > past // times.card_alarm
        return state, (*look, effects.CardLeftAlarm()) if rings else look
    limit = times.papers if visit.mat == PAPERS_LIE else goodbye_limit(visit, times)
    return end(state) if here >= limit else (state, look)


def mat_wanted(state: State) -> bool:
    """Whether the camera looks, at the end, for paper that was left under it: where papers were asked for."""
    visit = state.visit
    return visit.scanned and visit.mat != MAT_CLEAR and not state.health.out("document_camera")


def on_mat(state: State, message: MatSeen) -> State:
    """Note what lies under the camera."""
    if message.papers is None or state.visit.at.page is not Page.GOODBYE:
        return state
    if message.papers:
        return state.with_visit(mat=PAPERS_LIE)
    # Twice: a camera that was just switched on sees nothing in its first frames.
    return state.with_visit(mat=MAT_CLEAR if state.visit.mat == MAT_MAYBE_CLEAR else MAT_MAYBE_CLEAR)
