"""The staff's page that copies the logs onto a stick: it looks for one by itself, and asks root to write."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from kiosk.log_copy.notes import DONE, FOUND
from kiosk.visit import logs_effects, pages
from kiosk.visit.effects import Effect, Note
from kiosk.visit.messages.staff_logs import CopyLogs, LogsAsked, LogsTold
from kiosk.visit.moves import go
from kiosk.visit.staff_state import LogCopy
from kiosk.visit.state import State
from kiosk.visit.world import World

Step = tuple[State, Sequence[Effect]]
PAGE = "logs"
SILENT = "silent"
"""Root's half did not begin, or stands still."""
BEGINS_S = 30.0
STANDS_STILL_S = 240.0
"""Collecting the journal may take two minutes, in which nothing is told."""


def of(state: State) -> LogCopy:
    """Return what the page knows."""
    return state.visit.staff.logs


def can_copy(logs: LogCopy) -> bool:
    """Whether there is a key, and a stick that can be written."""
    seen = logs.seen
    if seen is None or logs.copying or not seen.fingerprint or seen.stick != "allowed":
        return False
    return seen.looked is not None and seen.looked.state == FOUND


def open_page(state: State) -> Step:
    """Open the page and look for a stick."""
    state = go(_with(state, LogCopy(looking=True)), pages.STAFF_LOGS)
    return state, (logs_effects.LookForSticks(anew=True),)


def on_copy(state: State) -> Step:
    """Begin."""
    logs = of(state)
    if state.visit.at != pages.STAFF_LOGS or not can_copy(logs):
        return state, ()
    logs = replace(logs, copying=True, since=state.now, outcome="")
    return _with(state, logs), (_note(state, "copy-logs-begun", "done"), logs_effects.BeginLogCopy())


def on_asked(state: State, message: LogsAsked) -> Step:
    """Root was asked, or cannot be asked here."""
    if message.done or not of(state).copying:
        return state, ()
    return _ended(state, SILENT)


def on_told(state: State, message: LogsTold) -> Step:
    """Show what is there and how it goes, where the page is still open."""
    if state.visit.at != pages.STAFF_LOGS:
        return state, ()
    before = of(state)
    moved = before.seen is None or message.seen.copy != before.seen.copy
    since = state.now if moved else before.since
    state = _with(state, replace(before, seen=message.seen, looking=False, since=since))
    copy = message.seen.copy
    if before.copying and copy is not None and copy.ended:
        return _ended(state, copy.state)
    return state, ()


def on_second(state: State) -> Step:
    """Look again; give up on a copy that stands still."""
    logs = of(state)
    if logs.copying:
        copy = logs.seen.copy if logs.seen is not None else None
        begun = copy is not None and copy.state != "begun"
        if state.now - logs.since >= (STANDS_STILL_S if begun else BEGINS_S):
            return _ended(state, SILENT)
    if logs.looking:
        return state, ()
    return _with(state, replace(logs, looking=True)), (logs_effects.LookForSticks(),)


def _ended(state: State, outcome: str) -> Step:
    state = _with(state, replace(of(state), copying=False, outcome=outcome))
    # Two minutes without a touch begin when there is something to read again.
    state = state.with_visit(last_activity=state.now)
    return state, (_note(state, "copy-logs", "done" if outcome == DONE else "failed"),)


def _note(state: State, what: str, disposition: str) -> Effect:
    facts = {"staff": state.visit.staff.label, "state": what, "disposition": disposition}
    return Note("ui.staff.acted", facts)


def _with(state: State, logs: LogCopy) -> State:
    return state.with_visit(staff=replace(state.visit.staff, logs=logs))


def _copy(state: State, _message: CopyLogs, _world: World) -> Step:
    return on_copy(state)


HANDLERS: dict[type, Callable[..., Step]] = {
    CopyLogs: _copy,
    LogsAsked: lambda s, m, w: on_asked(s, m),
    LogsTold: lambda s, m, w: on_told(s, m),
}
