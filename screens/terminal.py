"""Everything behind the glass of one terminal: the second half of the composition root (screens/app.py).

Its parts are made off the UI thread while the first page stands there already; `begin` puts them to work on
the UI thread.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from kivy.base import stopTouchApp
from kivy.clock import Clock
from kivy.core.window import Window

from devices.keypad.presses import Done, Headphones, Pressed
from kiosk.catalogue.divisions import divisions
from kiosk.catalogue.words import words
from kiosk.platform.client import PlatformClient
from kiosk.staff.desk import StaffDesk
from kiosk.submission.submit import SealingDesk
from kiosk.telemetry.counters import Counters
from kiosk.terminal.audited_logs import set_up_audited
from kiosk.terminal.live_guides import LiveGuides
from kiosk.terminal.logs import Event
from kiosk.terminal.paper import FILE as PAPER_FILE
from kiosk.terminal.paper import PaperBook, capacities
from kiosk.terminal.settings import ProfileError, SiteProfile
from kiosk.terminal.settings_file import refusal
from kiosk.text import Texts
from kiosk.visit.effects import Effect, PlaySound, Wipe
from kiosk.visit.messages import OpenBoard, PaperCounted, StillHere, Touched
from kiosk.visit.messages.staff_devices import KeyAnswered
from kiosk.visit.pages import Page
from kiosk.visit.platform_work import PlatformWork
from kiosk.visit.practice_work import PracticeWork
from kiosk.visit.runner import Runner
from kiosk.visit.staff_work import StaffWork
from kiosk.visit.state import State
from kiosk.visit.views import Screen
from kiosk.visit.world import World
from screens.components import Stage
from screens.devices import Devices
from screens.director import Director
from screens.event_log import EventLog
from screens.input_methods.ways import WaysToType
from screens.keypad.narrator import Narrator
from screens.keypad.operator import KeypadOperator
from screens.maintenance import facts_work, hunt_work, logs_work
from screens.pages import PAGES
from screens.pages.page import Tools
from screens.pages.presenter import Presenter
from screens.reporting import UiReporter
from screens.signs_of_life import SignsOfLife
from screens.site import site_of
from screens.speech.bell import Bell
from screens.speech.personal import personal_words
from screens.speech.volume import Volume
from screens.staff_gesture import StaffGesture
from screens.theme.theme import Theme
from screens.watch import AgentWatch


class Spoken:
    """What draws, with somebody who says it."""

    def __init__(self, presenter: Presenter, narrator: Narrator, count: Callable[[], None]) -> None:
        self._presenter, self._narrator, self._count = presenter, narrator, count

    def show(self, screen: Screen) -> None:
        """Draw a screen, and say what is new on it."""
        self._presenter.show(screen)
        self._narrator.shown()
        self._count()


class Terminal:
    """Made once, put to work once, taken apart once."""

    def __init__(
        self,
        profile: SiteProfile,
        fonts: Path,
        refused: ProfileError | None = None,
        file: Path | None = None,
    ) -> None:
        """`refused`: why the profile's `file` is not in force and the last good one, this, is."""
        self.logger, self._end_audit = set_up_audited("ui", profile)
        if refused is not None:
            self.logger.error(Event.SETTINGS_REFUSED, **refusal(refused))
        self.counters = Counters(local_now())
        self.log = EventLog(self.logger, self.counters)
        self.pool = ThreadPoolExecutor(max_workers=4, thread_name_prefix="platform")
        self.guides = LiveGuides(profile.paths.guide_store)
        self.guides.load()
        self.guides.swap()
        self.client = PlatformClient(profile.paths.agent_socket)
        self.world = World(
            guides=self.guides,
            site=site_of(profile, refused),
            clock=local_now,
            texts={name: Texts(name, profile.terminal.hotline) for name in profile.screen.languages},
        )
        self.director = Director(self.world, self._run_effect, time.monotonic, self._swap_guides)
        self.paper = PaperBook(
            profile.paths.staff / PAPER_FILE,
            capacities(profile),
            local_now,
            lambda outlooks: self.director.tell(PaperCounted(outlooks)),
            self.pool.submit,
        )
        self.devices = Devices(profile, fonts, self.director.tell, self.log.event, self._key, self.paper)
        self.voice = self.devices.voice
        self._operator: KeypadOperator | None = None
        self.desk = SealingDesk(
            profile.paths.outbox,
            self.guides.sealing_keys,
            lambda: self.watch.terminal_id,
            local_now,
            profile.outbox.free_bytes,
        )
        staff = profile.paths.staff
        self.staff = StaffWork(
            StaffDesk(staff, local_now, self.log.event),
            self.client.set_up,
            staff,
            self.devices.reset,
            lambda: Clock.schedule_once(lambda _: stopTouchApp()),
            self.paper.fill,
            self.devices.print_sheet,
        )
        self.director.state = withdrawn(self.director.state, self.staff)
        work = PlatformWork(self.client, local_now, self._sync_guides, self.desk)
        words = self.world.texts[self.world.site.languages[0]]
        self.practice = PracticeWork(self.guides.sealing_keys, local_now, words)
        devices = (self.devices.card, self.devices.camera, self.devices.printer)
        self.runner = Runner(
            work,
            self.pool,
            self.director.post,
            self.log,
            *devices,
            codes=self.devices.codes,
            pages=self.devices.pages,
            sounds=Bell(self.voice.ring),
            staff=self.staff,
            practice=self.practice,
            logs=logs_work(profile),
            hunt=hunt_work(profile, file, self.client, self.devices),
            facts=facts_work(
                profile, self.client, lambda: self.director.state.health, local_now, refused, file
            ),
        )
        self.watch = AgentWatch(
            self.client,
            self.guides,
            self.director.tell,
            local_now,
            lambda: self.director.state,
            self.desk.obstacle,
        )
        self.reports = UiReporter(
            self.client,
            self.counters,
            lambda: self.director.state,
            self.director.tell,
            lambda: Clock.schedule_once(lambda _: stopTouchApp()),
        )
        self.ways = WaysToType(self._own_words, self.log.event)
        self.ways.begin_anew()
        self.tools = Tools(
            self.ways.pinyin,
            self.ways.handwriting,
            self.ways.pads,
            camera=self.devices.camera,
            area_code=profile.terminal.area_code,
            pool=self.pool,
        )

    def begin(self, stage: Stage, theme: Theme, touched: bool) -> None:
        """Take over the stage and open the devices. `touched`: somebody has begun already."""
        presenter = Presenter(
            stage, theme, self.director.send, PAGES, self.tools, self.world.texts.__getitem__
        )
        panel = theme.profile
        size_mm = (panel.mm(panel.width_px), panel.mm(panel.height_px))
        StaffGesture(size_mm, time.monotonic, lambda: self.director.send(OpenBoard())).attach(Window)
        SignsOfLife(
            time.monotonic,
            lambda work, seconds: Clock.schedule_once(lambda _: work(), seconds),
            lambda: self.director.send(StillHere()),
        ).attach(Window)
        theme.feedback = self.voice.sound
        narrator = Narrator(stage, self.voice, lambda: personal_words(self.director.state.visit))
        self._operator = KeypadOperator(stage, narrator, self.voice, lambda: self.director.send(Touched()))
        # Read before the first candidate would wait for it.
        self.pool.submit(theme.fonts.draws, " ")
        self.devices.start()
        self.director.start(Spoken(presenter, narrator, self._count_page))
        self.director.tell(PaperCounted(self.paper.outlooks()))
        self.watch.start()
        self.reports.start()
        self.log.event("ui.started")
        if touched:
            self.director.send(Touched())

    def stop(self) -> None:
        """Give everything back."""
        self.reports.stop()
        self.watch.stop()
        self.devices.stop()
        self.ways.close()
        self.pool.shutdown(wait=False, cancel_futures=True)
        self.client.close()
        self.desk.close()
        self.practice.forget()
        self.log.event("ui.stopped")
        self._end_audit()

    def _count_page(self) -> None:
        if self.director.state.health.training is None:
            self.counters.page(self.director.state.visit.at.page.value)

    def _run_effect(self, serial: int, effect: Effect) -> None:
        self.runner.run(serial, effect)
        if isinstance(effect, PlaySound):
            text = self.world.texts[effect.language](f"staff.sound.said.{effect.where}")
            self.voice.try_out(text, effect.language, effect.where == "headphones", Volume(effect.volume))
        if isinstance(effect, Wipe):
            self.ways.forget()
            self.voice.forget()

    def _key(self, done: Done) -> None:
        """Hand what is done on the keypad to the window's thread."""

        def take(_: float) -> None:
            if self._operator is not None:
                self._operator.take(done)
            answered = key_answered(done)
            if answered is not None and self.director.state.visit.at.page is Page.STAFF_SOUND:
                self.director.send(answered)

        Clock.schedule_once(take)

    def _own_words(self) -> dict[str, tuple[str, ...]]:
        near = self.world.site.area_code
        return {"words": words(self.guides.bundles()), "divisions": divisions().words(near)}

    def _swap_guides(self) -> None:
        before = self.guides.version
        self.guides.swap()
        if self.guides.version != before:
            self.ways.begin_anew()

    def _sync_guides(self) -> int:
        self.client.sync_guides()
        return self.guides.load()


def key_answered(done: Done) -> KeyAnswered | None:
    """Return what the page that tries the keypad is told."""
    match done:
        case Pressed(key):
            return KeyAnswered(key.value)
        case Headphones(plugged):
            return KeyAnswered("jack-in" if plugged else "jack-out")
    return None


def withdrawn(state: State, staff: StaffWork) -> State:
    """Return the state of a terminal that the staff have taken out of service, or not."""
    health = replace(state.health, withdrawn=staff.withdrawn, withdrawn_for=staff.withdrawn_for)
    return replace(state, health=health)


def local_now() -> datetime:
    """Return the local time with its offset."""
    return datetime.now().astimezone()
