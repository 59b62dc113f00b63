"""Before anybody is known: waking, home, search, opening a guide; and the aids, help and leaving."""

from collections.abc import Sequence
from dataclasses import fields, replace

from kiosk.visit import effects, pages
from kiosk.visit.effects import Effect
from kiosk.visit.messages import ChooseAudience, OpenBundle, Query, SetAid
from kiosk.visit.moves import give_up, go
from kiosk.visit.pages import Page
from kiosk.visit.state import State, Visit
from kiosk.visit.steps import end
from kiosk.visit.views import Aids, Overlay
from kiosk.visit.world import World

Step = tuple[State, Sequence[Effect]]
QUERY_LENGTH = 40
STAYS = (Page.IDLE, Page.SUBMITTING, Page.GOODBYE, Page.OUT_OF_SERVICE)
"""Pages that nobody leaves by asking: nothing is going on, or it ends by itself."""
AIDS = {
    "text_size": ("standard", "large", "extra"),
    "high_contrast": (False, True),
    "low_reach": (False, True),
    "speech_on": (False, True),
    "keypad_on": (False, True),
}


def on_touched(state: State) -> Step:
    """Wake the idle page."""
    if state.visit.at.page is not Page.IDLE:
        return state, ()
    return go(state, pages.HOME), ()


def on_audience(state: State, message: ChooseAudience) -> Step:
    """Show the tiles of another audience."""
    return state.with_visit(audience=message.audience), ()


def on_search(state: State) -> Step:
    """To the search page."""
    if state.visit.at.page not in (Page.HOME, Page.GUIDE):
        return state, ()
    return go(state.with_visit(query="", trail=(pages.HOME,)), pages.SEARCH), ()


def on_query(state: State, message: Query) -> Step:
    """Search words, cut to a sensible length."""
    return state.with_visit(query=message.text[:QUERY_LENGTH]), ()


def on_bundle(state: State, message: OpenBundle, world: World) -> Step:
    """Open a guide. Another bundle than before starts with nothing of the former one, nor its session."""
    visit = state.visit
    bundle = world.bundle(message.bundle_id)
    if bundle is None or visit.at.page not in (Page.HOME, Page.SEARCH):
        return state, ()
    ended: tuple[Effect, ...] = ()
    if visit.bundle_id not in (None, bundle.id):
        ended = () if visit.citizen is None else (effects.EndSession(),)
        kept = {f.name: getattr(visit, f.name) for f in fields(Visit) if f.name in _KEPT}
        state = replace(state, visit=Visit(**kept))
    state = state.with_visit(bundle_id=bundle.id, trail=(*visit.trail, visit.at))
    return go(state, pages.GUIDE), (*ended, effects.Note("guide.opened", {"bundle": bundle.id}))


_KEPT = ("at", "trail", "aids", "audience", "query", "card_here", "last_activity", "page_since")


def on_aid(state: State, message: SetAid, world: World) -> Step:
    """Change an aid in the middle of a page; nothing entered is touched."""
    allowed = world.site.languages if message.name == "language" else AIDS.get(message.name, ())
    if message.value not in allowed:
        return state, ()
    aids: Aids = replace(state.visit.aids, **{message.name: message.value})
    return state.with_visit(aids=aids), ()


def on_help(state: State) -> Step:
    """Open the help for this page in front of it."""
    return state.with_visit(overlay=Overlay("help", topic=state.visit.at.page.value)), ()


def on_leave(state: State) -> Step:
    """End the visit, after one question where something would be lost."""
    if state.visit.at.page in STAYS:
        return state, ()
    if state.visit.entered:
        return state.with_visit(overlay=Overlay("leave")), ()
    return on_leave_confirmed(state)


def on_leave_confirmed(state: State) -> Step:
    """End it. Who still has a card or papers here is told to take them first."""
    visit = state.visit
    if visit.at.page in STAYS:
        return state, ()
    if visit.card_here or visit.citizen is not None:
        return go(give_up(state), pages.GOODBYE), ()
    return end(state)


def on_close_overlay(state: State) -> Step:
    """Stay on the page."""
    return state.with_visit(overlay=None), ()
