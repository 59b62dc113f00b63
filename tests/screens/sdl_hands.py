"""Keys, a pointer and fingers as SDL tells the window of them: events of its own queue.

What a real keyboard or mouse does reaches Kivy by this queue and by nothing else; here a sweep over all keys
costs milliseconds and needs no display. Layouts: SDL_events.h and SDL_keyboard.h of SDL 2.
"""

import ctypes
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from ctypes import Structure, c_char, c_float, c_int32, c_int64, c_uint8, c_uint16, c_uint32
from functools import cache
from itertools import combinations
from pathlib import Path

KEY_DOWN, KEY_UP, TEXT_INPUT = 0x300, 0x301, 0x303
MOTION, BUTTON_DOWN, BUTTON_UP, WHEEL = 0x400, 0x401, 0x402, 0x403
FINGER_DOWN, FINGER_UP, FINGER_MOTION = 0x700, 0x701, 0x702
LEFT, MIDDLE, RIGHT, BACK, FORWARD = 1, 2, 3, 4, 5
SHIFT, CTRL, ALT, SUPER = 0x1, 0x40, 0x100, 0x400
SCANCODES = 512
AT_ONCE = 4096
"""Events that are queued before the window takes them; SDL's queue holds 65535."""


class _Key(Structure):
    """SDL_KeyboardEvent."""

    _fields_ = [
        *((name, c_uint32) for name in ("type", "timestamp", "window")),
        *((name, c_uint8) for name in ("state", "repeat", "padding2", "padding3")),
        *((name, c_int32) for name in ("scancode", "sym")),
        ("mod", c_uint16),
        ("unused", c_uint32),
        ("rest", c_uint8 * 24),
    ]


class _TextInput(Structure):
    """SDL_TextInputEvent."""

    _fields_ = [
        *((name, c_uint32) for name in ("type", "timestamp", "window")),
        ("text", c_char * 32),
        ("rest", c_uint8 * 12),
    ]


class _Motion(Structure):
    """SDL_MouseMotionEvent."""

    _fields_ = [
        *((name, c_uint32) for name in ("type", "timestamp", "window", "which", "state")),
        *((name, c_int32) for name in ("x", "y", "xrel", "yrel")),
        ("rest", c_uint8 * 20),
    ]


class _Button(Structure):
    """SDL_MouseButtonEvent."""

    _fields_ = [
        *((name, c_uint32) for name in ("type", "timestamp", "window", "which")),
        *((name, c_uint8) for name in ("button", "state", "clicks", "padding1")),
        *((name, c_int32) for name in ("x", "y")),
        ("rest", c_uint8 * 28),
    ]


class _Wheel(Structure):
    """SDL_MouseWheelEvent."""

    _fields_ = [
        *((name, c_uint32) for name in ("type", "timestamp", "window", "which")),
        *((name, c_int32) for name in ("x", "y")),
        ("rest", c_uint8 * 32),
    ]


class _Finger(Structure):
    """SDL_TouchFingerEvent."""

    _fields_ = [
        *((name, c_uint32) for name in ("type", "timestamp")),
        *((name, c_int64) for name in ("touch", "finger")),
        *((name, c_float) for name in ("x", "y", "dx", "dy", "pressure")),
        ("window", c_uint32),
        ("rest", c_uint8 * 8),
    ]


@cache
def _sdl() -> ctypes.CDLL:
    """Return the SDL that Kivy's window uses."""
    from kivy.core.window import Window  # noqa: F401 - loads it

    maps = (line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines())
    return ctypes.CDLL(next(path for path in maps if "/libSDL2-2" in path))


def send(*events: Structure) -> None:
    """Queue events and have the window take them, as its loop does."""
    from kivy.core.window import Window

    for begin in range(0, len(events), AT_ONCE):
        for event in events[begin : begin + AT_ONCE]:
            assert _sdl().SDL_PushEvent(ctypes.byref(event)) == 1
        Window.mainloop()


@cache
def syms() -> tuple[tuple[int, int], ...]:
    """Return every key that SDL knows: its scancode and what it is on this layout."""
    found = ((code, int(_sdl().SDL_GetKeyFromScancode(code))) for code in range(SCANCODES))
    return tuple((code, sym) for code, sym in found if sym)


def held() -> Iterator[int]:
    """Yield what can be held meanwhile: nothing, and each combination of Ctrl, Alt, Shift and Super."""
    for count in range(5):
        yield from map(sum, combinations((SHIFT, CTRL, ALT, SUPER), count))


def chords(modifiers: Iterable[int]) -> Iterator[Structure]:
    """Yield every key going down and up while each of the modifiers is held, with the text that it types."""
    for mod in modifiers:
        for code, sym in syms():
            yield _Key(type=KEY_DOWN, state=1, scancode=code, sym=sym, mod=mod)
            if 32 <= sym < 127 and mod in (0, SHIFT):
                yield _TextInput(type=TEXT_INPUT, text=bytes([sym]))
            yield _Key(type=KEY_UP, scancode=code, sym=sym, mod=mod)


def key(sym: int, down: bool, mod: int = 0) -> Structure:
    """Return a key going down or up."""
    return _Key(type=KEY_DOWN if down else KEY_UP, state=int(down), sym=sym, mod=mod)


def button(number: int, down: bool, x: float, y: float) -> Structure:
    """Return a button of the pointer, at px from the top left."""
    kind = BUTTON_DOWN if down else BUTTON_UP
    return _Button(type=kind, button=number, state=int(down), clicks=1, x=round(x), y=round(y))


def motion(x: float, y: float) -> Structure:
    """Return the pointer being moved there."""
    return _Motion(type=MOTION, x=round(x), y=round(y))


def wheel(across: int, down: int) -> Structure:
    """Return the wheel being turned."""
    return _Wheel(type=WHEEL, x=across, y=down)


def fingers(kind: int, count: int, x: float = 0.5, y: float = 0.5) -> list[Structure]:
    """Return so many fingers, beside each other from a place between 0 and 1, as the panel tells of them."""
    return [_Finger(type=kind, finger=n, x=x, y=y + n / 100) for n in range(count)]


@contextmanager
def plugged_in() -> Iterator[None]:
    """Have the window's pointer be taken as in a terminal: by the configured provider, each event at once."""
    from kivy.base import EventLoop
    from kivy.config import Config
    from kivy.core.window import Window
    from kivy.input import MotionEventFactory

    from screens.window import take_each_touch_where_it_is

    bound: list[tuple[str, Callable[..., object]]] = []

    class Remembering:
        def fbind(self, name: str, function: Callable[..., object]) -> None:
            Window.fbind(name, function)
            bound.append((name, function))

    take_each_touch_where_it_is(Remembering(), EventLoop.dispatch_input)
    ((device, told),) = Config.items("input")
    name, _, arguments = told.partition(",")
    provider = MotionEventFactory.get(name)(device, arguments)
    EventLoop.add_input_provider(provider, auto_remove=True)
    provider.start()
    try:
        yield
        assert list(EventLoop.touches) == [], "a touch never ends"
    finally:
        provider.stop()
        EventLoop.remove_input_provider(provider)
        for name, function in bound:
            Window.funbind(name, function)
