"""The window: what must be said to Kivy and SDL before Kivy is imported, and nothing after.

Call `configure()` first of all; importing Kivy earlier would read its configuration and environment, and
with them leave ways out of the terminal open.
"""

import os
import sys
from collections.abc import Callable
from typing import Protocol

from screens.theme.profile import ScreenProfile

ENVIRONMENT = {
    "KIVY_NO_ARGS": "1",
    "KIVY_NO_CONFIG": "1",
    "KIVY_NO_ENV_CONFIG": "1",
    "KIVY_NO_FILELOG": "1",
    "KIVY_LOG_MODE": "PYTHON",
    "KIVY_CLIPBOARD": "dummy",
    "KIVY_WINDOW": "sdl2",
    "KIVY_METRICS_DENSITY": "1",
    "KIVY_METRICS_FONTSCALE": "1",
    "SDL_NO_SIGNAL_HANDLERS": "1",
    "SDL_MOUSE_TOUCH_EVENTS": "0",
}

OPEN_DOORS = ("KIVY_", "KCFG_")
"""Variables by which Kivy would take another provider, module, folder or configuration."""

TOUCH_INPUTS = ("mouse", "mtdev")


class Binding(Protocol):
    """A window of Kivy's, as far as it is needed here."""

    def fbind(self, name: str, function: Callable[..., object]) -> object:
        """Call a function at every event of a name."""


def configure(
    profile: ScreenProfile,
    *,
    touch: str = "mouse",
    touch_device: str = "",
    show_cursor: bool = False,
    fullscreen: bool = False,
    max_fps: int = 60,
) -> None:
    """Set Kivy up for a terminal of this profile.

    touch: the one input provider, `mouse` (X delivers touches as pointer) or `mtdev` with touch_device.
    Two providers for one panel would make every touch a double tap. max_fps: 0 where somebody else waits
    between frames. Raises RuntimeError when Kivy's window
    stands already, ValueError for an unknown provider.
    """
    if "kivy.core.window" in sys.modules:
        raise RuntimeError("configure() must come before the window is made")
    if touch not in TOUCH_INPUTS:
        raise ValueError(f"no input provider {touch}; there are {', '.join(TOUCH_INPUTS)}")
    for name in [name for name in os.environ if name.startswith(OPEN_DOORS)]:
        del os.environ[name]
    os.environ.update(ENVIRONMENT)
    os.environ["KIVY_DPI"] = str(round(profile.px_per_mm * 25.4))

    from kivy.config import Config

    graphics = {
        "width": profile.width_px,
        "height": profile.height_px,
        "multisamples": 0,
        "maxfps": max_fps,
        "resizable": 0,
        "borderless": 1,
        "fullscreen": "auto" if fullscreen else 0,
        "show_cursor": int(show_cursor),
        "position": "custom",
        "left": 0,
        "top": 0,
        "allow_screensaver": 0,
    }
    for key, value in graphics.items():
        Config.set("graphics", key, str(value))
    behaviour = {
        "exit_on_escape": 0,
        "desktop": 0,
        "log_enable": 0,
        "log_level": "warning",
        "keyboard_mode": "",
        "pause_on_minimize": 0,
        "window_icon": "",
    }
    for key, setting in behaviour.items():
        Config.set("kivy", key, str(setting))
    for section in ("input", "modules"):
        for key, _ in list(Config.items(section)):
            Config.remove_option(section, key)
    if touch == "mouse":
        from screens import pointer

        Config.set("input", "mouse", pointer.NAME)
    else:
        Config.set("input", "panel", f"mtdev,{touch_device}")


def keep_open(window: Binding) -> None:
    """Refuse whoever asks the window to close: Alt+F4 at a window manager, or another program of the display.

    A signal to the process ends it all the same (screens/app.py).
    """
    # Not `bind`: that would hold a function of nobody's weakly.
    window.fbind("on_request_close", lambda *_, **__: True)


def take_each_touch_where_it_is(window: Binding, take: Callable[[], object]) -> None:
    """Have touches dispatched as they come, before the window's loop starts.

    Kivy keeps what comes within a frame and gives all of it the last place: a swipe during a slow frame would
    begin on the target where it ends, and a stroke would lose its bends.

    take: dispatches what waits (`EventLoop.dispatch_input`).
    """

    def now(*_: object) -> None:
        take()

    # Bound before Kivy's provider, hence called after it (Kivy calls the last bound first).
    for name in ("on_mouse_down", "on_mouse_move", "on_mouse_up"):
        window.fbind(name, now)
