"""Who comes without a card: a code that is scanned, the citizen's phone, name and number typed.

A code is an opaque token: it goes to the platform as it came. What is typed proves nothing; the platform says
so (`assurance`), and `route.declared` says what follows from it.
"""

from collections.abc import Sequence
from dataclasses import replace

from kiosk.platform.models import CodeStart, LinkStart, TypedStart
from kiosk.visit import effects, pages
from kiosk.visit.effects import Effect
from kiosk.visit.messages import CodeShown, LinkOffered, LinkSeen, OpenDoor, TypeIdentity
from kiosk.visit.moves import go
from kiosk.visit.pages import WHO, Page
from kiosk.visit.route import declared
from kiosk.visit.state import Citizen, Link, State, Typed, Visit
from kiosk.visit.typed_identity import (
    NAME_LONGEST,
    name_problem,
    number_problem,
    tidy_number,
    typed_facts,
)
from kiosk.visit.views import Busy
from kiosk.visit.world import World

Step = tuple[State, Sequence[Effect]]
METHODS = {"phone": "LINK_CODE", "typed": "TYPED"}
"""Door → method of log-in."""
LINK_OVER = {"DENIED": "denied", "EXPIRED": "over"}


def offered(visit: Visit, method: str) -> bool:
    """Whether a method of log-in is enough here."""
    return not visit.methods or method in visit.methods


def doors(visit: Visit) -> tuple[str, ...]:
    """Return the doors beside the card that have a page of their own."""
    return tuple(door for door, method in METHODS.items() if offered(visit, method))


def on_open(state: State, message: OpenDoor) -> Step:
    """Go through a door."""
    visit = state.visit
    if visit.at != pages.IDENTITY or visit.busy is not None or message.door not in doors(visit):
        return state, ()
    if message.door == "typed":
        return go(state, pages.TYPED_NAME), ()
    return _offer(go(state, pages.PHONE))


def on_back(state: State) -> Step | None:
    """One step back from a door, or None where that is not ours; what is typed stays."""
    visit = state.visit
    if visit.at.page not in WHO or visit.overlay is not None:
        return None
    if visit.at == pages.IDENTITY:
        if not (visit.same_person_wanted and declared(visit) and visit.citizen and visit.citizen.session_id):
            return None
        state = state.with_visit(same_person_wanted=False, resume_at=None, methods=(), busy=None)
        return go(_given_up(visit, state), pages.CHECK).with_visit(checked=False), ()
    target = pages.TYPED_NAME if visit.at == pages.TYPED_NUMBER else pages.IDENTITY
    state = state.with_visit(link=None, busy=None, typed=replace(visit.typed, tried=False))
    return go(_given_up(visit, state), target), ()


def _given_up(before: Visit, state: State) -> State:
    """Wait no longer for a log-in that was under way: its answer is nobody's."""
    return state if before.busy is None else replace(state, serial=state.serial + 1)


def on_continue(state: State, world: World) -> Step | None:
    """Go on from a door, or None where that is not ours."""
    visit = state.visit
    if visit.at.page not in (Page.TYPED, Page.PHONE) or visit.busy is not None:
        return None
    if visit.at.page is Page.PHONE:
        again = visit.link is None or visit.link.state in ("denied", "over", "failed")
        return _offer(state) if again else (state, ())
    typed = replace(visit.typed, tried=True)
    if visit.at == pages.TYPED_NAME:
        if name_problem(typed.name):
            return state.with_visit(typed=typed), ()
        return go(state.with_visit(typed=replace(typed, tried=False)), pages.TYPED_NUMBER), ()
    if typed.refused or name_problem(typed.name) or number_problem(typed.number, world.clock().date()):
        return state.with_visit(typed=typed), ()
    facts = typed_facts(typed)
    former = visit.citizen
    if visit.same_person_wanted and former is not None and former.number not in ("", typed.number):
        return state.with_visit(typed=replace(typed, refused=True)), ()
    citizen = Citizen(facts=facts, proof="", method="TYPED")
    start = TypedStart(name=facts["name"], cert_no=facts["number"])
    return state.with_visit(citizen=citizen, busy=Busy("session")), (effects.OpenSession(start),)


