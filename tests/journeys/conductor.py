"""A terminal without a window: the same visit, runner, devices and agent; tests stand for the pages."""

import queue
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from kiosk.catalogue.models import FieldKind
from kiosk.platform.client import PlatformClient
from kiosk.platform.deadline import Deadline
from kiosk.platform.errors import PlatformError
from kiosk.submission.submit import SealingDesk
from kiosk.terminal.live_guides import LiveGuides
from kiosk.terminal.logs import make_logger
from kiosk.terminal.paper import FILE as PAPER_FILE
from kiosk.terminal.paper import PaperBook, capacities
from kiosk.terminal.settings import load
from kiosk.text import Texts
from kiosk.visit import effects, messages
from kiosk.visit.pages import Page
from kiosk.visit.platform_work import PlatformWork
from kiosk.visit.present import present
from kiosk.visit.runner import Runner
from kiosk.visit.state import Health, State
from kiosk.visit.update import update
from kiosk.visit.views import Screen
from kiosk.visit.world import Site, World
from screens.devices import Devices
from screens.event_log import EventLog
from screens.watch import AgentWatch

FONTS = Path(sys.prefix) / "share" / "yiciban" / "fonts"
STROKES = (((10.0, 10.0), (40.0, 30.0), (60.0, 12.0)),)


