"""`kiosk ui`: the composition root of the screens' process. Everything is made here and handed on.

The first page stands before the rest is loaded: window, theme and components come first, everything behind
the glass (screens/terminal.py) is made in a thread meanwhile. A touch in between is remembered.
"""

import argparse
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.terminal import core_dumps
from kiosk.terminal.notify import Notifier
from kiosk.terminal.settings import ProfileError, SiteProfile
from kiosk.terminal.settings_file import in_force, keep, last_good, places
from kiosk.terminal.watchdog import Watchdog
from screens import glx
from screens.pace import LOOK_S as LOOK_AT_PAGE_S
from screens.pace import Pace
from screens.theme.profile import ScreenProfile
from screens.waiting import Waiting
from screens.window import configure, keep_open, take_each_touch_where_it_is

if TYPE_CHECKING:
    from screens.robot_socket import RobotSocket
    from screens.terminal import Terminal

FONTS = Path(sys.prefix) / "share" / "yiciban" / "fonts"
SWITCH_S = 0.0005
SETTLED_S = 0.2
FINGER_S = 2.0
"""So long a finger that rests on the first page may keep the next one waiting."""
LOOK_S = 0.05
Ready = Callable[["Terminal"], None]


def main(profile_path: Path, arguments: Sequence[str] = ()) -> None:
    """Run the screens until they are told to stop (SIGTERM); raises ProfileError for a wrong profile."""
    parser = argparse.ArgumentParser(prog="kiosk ui")
    parser.add_argument(
        "--robot-socket", type=Path, help="let a program read the focus tree (never in service)"
    )
    parser.add_argument("--fonts", type=Path, default=FONTS, help="folder of regular.otf and bold.otf")
    parser.add_argument("--cursor", action="store_true", help="show the pointer")
    options = parser.parse_args(list(arguments))
    core_dumps.switch_off()
    notifier = Notifier.taken_from(os.environ)
    settings = Settings(profile_path, places(profile_path, "ui"))
    run(settings.profile, options.fonts, options.robot_socket, options.cursor, settings, notifier)


def command() -> None:
    """`kiosk-ui --profile FILE`: the same without the other commands, as the systemd unit starts it."""
    parser = argparse.ArgumentParser(prog="kiosk-ui", add_help=False)
    parser.add_argument("--profile", type=Path, required=True, help="the site profile (TOML)")
    options, others = parser.parse_known_args()
    try:
        main(options.profile, others)
    except ProfileError as error:
        sys.exit(str(error))


class Settings:
    """The site profile in force, and the last good one for the case that it is none."""

    def __init__(self, path: Path, kept: Sequence[Path]) -> None:
        """Raises ProfileError where neither can be used."""
        self.path, self._kept = path, kept
        self._found = in_force(path, kept)

    @property
    def profile(self) -> SiteProfile:
        """What is in force."""
        return self._found.profile

    @property
    def refused(self) -> ProfileError | None:
        """Why the file is not in force."""
        return self._found.refused

    def fall_back(self, error: ProfileError) -> None:
        """Take the last good one, since no terminal can be made of this; raises `error` without one."""
        held = last_good(self.path, self._kept)
        if held is None or held.text == self._found.text:
            raise error
        self._found = replace(held, refused=error)

    def keep(self) -> None:
        """A terminal was made of it: it is the last good one."""
        keep(self._found.text, self._kept)


def run(
    profile: SiteProfile,
    fonts: Path = FONTS,
    robot_socket: Path | None = None,
    cursor: bool = False,
    settings: Settings | None = None,
    notifier: Notifier | None = None,
    ready: Ready = lambda _terminal: None,
) -> None:
    """Open the window and serve until stopped. `ready` is called on the UI thread when all is loaded.

    `settings` know the last good profile; None: there is no other than this.
    """
    # What is made while starting stays: nothing to collect before all of it is there.
    gc.disable()
    screen = profile.screen
    panel = ScreenProfile(screen.width_px, screen.height_px, profile.px_per_mm, screen.screen_bottom_mm)
    configure(panel, show_cursor=cursor, max_fps=0)  # screens/waiting.py waits instead
    Opening(profile, panel, fonts, ready, notifier or Notifier(), settings).run(robot_socket)