def on_typed(state: State, message: TypeIdentity) -> Step:
    """Keep what is typed; while it changes nothing is said of it, unless it is whole."""
    visit = state.visit
    if visit.at.page is not Page.TYPED or visit.busy is not None or message.part != visit.at.key:
        return state, ()
    if message.part == "name":
        typed = replace(visit.typed, name=message.text[:NAME_LONGEST], tried=False)
    else:
        typed = replace(visit.typed, number=tidy_number(message.text), tried=False, refused=False)
    return state.with_visit(typed=typed), ()


def on_code(state: State, message: CodeShown) -> Step:
    """A code was shown: it goes to the platform as it came."""
    visit = state.visit
    if visit.at.page is not Page.IDENTITY or visit.busy is not None or not offered(visit, "CODE"):
        return state, ()
    return _log_in(state, "CODE"), (effects.OpenSession(CodeStart(code=message.text)),)


def on_code_refused(state: State) -> Step:
    """What was shown is no code."""
    if state.visit.at.page is not Page.IDENTITY or state.visit.busy is not None:
        return state, ()
    return _failed(state, "code"), ()


def _log_in(state: State, method: str) -> State:
    """Wait for a session; who it is only the platform knows. Somebody known before stays so until then."""
    former = state.visit.citizen if state.visit.same_person_wanted else None
    citizen = replace(former, method=method) if former else Citizen(facts={}, proof="", method=method)
    return state.with_visit(citizen=citizen, busy=Busy("session"), card_state="checking", card_advice=None)


def _offer(state: State) -> Step:
    return state.with_visit(link=Link()), (effects.OpenLink(),)


def on_link(state: State, message: LinkOffered) -> Step:
    """There is a code for the phone: show it, and ask what the phone does with it."""
    link = state.visit.link
    if state.visit.at.page is not Page.PHONE or link is None or link.state != "asking":
        return state, ()
    link = Link("shown", message.link_code, message.qr_text, open=True)
    return state.with_visit(link=link), (effects.AskLink(link.code),)


def on_link_seen(state: State, message: LinkSeen) -> Step:
    """Follow the phone; once it has approved, log in."""
    visit, link = state.visit, state.visit.link
    if visit.at.page is not Page.PHONE or visit.busy is not None or link is None:
        return state, ()
    if link.code != message.link_code or link.state not in ("shown", "scanned"):
        return state, ()
    if message.status == "APPROVED":
        start = LinkStart(link_code=link.code)
        return _log_in(state, "LINK_CODE"), (effects.OpenSession(start),)
    if message.status in LINK_OVER:
        return state.with_visit(link=Link(LINK_OVER[message.status])), ()
    seen = "scanned" if message.status == "SCANNED" else "shown"
    return state.with_visit(link=replace(link, state=seen, open=False)), ()


def ask_again(state: State) -> Step:
    """Ask about the phone once more: once a second at most, however fast the platform answers."""
    link = state.visit.link
    if state.visit.at.page is not Page.PHONE or link is None or link.open or state.visit.busy is not None:
        return state, ()
    if link.state not in ("shown", "scanned"):
        return state, ()
    return state.with_visit(link=replace(link, open=True)), (effects.AskLink(link.code),)


def on_link_failed(state: State) -> State:
    """The platform did not answer about the code: another one can be asked for."""
    if state.visit.at.page is not Page.PHONE or state.visit.link is None or state.visit.busy is not None:
        return state
    return state.with_visit(link=Link("failed"))


def on_refused(state: State) -> State | None:
    """Return the state after the platform did not take what was given, or None where a card was given."""
    visit = state.visit
    citizen = visit.citizen
    if citizen is None or citizen.method not in ("CODE", "LINK_CODE", "TYPED"):
        return None
    known = citizen if visit.same_person_wanted and citizen.method != "TYPED" else None
    state = state.with_visit(busy=None, citizen=known)
    if citizen.method == "TYPED":
        return state.with_visit(typed=replace(visit.typed, refused=True))
    if citizen.method == "LINK_CODE":
        return state.with_visit(link=Link("over"))
    return _failed(state, "code_over")


def _failed(state: State, advice: str) -> State:
    return state.with_visit(
        card_state="failed", card_advice=advice, card_attempts=state.visit.card_attempts + 1
    )


def forget(state: State) -> State:
    """Forget what was typed and shown: it has served."""
    return state.with_visit(typed=Typed(), link=None, methods=())
