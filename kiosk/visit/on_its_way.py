"""From the outbox to the platform's word: 已提交 with its number, the reasons it gave, or 已封存 meanwhile.

The citizen waits as long as something moves, for their patience after that, and not at all once the platform
is known to be out of reach. What is sealed arrives without them.
"""

from collections.abc import Sequence

from kiosk.visit import effects, pages
from kiosk.visit.effects import Effect
from kiosk.visit.messages import OutboxSeen, Sealed, Submitted
from kiosk.visit.moves import go
from kiosk.visit.pages import Page
from kiosk.visit.slips import print_slip
from kiosk.visit.state import State, Visit
from kiosk.visit.world import World

Step = tuple[State, Sequence[Effect]]
WAITING = (Page.SUBMITTING, Page.SEALED)
"""Where an answer of the platform is still for the citizen who stands here."""


def awaited(visit: Visit) -> bool:
    """Whether what is sealed has no answer yet that the citizen has seen."""
    return visit.sealed is not None and visit.outcome is None and visit.at.page in WAITING


def on_sealed(state: State, message: Sealed, world: World) -> Step:
    """It is in the outbox: ask what becomes of it. Without a way to the platform that may be said at once."""
    if state.visit.submitting is None or state.visit.sealed is not None:
        return state, ()
    state = state.with_visit(
        sealed=message, submitting=("send", 0, 0), moved_at=state.now, asking=True, outcome_unknown=False
    )
    asked = (effects.AskOutbox(message.package_id),)
    if state.health.reachable:
        return state, asked
    state, told = _say_sealed(state, world)
    return state, (*asked, *told)


def on_seen(state: State, message: OutboxSeen) -> Step:
    """Show how far it is, and ask on: at once while it moves, else with the next second."""
    visit = state.visit
    if not awaited(visit) or visit.sealed is None or visit.sealed.package_id != message.package_id:
        return state, ()
    arrived = message.total > 0 and message.sent >= message.total
    seen = ("confirm" if arrived else "send", message.sent, message.total)
    if visit.at.page is Page.SEALED or seen == visit.submitting:
        return state.with_visit(asking=False), ()
    state = state.with_visit(submitting=seen, moved_at=state.now, asking=True)
    return state, (effects.AskOutbox(message.package_id),)


def on_not_seen(state: State) -> State:
    """Note that the agent did not answer: ask again with the next second."""
    return state.with_visit(asking=False)


def on_second(state: State, world: World) -> Step:
    """Ask again, and wait no longer than is fair."""
    visit = state.visit
    if not awaited(visit) or visit.sealed is None:
        return state, ()
    asked: tuple[Effect, ...] = ()
    if not visit.asking:
        state = state.with_visit(asking=True)
        asked = (effects.AskOutbox(visit.sealed.package_id),)
    times = world.site.times
    limit = times.answer if state.health.reachable else times.unreachable
    if visit.at.page is Page.SUBMITTING and state.now - visit.moved_at >= limit:
        state, told = _say_sealed(state, world)
        return state, (*asked, *told)
    return state, asked


def on_stop_waiting(state: State, world: World) -> Step:
    """不等了，先封存. Before it is sealed there is nothing to be said."""
    if state.visit.at.page is not Page.SUBMITTING or state.visit.sealed is None:
        return state, ()
    return _say_sealed(state, world)


def on_submitted(state: State, message: Submitted, world: World) -> Step:
    """Only now it is said: 已提交, with the number that the platform gave."""
    if not awaited(state.visit):
        return state, ()
    state = state.with_visit(outcome=message, package=None, submitting=None)
    noted = effects.Note("visit.submitted", {"bundle": state.visit.bundle_id, "count": len(message.cases)})
    if state.visit.at.page is Page.SEALED and state.visit.slip == "printing":
        # One slip after the other: the printer says when.
        return state, (noted,)
    state, told = say_submitted(state, world)
    return state, (noted, *told)


def say_submitted(state: State, world: World) -> Step:
    """Show the number that was given, and print it."""
    state = go(state, pages.DONE).with_visit(return_to=None, prints=0, last_activity=state.now)
    return _print(state, world)


def _say_sealed(state: State, world: World) -> Step:
    """Say that it is sealed and not yet received, on the screen and on paper."""
    noted = effects.Note("visit.sealed", {"bundle": state.visit.bundle_id})
    state = go(state, pages.SEALED).with_visit(submitting=None, return_to=None, last_activity=state.now)
    state, printing = _print(state, world)
    return state, (noted, *printing)


def _print(state: State, world: World) -> Step:
    if state.health.out("printer"):
        return state.with_visit(slip="failed", slip_fault=state.health.faults["printer"]), ()
    return print_slip(state, world)
