"""`kiosk ui`: the composition root of the screens' process. Everything is made here and handed on."""

import argparse
import os
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from kiosk.catalogue.models import Audience
from kiosk.terminal.settings import SiteProfile, load
from screens.theme.profile import ScreenProfile
from screens.window import configure

if TYPE_CHECKING:
    from kiosk.visit.effects import Effect
    from kiosk.visit.world import Site
    from screens.input_methods.pinyin import Pinyin

FONTS = Path(sys.prefix) / "share" / "yiciban" / "fonts"


def main(profile_path: Path, arguments: Sequence[str] = ()) -> None:
    """Run the screens until they are told to stop (SIGTERM)."""
    parser = argparse.ArgumentParser(prog="kiosk ui")
    parser.add_argument(
        "--robot-socket", type=Path, help="let a program read the focus tree (never in service)"
    )
    parser.add_argument("--fonts", type=Path, default=FONTS, help="folder of regular.otf and bold.otf")
    parser.add_argument("--cursor", action="store_true", help="show the pointer")
    options = parser.parse_args(list(arguments))
    profile = load(profile_path)
    screen = profile.screen
    panel = ScreenProfile(screen.width_px, screen.height_px, profile.px_per_mm, screen.screen_bottom_mm)
    configure(panel, show_cursor=options.cursor)
    Terminal(profile, panel, options.fonts, options.robot_socket).run()


class Terminal:
    """The screens' process: made, run and taken apart once."""

    def __init__(self, profile: SiteProfile, panel: ScreenProfile, fonts: Path, robot: Path | None) -> None:
        # Kivy reads its configuration while it is imported, so nothing of it is imported before `configure`.
        from kiosk.platform.client import PlatformClient
        from kiosk.terminal import logs
        from kiosk.terminal.live_guides import LiveGuides
        from kiosk.text import Texts
        from kiosk.visit.platform_work import PlatformWork
        from kiosk.visit.runner import Runner
        from kiosk.visit.world import World
        from screens.components import Stage
        from screens.devices import Devices
        from screens.director import Director
        from screens.event_log import EventLog
        from screens.pages import PAGES
        from screens.pages.page import Tools
        from screens.pages.presenter import Presenter
        from screens.theme.theme import Theme
        from screens.watch import AgentWatch

        self.profile = profile
        self.logger = logs.set_up("ui")
        self.log = EventLog(self.logger)
        self.pool = ThreadPoolExecutor(max_workers=4, thread_name_prefix="platform")
        self.guides = LiveGuides(profile.paths.guide_store)
        self.guides.load()
        self.guides.swap()
        self.client = PlatformClient(profile.paths.agent_socket)
        self.world = World(
            guides=self.guides,
            site=site_of(profile),
            clock=local_now,
            new_key=lambda: str(uuid4()),
            texts={language: Texts(language) for language in profile.screen.languages},
        )
        self.director = Director(self.world, self._run_effect, time.monotonic, self.guides.swap)
        self.devices = Devices(profile, fonts, self.director.tell)
        work = PlatformWork(self.client, local_now, self._sync_guides)
        self.runner = Runner(
            work,
            self.pool,
            self.director.post,
            self.log,
            self.devices.card,
            self.devices.camera,
            self.devices.printer,
        )
        self.watch = AgentWatch(
            self.client, self.guides, self.director.tell, local_now, lambda: self.director.state
        )
        self.theme = Theme(panel, fonts, wall_clock=local_now)
        self.stage = Stage(self.theme)
        self.scratch = tempfile.TemporaryDirectory(prefix="yiciban-", dir=_memory_folder())
        method = input_method(Path(self.scratch.name))
        tools = Tools(input_method=method, camera=self.devices.camera, pool=self.pool)
        self.presenter = Presenter(self.stage, self.theme, self.director.send, PAGES, tools)
        self.robot = robot

    def run(self) -> None:
        """Show the first page and serve until stopped."""
        from kivy.base import EventLoop, ExceptionManager, runTouchApp, stopTouchApp
        from kivy.clock import Clock
        from kivy.core.window import Window

        from screens.crash import CrashHandler
        from screens.robot_socket import RobotSocket

        ExceptionManager.add_handler(CrashHandler(self.logger, self.director.crashed))
        Window.clearcolor = self.theme.colour("paper")
        robot = RobotSocket(self.stage, self.robot) if self.robot is not None else None
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: Clock.schedule_once(lambda _: stopTouchApp()))
        self.devices.start()
        self.director.start(self.presenter)
        self.watch.start()
        if robot is not None:
            robot.start()
        self.log.event("ui.started")
        try:
            EventLoop.ensure_window()
            runTouchApp(self.stage)
        finally:
            if robot is not None:
                robot.stop()
            self.stop()

    def stop(self) -> None:
        """Give everything back."""
        self.watch.stop()
        self.devices.stop()
        self.pool.shutdown(wait=False, cancel_futures=True)
        self.client.close()
        self.scratch.cleanup()
        self.log.event("ui.stopped")

    def _run_effect(self, serial: int, effect: "Effect") -> None:
        self.runner.run(serial, effect)

    def _sync_guides(self) -> int:
        self.client.sync_guides()
        return self.guides.load()


def site_of(profile: SiteProfile) -> "Site":
    """Return what the visit is told of the place."""
    from kiosk.visit.world import Site, Times

    terminal, times = profile.terminal, profile.timeouts
    return Site(
        site_name=terminal.site_name,
        machine_label=terminal.machine_label,
        area_code=terminal.area_code,
        languages=profile.screen.languages,
        audiences=tuple(Audience(name) for name in terminal.audience_order),
        home_bundles=terminal.home_bundles,
        phone=terminal.hall_phone or None,
        progress_url=f"{profile.platform.base_url}/s/",
        times=Times(
            browsing=times.home_idle,
            session=times.session_idle,
            unhurried=max(times.reading_idle, times.assisted_idle),
            warning=times.warning,
            done=times.done,
            done_warning=times.done_countdown,
            card_alarm=times.card_left_alarm,
        ),
    )


def input_method(folder: Path, words: Sequence[str] = ()) -> "Pinyin | None":
    """Return the pinyin method, or None where librime is not installed: letters alone are offered then."""
    from screens.input_methods.composition import InputMethodMissing
    from screens.input_methods.pinyin import Pinyin

    try:
        return Pinyin(folder, words=words)
    except InputMethodMissing:
        return None


def local_now() -> datetime:
    """Return the local time with its offset."""
    return datetime.now().astimezone()


def _memory_folder() -> str | None:
    """Return a folder in memory for what must not reach a disk, where the system has one."""
    for folder in (os.environ.get("XDG_RUNTIME_DIR"), "/dev/shm"):  # noqa: S108 - made private by tempfile
        if folder and os.access(folder, os.W_OK):
            return folder
    return None
