"""Moving to a page, and waiting no longer: what every handler does in the same way."""

from dataclasses import replace

from kiosk.visit import pages
from kiosk.visit.pages import Destination, Page
from kiosk.visit.sheets import Scan
from kiosk.visit.state import State


def go(state: State, destination: Destination) -> State:
    """Move to a page; what belongs to the page left behind is put away."""
    visit = state.visit
    return_to = None if destination == visit.return_to else visit.return_to
    state = state.with_visit(
        at=destination, page_since=state.now, return_to=return_to, scan=Scan(), overlay=None, trouble=None
    )
    if destination.page is Page.SCAN:
        return state.with_visit(scanned=True)
    return state.with_visit(card_state="waiting") if destination == pages.IDENTITY else state


def ask_for_proof(state: State, methods: tuple[str, ...], resume_at: Destination) -> State:
    """Ask the same person for a method that is enough; everything entered stays, and then one goes on."""
    state = state.with_visit(
        same_person_wanted=True, methods=methods, resume_at=resume_at, card_advice=None, card_attempts=0
    )
    return go(state, pages.IDENTITY)


def give_up(state: State) -> State:
    """Wait no longer for what is under way; its answer, when it comes, is nobody's."""
    if state.visit.busy is None:
        return state
    return replace(state.with_visit(busy=None), serial=state.serial + 1)
