"""Training mode (培训): the whole journey with nothing behind it, marked on every page, slip and log line.

Who stands here is nobody: whatever card is laid down, the person is an invented one. What would go to the
platform goes to `practice_work`, and the outbox of a practice visit is thrown away. The staff end it, or it
ends by itself after a time without a visit. The rules are here, pure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from kiosk.receipts.document import Cut, Heading, Paragraph, Slip
from kiosk.text import Texts
from kiosk.visit import effects
from kiosk.visit.effects import Effect
from kiosk.visit.health import Training
from kiosk.visit.messages import CardRead
from kiosk.visit.moves import go
from kiosk.visit.pages import GOODBYE, IDLE, Page
from kiosk.visit.state import State
from kiosk.visit.steps import end
from kiosk.visit.world import World

Step = tuple[State, Sequence[Effect]]
MODE = "training"
MARKED = frozenset(
    {"visit.started", "visit.ended", "visit.trouble", "visit.submitted", "visit.sealed", "guide.opened"}
)
"""Events of a visit: in training they say so, and nobody counts them."""
NUMBER = "000000199001010018"
"""Of the invented person: no such area, so nobody's."""
ELSEWHERE = (
    effects.OpenSession, effects.OpenLink, effects.AskLink, effects.AskPlan, effects.FetchData,
    effects.FetchSubmissions, effects.Submit, effects.AskOutbox, effects.CloseRejected,
    effects.SendRating, effects.Report, effects.EndSession,
)  # fmt: skip
"""What would leave the terminal."""


def begin(state: State, label: str) -> Step:
    """Close the pages of the staff and begin to practise."""
    state, wiping = leave(state)
    state = replace(state, health=replace(state.health, training=Training(label)))
    return state, (*wiping, effects.Note("ui.training.began", {"staff": label}))


def finish(state: State, why: str) -> Step:
    """Practise no more; what was practised is thrown away. why: staff or idle."""
    training = state.health.training
    if training is None:
        return state, ()
    state = replace(state, health=replace(state.health, training=None))
    note = effects.Note("ui.training.ended", {"staff": training.label, "disposition": why})
    return state, (effects.ThrowAway(), note)


def on_second(state: State, limit_s: float) -> Step:
    """End it after `limit_s` on the first page."""
    at_rest = state.visit.at == IDLE and state.now - state.visit.page_since >= limit_s
    return finish(state, "idle") if at_rest and state.health.training is not None else (state, ())


def leave(state: State) -> Step:
    """Leave the pages of the staff; a card that lies there is not forgotten."""
    here = state.visit.card_here
    state, wiping = end(state)
    if not here:
        return state, wiping
    # Wiping has stopped the reader: it has to see that the card goes.
    return go(state.with_visit(card_here=True), GOODBYE), (*wiping, effects.StartCard())


def read(state: State, message: CardRead, world: World) -> CardRead:
    """Return the card as it counts: in training it is the invented person's, whoever's it is."""
    if state.health.training is None or state.visit.at.page is Page.STAFF_DOOR:
        return message
    return CardRead(person(world.texts[world.site.languages[0]]), MODE, message.chip)


def person(texts: Texts) -> dict[str, object]:
    """Return the facts of the invented person's card."""
    return {
        "name": texts("training.person"),
        "sex": "1",
        "ethnicity": "01",
        "birth_date": date(1990, 1, 1),
        "address": texts("training.address"),
        "number": NUMBER,
    }


def practised(wanted: Iterable[Effect], world: World) -> tuple[Effect, ...]:
    """Return what is done in place of these effects: nothing leaves the terminal, everything is marked."""
    done: list[Effect] = []
    for effect in wanted:
        done.append(_instead(effect, world))
        if isinstance(effect, effects.Wipe):
            done.append(effects.ThrowAway())
    return tuple(done)


def _instead(effect: Effect, world: World) -> Effect:
    match effect:
        case effects.Print():
            return effects.Print(marked(effect.slip, world.texts[effect.slip.language]))
        case effects.PrintA4():
            document = effect.document
            slip = marked(document.slip, world.texts[document.slip.language])
            return effects.PrintA4(replace(document, slip=slip))
        case effects.Note() if effect.event in MARKED:
            return effects.Note(effect.event, {**effect.facts, "mode": MODE})
        case _ if isinstance(effect, ELSEWHERE):
            return effects.Practise(effect)
    return effect


def marked(slip: Slip, texts: Texts) -> Slip:
    """Return a slip that says at its head, in its middle and at its foot that it is worth nothing."""
    blocks = list(slip.blocks)
    cut = next((place for place, block in enumerate(blocks) if isinstance(block, Cut)), len(blocks))
    note = Paragraph(texts("training.slip.note"), strong=True)
    blocks.insert(cut, Heading(texts("training.mark")))
    blocks.insert(cut // 2, note)
    return replace(slip, blocks=(Heading(texts("training.mark")), note, *blocks))
