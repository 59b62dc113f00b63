"""When a visit began and how it ended, for the log: seen from the pages, so that no way out is forgotten."""

from kiosk.visit import set_up, staff
from kiosk.visit.effects import Effect, Note
from kiosk.visit.messages import AgentStatus, CardRead, Message, OpenBoard, Tick
from kiosk.visit.pages import Page
from kiosk.visit.state import State

NOBODY = frozenset({Page.IDLE, Page.GOODBYE, Page.OUT_OF_SERVICE, *staff.ALL, *set_up.ALL})
"""Pages before which no visit goes on: it has not begun or is over, or the staff stand here."""
CRASHED = Note("visit.ended", {"disposition": "crashed"})


def notes(before: State, after: State, message: Message) -> tuple[Effect, ...]:
    """Return what the log is told of a step: that a visit ended, that one began, both, or nothing."""
    was, goes_on = going_on(before), going_on(after)
    another = before.serial != after.serial
    told: list[Effect] = []
    if was and (another or not goes_on):
        told.append(Note("visit.ended", {"disposition": disposition(before, after, message)}))
    if goes_on and (another or not was):
        told.append(Note("visit.started", {}))
    return tuple(told)


def going_on(state: State) -> bool:
    """Return whether somebody is served."""
    return state.visit.at.page not in NOBODY


def disposition(before: State, after: State, message: Message) -> str:
    """Return how a visit ended: what became of its application first, then who ended it."""
    visit = before.visit
    if visit.outcome is not None:
        return "submitted"
    if visit.sealed is not None:
        return "sealed"
    match message:
        case Tick():
            return "idle"
        case CardRead():
            return "another-card"
        case OpenBoard():
            return "staff"
        case AgentStatus():
            return "out-of-service"
    return "out-of-service" if after.visit.at.page is Page.OUT_OF_SERVICE else "left"