class Opening:
    """From the bare window to the terminal at work."""

    def __init__(
        self,
        profile: SiteProfile,
        panel: ScreenProfile,
        fonts: Path,
        ready: Ready,
        notifier: Notifier,
        settings: "Settings | None" = None,
    ) -> None:
        # Kivy reads its configuration while it is imported, so nothing of it is imported before `configure`.
        from screens.components import Stage
        from screens.theme.theme import Theme
        from screens.welcome import opening

        self._profile, self._fonts, self._ready = profile, fonts, ready
        self._notifier = notifier
        self._settings = settings
        self._touched = False
        self._terminal: Terminal | None = None
        self._robot: RobotSocket | None = None
        self._failure: BaseException | None = None
        self._waiting: Waiting
        self._theme = Theme(panel, fonts, wall_clock=lambda: datetime.now().astimezone())
        self._stage = Stage(self._theme)
        site = f"{profile.terminal.site_name} · {profile.terminal.machine_label}"
        languages = profile.screen.languages
        self._stage.show(opening(self._theme, self._theme.texts, languages, site, self._touch))

    def run(self, robot_socket: Path | None) -> None:
        """Serve until stopped; raises what kept the terminal from being made."""
        from kivy.base import EventLoop, runTouchApp, stopTouchApp
        from kivy.clock import Clock
        from kivy.core.window import Window

        from screens import redraw
        from screens.robot_socket import RobotSocket

        Window.clearcolor = self._theme.colour("paper")
        keep_open(Window)
        glass = glx.current()
        self._waiting = waiting = Waiting(glass)
        waiting.steer(Clock)

        def take() -> None:
            waiting.hurry()
            EventLoop.dispatch_input()

        take_each_touch_where_it_is(Window, take)
        if glass is not None:
            redraw.begin(Window, self._stage, Clock, glass)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: Clock.schedule_once(lambda _: stopTouchApp()))
        robot = RobotSocket(self._stage, robot_socket) if robot_socket is not None else None
        self._robot = robot
        if robot is not None:
            robot.start()
        # Other threads give way to the frame loop soon, also while they load.
        sys.setswitchinterval(SWITCH_S)
        # After the first frames: until then the thread would only be in their way.
        Clock.schedule_once(lambda _: threading.Thread(target=self._prepare, daemon=True).start(), SETTLED_S)
        try:
            runTouchApp(self._stage)
        finally:
            if robot is not None:
                robot.stop()
            if self._terminal is not None:
                self._terminal.stop()
        if self._failure is not None:
            raise self._failure

    def _touch(self) -> None:
        self._touched = True

    def _prepare(self) -> None:
        """Make everything behind the glass, off the UI thread."""
        from kivy.base import stopTouchApp
        from kivy.clock import Clock

        try:
            terminal = self._make()
        except BaseException as error:
            # Raised again on the main thread, where the process ends and systemd starts it anew.
            self._failure = error
            Clock.schedule_once(lambda _: stopTouchApp())
            return
        Clock.schedule_once(lambda _: self._begin(terminal))

    def _make(self) -> "Terminal":
        """Return the terminal; where a driver refuses the profile, that of the last good one."""
        from screens.terminal import Terminal

        settings = self._settings
        if settings is None:
            return Terminal(self._profile, self._fonts)
        try:
            terminal = Terminal(settings.profile, self._fonts, settings.refused, settings.path)
        except ProfileError as error:
            settings.fall_back(error)
            terminal = Terminal(settings.profile, self._fonts, error, settings.path)
        settings.keep()
        return terminal

    def _begin(self, terminal: "Terminal", patience_s: float = FINGER_S) -> None:
        from kivy.base import EventLoop, ExceptionManager
        from kivy.clock import Clock

        from screens.crash import CrashHandler

        if EventLoop.touches and patience_s > 0:
            # A finger that is down belongs to the page that it touched; on another it would do nothing.
            Clock.schedule_once(lambda _: self._begin(terminal, patience_s - LOOK_S), LOOK_S)
            return
        self._terminal = terminal
        gc.freeze()
        gc.enable()
        ExceptionManager.add_handler(CrashHandler(terminal.logger, terminal.director.crashed))
        if self._robot is not None:
            from screens.speech.heard import Heard

            heard = Heard()
            terminal.voice.hear = heard.hear
            self._robot.add("speech", heard.answer)
        terminal.begin(self._stage, self._theme, self._touched)
        pace = Pace(lambda: self._stage.page_id, lambda: bool(EventLoop.touches), self._waiting.draw_at_most)
        Clock.schedule_interval(lambda _: pace.look(), LOOK_AT_PAGE_S)
        # One frame later the page is drawn; from then on the frame loop itself says that it turns.
        Clock.schedule_once(lambda _: self._notifier.ready(), 0)
        watchdog = Watchdog(self._notifier)
        if watchdog.every_s is not None:
            Clock.schedule_interval(lambda _: watchdog.beat(), watchdog.every_s)
        self._ready(terminal)
