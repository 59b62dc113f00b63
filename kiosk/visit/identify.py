"""Who stands here: the card on the reader, and the session that the platform opens for it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kiosk.application.application import ValueSource, submitted_answers, with_card
from kiosk.platform.models import IdCardStart
from kiosk.visit import effects, mat, other_doors, pages, progress
from kiosk.visit.effects import Effect
from kiosk.visit.messages import CardFailed, CardRead, SessionOpened
from kiosk.visit.moves import go
from kiosk.visit.pages import Page
from kiosk.visit.route import first_open, reachable
from kiosk.visit.state import Citizen, State
from kiosk.visit.steps import end, move_on, planned, source_of
from kiosk.visit.views import Busy
from kiosk.visit.world import World

Step = tuple[State, Sequence[Effect]]
AFTERWARDS = (Page.IDLE, Page.SEALED, Page.DONE, Page.RATING, Page.GOODBYE)
"""Where a session is of no more use."""


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
    expected = visit.citizen.number if visit.same_person_wanted and visit.citizen is not None else ""
    if expected and expected != message.facts["number"]:
        return _another(state)
    citizen = Citizen(facts=message.facts, proof=message.proof)
    state = _at_the_card(state)
    if not state.health.reachable:
        return by_card_alone(state.with_visit(citizen=citizen), world)
    state = state.with_visit(citizen=citizen, card_state="checking", card_advice=None, busy=Busy("session"))
    return state, (effects.OpenSession(IdCardStart(card_proof=message.proof)),)


def _at_the_card(state: State) -> State:
    """Whoever puts the card down while they type or wait for the phone has chosen the card."""
    return state if state.visit.at == pages.IDENTITY else go(state.with_visit(link=None), pages.IDENTITY)


def _another(state: State) -> Step:
    """Somebody else than the person who is wanted: their visit ends, for it holds what only they may see.

    What was typed without proof is theirs who typed it, and only waits for a proof that fits: there a slip of
    the finger must not cost everything that was entered.
    """
    visit = state.visit
    if visit.citizen is not None and visit.citizen.declared:
        return _failed(_at_the_card(state), "other_person"), ()
    return end(state)


def on_card_failed(state: State, message: CardFailed) -> Step:
    """Reading failed: say what to do, and read again when the card is put back."""
    return (_failed(_at_the_card(state), message.code), ()) if _wanted(state) else (state, ())


def on_card_removed(state: State) -> Step:
    """The card is gone. Before it was read that is a failure; afterwards it is as it should be."""
    state = state.with_visit(card_here=False)
    if _wanted(state) and state.visit.card_state == "reading":
        return _failed(_at_the_card(state), "moved"), ()
    if state.visit.at.page is Page.GOODBYE:
        # Who takes the card may leave the papers.
        return (state.with_visit(card_taken_at=state.now), ()) if mat.wanted(state) else end(state)
    return state, ()


def by_card_alone(state: State, world: World) -> Step:
    """Go on with the card alone: the platform is out of reach, and checks the proof when it gets it."""
    citizen = state.visit.citizen
    if citizen is None:
        return state, ()
    return _identified(state.with_visit(citizen=replace(citizen, here=True)), world)


def on_reachable(state: State) -> Step:
    """The platform is there again: open a session for who was only read by their card, in the background."""
    visit = state.visit
    citizen = visit.citizen
    if citizen is None or not citizen.here or citizen.session_id or visit.busy is not None:
        return state, ()
    if visit.submitting is not None or visit.at.page in AFTERWARDS:
        return state, ()
    return state, (effects.OpenSession(IdCardStart(card_proof=citizen.proof)),)


def _joined(state: State, message: SessionOpened) -> Step:
    """Take up a session in the middle of a visit. Who is past the fetching of data is not led back to it."""
    visit = state.visit
    citizen = visit.citizen
    if citizen is None or not citizen.here or citizen.session_id or message.holder is not None:
        return state, ()
    if visit.submitting is not None or visit.at.page in AFTERWARDS:
        return state, ()
    citizen = replace(
        citizen,
        session_id=message.session_id,
        display_name=message.display_name,
        number_masked=message.number_masked,
        assurance=message.assurance,
    )
    past = visit.planned and visit.consent is None and visit.at.page is not Page.CONSENT
    return state.with_visit(citizen=citizen, consent=False if past else visit.consent), ()


def on_session(state: State, message: SessionOpened, world: World) -> Step:
    """The platform knows the citizen: fill in what is known of them and go on."""
    visit = state.visit
    if visit.busy is None or visit.busy.key != "session":
        return _joined(state, message)
    if visit.citizen is None:
        return state, ()
    former = visit.citizen
    expected = former.number if visit.same_person_wanted and message.holder is not None else ""
    if message.holder is not None and expected and expected != message.holder.get("number"):
        another, wanted = _another(state.with_visit(busy=None))
        return another, (wanted or (effects.EndSession(),))
    citizen = replace(
        former,
        facts=message.holder if message.holder is not None else former.facts,
        session_id=message.session_id,
        display_name=message.display_name,
        number_masked=message.number_masked,
        assurance=message.assurance,
    )
    return _identified(state.with_visit(citizen=citizen), world)


def _identified(state: State, world: World) -> Step:
    """It is settled who stands here: fill in what is known of them and go on."""
    visit = state.visit
    citizen = visit.citizen
    if citizen is None:
        return state, ()
    state = other_doors.forget(state).with_visit(
        busy=None,
        card_state="waiting",
        card_advice=None,
        same_person_wanted=False,
        resume_at=None,
    )
    context = planned(state, world)
    if context is None:
        # Nothing is being applied for: they want to know what became of what they handed in.
        return progress.begin(state)
    application = with_card(context[1], visit.application, citizen.facts, source_of(state.visit))
    if not visit.same_person_wanted:
        return move_on(state.with_visit(application=application), world)
    if visit.consent is None and visit.reviewed:
        # Nothing was fetched for who had only typed who they are, and nothing is behind their back now.
        state = state.with_visit(consent=False)
    if any(held.source is ValueSource.DECLARED for held in visit.application.values.values()):
        # What was typed to say who one is gives way to what is proved.
        plan = context[1]
        changed = submitted_answers(plan, application) != submitted_answers(plan, visit.application)
        state = state.with_visit(application=application, checked=visit.checked and not changed)
    target = visit.resume_at
    if target is None or not reachable(target, state.visit, *context):
        target = first_open(state.visit, *context)
    return go(state, target), ()


def _wanted(state: State) -> bool:
    return state.visit.at.page in pages.WHO and state.visit.busy is None


def _failed(state: State, code: str) -> State:
    return state.with_visit(
        card_state="failed", card_advice=code, card_attempts=state.visit.card_attempts + 1
    )