class HurriedClock:
    """A monotonic clock that pauses push on: between two tries nobody really waits."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> float:
        return time.monotonic() + self._ahead

    def wait(self, seconds: float) -> None:
        self._ahead += seconds
        time.sleep(0.01)


class Conductor:
    """Owns the state and takes every message on the thread of the test."""

    def __init__(self, profile_path: Path, log: TextIO) -> None:
        profile = load(profile_path)
        self.clock = HurriedClock()
        self.guides = LiveGuides(profile.paths.guide_store)
        self.guides.load()
        self.guides.swap()
        self.client = PlatformClient(profile.paths.agent_socket, wait=self.clock.wait, clock=self.clock.now)
        self.world = World(
            guides=self.guides,
            site=Site(
                profile.terminal.site_name,
                profile.terminal.machine_label,
                profile.terminal.area_code,
                progress_url=f"{profile.platform.base_url}/s/",
            ),
            clock=_local_now,
            texts={language: Texts(language) for language in profile.screen.languages},
        )
        self._inbox: queue.SimpleQueue[tuple[int | None, messages.Message]] = queue.SimpleQueue()
        self._pool = ThreadPoolExecutor(max_workers=4)
        self.paper = PaperBook(
            profile.paths.staff / PAPER_FILE,
            capacities(profile),
            _local_now,
            lambda outlooks: self._inbox.put((None, messages.PaperCounted(outlooks))),
        )
        self.devices = Devices(
            profile, FONTS, lambda message: self._inbox.put((None, message)), paper=self.paper
        )
        self.desk = SealingDesk(
            profile.paths.outbox,
            self.guides.sealing_keys,
            lambda: self._watch.terminal_id,
            _local_now,
            profile.outbox.free_bytes,
        )
        self._crowded = SealingDesk(
            profile.paths.outbox,
            self.guides.sealing_keys,
            lambda: self._watch.terminal_id,
            _local_now,
            1 << 62,
        )
        self._door = self.desk
        work = PlatformWork(self.client, _local_now, self._sync_guides, self.desk)
        self._runner = Runner(
            work,
            self._pool,
            lambda serial, message: self._inbox.put((serial, message)),
            EventLog(make_logger("ui", log)),
            self.devices.card,
            self.devices.camera,
            self.devices.printer,
            codes=self.devices.codes,
        )
        self._watch = AgentWatch(
            self.client,
            self.guides,
            lambda message: self._inbox.put((None, message)),
            _local_now,
            lambda: self.state,
            lambda: self._door.obstacle(),
            every_s=0.3,
        )
        self.state = State(health=Health(guide_version=self.guides.version), now=time.monotonic())
        self.done: list[effects.Effect] = []
        self.started = False
        self.pages: list[str] = []

    def start(self) -> None:
        self.started = True
        self.devices.start()
        self._watch.start()

    def stop(self) -> None:
        self._watch.stop()
        self.devices.stop()
        self._pool.shutdown()
        self.client.close()
        self.desk.close()
        self._crowded.close()

    # ---- what a page does ----------------------------------------------------------------------------

    @property
    def page(self) -> Page:
        return self.state.visit.at.page

    @property
    def at(self) -> str:
        return str(self.state.visit.at)

    @property
    def screen(self) -> Screen:
        return present(self.state, self.world)

    @property
    def body(self) -> Any:
        return self.screen.body

    def send(self, *sent: messages.Message) -> None:
        for message in sent:
            if isinstance(message, messages.GuidesChanged):
                self.guides.swap()
            self.state, wanted = update(self.state, message, self.world)
            for effect in wanted:
                self._runner.run(self.state.serial, effect)
            self.done += wanted
            if Page.IDLE is self.page:
                self.guides.swap()
            if not self.pages or self.pages[-1] != self.at:
                self.pages.append(self.at)
            present(self.state, self.world)

    def until(self, holds: Callable[[], object], what: str, seconds: float = 30) -> None:
        """Take messages until something holds; fails with where one stands when it does not in time."""
        end = time.monotonic() + seconds
        while not holds():
            left = end - time.monotonic()
            assert left > 0, f"{what}: stands on {self.at}, {self.body}"
            if time.monotonic() - self.state.now >= 0.5:
                self.send(messages.Tick(time.monotonic()))
                continue
            try:
                serial, message = self._inbox.get(timeout=min(left, 0.5))
            except queue.Empty:
                continue
            of_terminal = isinstance(message, messages.AgentStatus | messages.DeviceChanged)
            if serial in (None, self.state.serial) or of_terminal:
                self.send(message)

    def on(self, page: Page, seconds: float = 30) -> "Conductor":
        self.until(lambda: self.page is page, f"page {page}", seconds)
        return self

    def crowd_the_disk(self, crowded: bool) -> None:
        """Let the disk be too full for the next citizen: more must be free than any disk has."""
        self._door = self._crowded if crowded else self.desk

    def without_network(self) -> "Conductor":
        """Until the agent has found that the platform is gone; asking for something makes it look."""
        self.until(lambda: not self._looks(), "word that the network is gone", 40)
        return self

    def with_network(self) -> "Conductor":
        """Until the agent has found the platform again."""
        self.until(self._looks, "word that the network is back", 40)
        return self

    def _looks(self) -> bool:
        with suppress(PlatformError):
            self.client.capabilities(Deadline(0.5))
        return self.state.health.reachable

    def idle_work(self) -> None:
        """Wait until nothing that was handed to the pool is left."""
        self._pool.submit(lambda: None).result(60)

    def wanted(self, kind: type) -> list[Any]:
        return [effect for effect in self.done if isinstance(effect, kind)]

    # ---- longer stretches ----------------------------------------------------------------------------

    def open(self, bundle_id: str) -> "Conductor":
        self.done.clear()
        self.pages.clear()
        self.until(lambda: not self.state.health.faults, "devices that work")
        self.send(messages.Touched(), messages.OpenBundle(bundle_id))
        self.until(lambda: self.body.can_start, "a terminal that can begin")
        return self

    def to_identity(self, bundle_id: str) -> "Conductor":
        self.open(bundle_id).send(messages.Continue(), messages.Continue())
        return self.on(Page.IDENTITY)

    def answer(self, **chosen: str) -> "Conductor":
        self.on(Page.SITUATION)
        while self.page is Page.SITUATION:
            situation = self.body.situation
            value = chosen.get(situation.id, situation.options[0].value)
            self.send(messages.Answer(situation.id, value), messages.Continue())
        return self.on(Page.PLAN)

    def fill(self, values: Mapping[str, Any]) -> "Conductor":
        while self.page is Page.FIELD:
            view, here = self.body, self.at
            element = view.field.element
            value = values.get(element.id, _sample(element))
            self.send(messages.SetField(element.id, value), messages.Continue())
            assert self.at != here, f"{here}: {value!r} is not taken"
        return self

    def declare_and_submit(self) -> "Conductor":
        if self.page is Page.CHECK:
            self.send(messages.Continue())
        assert self.page is Page.DECLARE, self.at
        for declaration in self.body.declarations:
            self.send(messages.TickDeclaration(declaration.id, True))
        self.send(messages.Sign(STROKES), messages.Continue())
        assert self.page is Page.SUBMITTING, self.at
        return self

    def end(self) -> None:
        """Leave from wherever one stands, until the idle page is back."""
        if self.page is Page.SUBMITTING:
            self.until(lambda: self.state.visit.sealed or self.page is not Page.SUBMITTING, "the seal")
            self.send(messages.StopWaiting())
        self.send(messages.LeaveConfirmed())
        if self.page is Page.GOODBYE:
            self.send(messages.CardRemoved())
        if self.page is Page.GOODBYE:
            # The camera looks whether papers were left; here one goes.
            self.send(messages.Continue())
        self.until(lambda: self.page in (Page.IDLE, Page.OUT_OF_SERVICE), "the end of the visit")
        self.idle_work()

    def _sync_guides(self) -> int:
        self.client.sync_guides()
        return self.guides.load()


def _sample(element: Any) -> Any:
    if element.options:
        return element.options[0].value
    if element.kind is FieldKind.YES_NO:
        return True
    return element.schema_["examples"][0]


def _local_now() -> datetime:
    return datetime.now().astimezone()
