"""Who stands here: the card on the reader, and the session that the platform opens for it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kiosk.application.application import with_card
from kiosk.visit import effects
from kiosk.visit.effects import Effect
from kiosk.visit.messages import CardFailed, CardRead, SessionOpened
from kiosk.visit.moves import go
from kiosk.visit.pages import Page
from kiosk.visit.route import first_open, reachable
from kiosk.visit.state import Citizen, State
from kiosk.visit.steps import end, move_on, planned
from kiosk.visit.views import Busy
from kiosk.visit.world import World

Step = tuple[State, Sequence[Effect]]


def on_card_reading(state: State) -> Step:
    """A card lies there."""
    if state.visit.at.page is Page.IDLE:
        return state, ()
    state = state.with_visit(card_here=True)
    return (state.with_visit(card_state="reading"), ()) if _wanted(state) else (state, ())


def on_card_read(state: State, message: CardRead, world: World) -> Step:
    """A card was read: log in with it. Another person's card never continues somebody's visit."""
    if state.visit.at.page is Page.IDLE:
        return state, ()
    state = state.with_visit(card_here=True)
    if not _wanted(state):
        return state, ()
    visit = state.visit
    valid_until = message.facts.get("valid_until")
    if isinstance(valid_until, date) and valid_until < world.clock().date():
        return _failed(state, "expired"), ()
    if (
        visit.same_person_wanted
        and visit.citizen is not None
        and visit.citizen.facts["number"] != message.facts["number"]
    ):
        ended, wiping = end(state)
        return ended, (*wiping, effects.Note("visit.ended", {"reason": "another_card"}))
    citizen = Citizen(facts=message.facts, proof=message.proof)
    state = state.with_visit(citizen=citizen, card_state="checking", card_advice=None, busy=Busy("session"))
    return state, (effects.OpenSession(message.proof),)


def on_card_failed(state: State, message: CardFailed) -> Step:
    """Reading failed: say what to do, and read again when the card is put back."""
    return (_failed(state, message.code), ()) if _wanted(state) else (state, ())


def on_card_removed(state: State) -> Step:
    """The card is gone. Before it was read that is a failure; afterwards it is as it should be."""
    state = state.with_visit(card_here=False)
    if _wanted(state) and state.visit.card_state == "reading":
        return _failed(state, "moved"), ()
    if state.visit.at.page is Page.GOODBYE:
        return end(state)
    return state, ()


def on_session(state: State, message: SessionOpened, world: World) -> Step:
    """The platform knows the citizen: fill in what the card says and go on."""
    visit = state.visit
    if visit.citizen is None or visit.busy is None or visit.busy.key != "session":
        return state, ()
    citizen = replace(
        visit.citizen,
        session_id=message.session_id,
        display_name=message.display_name,
        number_masked=message.number_masked,
    )
    state = state.with_visit(
        citizen=citizen, busy=None, card_state="waiting", same_person_wanted=False, resume_at=None
    )
    context = planned(state, world)
    if context is None:
        return state, ()
    if visit.same_person_wanted:
        target = visit.resume_at
        if target is None or not reachable(target, state.visit, *context):
            target = first_open(state.visit, *context)
        return go(state, target), ()
    application = with_card(context[1], visit.application, citizen.facts)
    return move_on(state.with_visit(application=application), world)


def _wanted(state: State) -> bool:
    return state.visit.at.page is Page.IDENTITY and state.visit.busy is None


def _failed(state: State, code: str) -> State:
    return state.with_visit(
        card_state="failed", card_advice=code, card_attempts=state.visit.card_attempts + 1
    )
