"""Who stands here: by card, typed or with a telephone. Pure."""

from kiosk.visit import other_doors
from kiosk.visit.route import declared
from kiosk.visit.state import Link, State
from kiosk.visit.typed_identity import typed_problem
from kiosk.visit.views import Body, IdentityView, PhoneView, TypedView, say
from kiosk.visit.world import World


def identity(state: State, world: World) -> Body:
    """Return the page on which one says who one is."""
    visit = state.visit
    advice = say(f"card.advice.{visit.card_advice}") if visit.card_advice else None
    stage = "checking" if visit.busy is not None else visit.card_state
    reachable = state.health.reachable
    return IdentityView(
        state=stage,
        advice=advice,
        attempts=visit.card_attempts,
        same_person=visit.same_person_wanted,
        proof_wanted=declared(visit),
        reader_out=state.health.out("id_card"),
        scan=reachable and state.health.works("code_reader") and other_doors.offered(visit, "CODE"),
        doors=other_doors.doors(visit) if reachable else (),
        can_print=declared(visit) and visit.slip != "printing" and not state.health.out("printer"),
    )


def typed(state: State, world: World) -> Body:
    """Return the page on which name or number is typed."""
    part = state.visit.at.key
    typed = state.visit.typed
    value = typed.name if part == "name" else typed.number
    return TypedView(part, value, typed_problem(part, typed, world.clock().date()))


def phone(state: State, world: World) -> Body:
    """Return the page whose code a telephone reads."""
    link = state.visit.link or Link()
    return PhoneView("checking" if state.visit.busy is not None else link.state, link.qr_text)
