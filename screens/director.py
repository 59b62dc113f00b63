"""The loop of the terminal on the UI thread: a message in, the visit moved, effects handed out, a page drawn.

Messages from other threads queue up and are taken before the next frame. Nothing here waits.
"""

import gc
import queue
from collections.abc import Callable
from typing import Protocol

from kivy.clock import Clock

from devices.free_memory import hand_back
from kiosk.visit.effects import Effect
from kiosk.visit.messages import (
    AgentStatus,
    DeviceChanged,
    GuidesChanged,
    Message,
    PaperCounted,
    ServiceOrdered,
    Tick,
)
from kiosk.visit.pages import Page
from kiosk.visit.present import present
from kiosk.visit.records import CRASHED, going_on
from kiosk.visit.state import Health, State
from kiosk.visit.steps import end
from kiosk.visit.update import update
from kiosk.visit.views import Screen
from kiosk.visit.world import World

OF_THE_TERMINAL = (AgentStatus, DeviceChanged, PaperCounted, ServiceOrdered)
"""Messages that concern no visit and are taken whoever stands here."""


class Shows(Protocol):
    """What draws."""

    def show(self, screen: Screen) -> None:
        """Draw a screen."""


class Director:
    """Owns the state.

    `new_guides` is called where newer guides may take the place of those in use: when nobody stands here, and
    when a visit waits for them.
    """

    def __init__(
        self,
        world: World,
        run: Callable[[int, Effect], None],
        monotonic: Callable[[], float],
        new_guides: Callable[[], None],
    ) -> None:
        self.state = State(health=Health(guide_version=world.guides.version), now=monotonic())
        self._world = world
        self._run = run
        self._monotonic = monotonic
        self._new_guides = new_guides
        self._inbox: queue.SimpleQueue[tuple[int | None, Message]] = queue.SimpleQueue()
        self._wake = Clock.create_trigger(self._take_all)
        self._shows: Shows | None = None

    def start(self, shows: Shows) -> None:
        """Draw the first page and let time pass."""
        self._shows = shows
        self._draw()
        Clock.schedule_interval(lambda _: self.send(Tick(self._monotonic())), 1.0)

    def post(self, serial: int | None, message: Message) -> None:
        """Queue a message from any thread. With a serial it is for that visit only."""
        self._inbox.put((serial, message))
        self._wake()

    def tell(self, message: Message) -> None:
        """Queue a message of a device for whoever stands here when it is taken."""
        self.post(None, message)

    def send(self, message: Message) -> None:
        """Take a message now; on the UI thread."""
        if self._move(message):
            self._draw()

    def crashed(self) -> None:
        """End the visit and begin anew after an error in the program: nobody is left before a dead page."""
        served = going_on(self.state)
        self.state, wanted = end(self.state)
        for effect in (*wanted, *((CRASHED,) if served else ())):
            self._run(self.state.serial, effect)
        self._draw()

    def _take_all(self, _: float) -> None:
        changed = False
        while not self._inbox.empty():
            serial, message = self._inbox.get()
            if serial in (None, self.state.serial) or isinstance(message, OF_THE_TERMINAL):
                changed = self._move(message) or changed
        if changed:
            self._draw()

    def _move(self, message: Message) -> bool:
        before = self.state
        if isinstance(message, GuidesChanged):
            self._new_guides()
        self.state, wanted = update(before, message, self._world)
        for effect in wanted:
            self._run(self.state.serial, effect)
        if Page.IDLE in (before.visit.at.page, self.state.visit.at.page):
            self._new_guides()
        if self.state.serial != before.serial:
            # Widgets hold each other in circles; with them goes what was shown on them.
            gc.collect()
            hand_back()
        counting = self.state.visit.at.page is Page.GOODBYE
        return counting or self.state.visit != before.visit or self.state.health != before.health

    def _draw(self) -> None:
        if self._shows is not None:
            self._shows.show(present(self.state, self._world))
