"""Papers left under the camera: at the end of a visit it looks once more, and photographs nothing. Pure."""

from kiosk.visit.messages import MatSeen
from kiosk.visit.pages import Page
from kiosk.visit.state import MAT_CLEAR, MAT_MAYBE_CLEAR, PAPERS_LIE, State

LOOK_S = 4.0
"""So long a visit whose card was taken waits for the camera's word."""


def wanted(state: State) -> bool:
    """Return whether the camera looks: where papers were asked for, until it saw that none lies there."""
    visit = state.visit
    return visit.scanned and visit.mat != MAT_CLEAR and not state.health.out("document_camera")


def on_seen(state: State, message: MatSeen) -> State:
    """Note what lies under the camera."""
    if message.papers is None or state.visit.at.page is not Page.GOODBYE:
        return state
    if message.papers:
        return state.with_visit(mat=PAPERS_LIE)
    # Twice: a camera that was just switched on sees nothing in its first frames.
    return state.with_visit(mat=MAT_CLEAR if state.visit.mat == MAT_MAYBE_CLEAR else MAT_MAYBE_CLEAR)


def is_looked_at(state: State) -> bool:
    """Return whether a visit whose card was taken need not wait for the camera any more."""
    taken_at = state.visit.card_taken_at
    return taken_at is not None and (not wanted(state) or state.now - taken_at >= LOOK_S)
