"""The staff's board of devices: opened by their gesture where no visit is under way, closed by itself."""

from collections.abc import Sequence

from kiosk.visit import pages
from kiosk.visit.effects import Effect
from kiosk.visit.moves import go
from kiosk.visit.pages import Page
from kiosk.visit.state import State

Step = tuple[State, Sequence[Effect]]
FROM = (Page.IDLE, Page.HOME, Page.SEARCH, Page.GUIDE, Page.OUT_OF_SERVICE)


def on_open(state: State) -> Step:
    """Show the board. A visit in which somebody has given anything is not disturbed."""
    if state.visit.at.page not in FROM or state.visit.personal or state.visit.card_here:
        return state, ()
    return go(state, pages.DEVICE_BOARD), ()
