"""What a citizen has handed in, here or anywhere: listed by their card, and the official slip of each (回执).

Whoever left with the slip of what was sealed gets the one with the number here, once the platform has it.
"""

from collections.abc import Sequence

from kiosk.visit import effects, pages
from kiosk.visit.effects import Effect
from kiosk.visit.messages import PrintReceipt, SubmissionsFound
from kiosk.visit.moves import go
from kiosk.visit.pages import Page
from kiosk.visit.slips import official
from kiosk.visit.state import PROOFS, State
from kiosk.visit.views import Busy
from kiosk.visit.world import World

Step = tuple[State, Sequence[Effect]]


def on_open(state: State) -> Step:
    """Ask who it is: by card, a code or the phone. What is only typed shows nothing of anybody."""
    visit = state.visit
    if visit.at.page is not Page.HOME or visit.citizen is not None:
        return state, ()
    state = state.with_visit(trail=(*visit.trail, visit.at), bundle_id=None, methods=PROOFS, handed=None)
    return go(state, pages.IDENTITY), ()


def begin(state: State) -> Step:
    """Ask the platform what this citizen has handed in."""
    state = go(state, pages.HANDED_IN).with_visit(busy=Busy("progress"), methods=())
    return state, (effects.FetchSubmissions(),)


def again(state: State) -> Step:
    """Ask once more; who could not be asked about has to be known first."""
    citizen = state.visit.citizen
    if citizen is not None and citizen.session_id:
        return begin(state)
    return go(state.with_visit(citizen=None, busy=None, methods=PROOFS), pages.IDENTITY), ()


def on_found(state: State, message: SubmissionsFound) -> Step:
    """Show them."""
    visit = state.visit
    if visit.at.page is not Page.PROGRESS or visit.busy is None or visit.busy.key != "progress":
        return state, ()
    return state.with_visit(busy=None, handed=message.items), ()


def on_print(state: State, message: PrintReceipt, world: World) -> Step:
    """Print the official slip of one of them."""
    visit = state.visit
    if visit.at.page is not Page.PROGRESS or visit.slip == "printing" or state.health.out("printer"):
        return state, ()
    one = next(
        (one for one in visit.handed or () if one.submitted.submission_no == message.submission_no), None
    )
    slip = official(state, world, one) if one is not None else None
    if slip is None:
        return state, ()
    return state.with_visit(slip="printing", slip_fault=None), (effects.Print(slip),)
