"""An X display from outside: keys and pointer by XTest, windows, and the pixels that stand on the glass.

By libX11 and libXtst, which xdotool brings along; an event costs microseconds here, and 100 ms with xdotool.
"""

import ctypes
from collections.abc import Iterator, Sequence
from ctypes import (
    CFUNCTYPE,
    POINTER,
    Structure,
    Union,
    byref,
    c_char,
    c_int,
    c_long,
    c_ubyte,
    c_uint,
    c_ulong,
)
from ctypes import c_void_p as pointer
from dataclasses import dataclass

LEFT, MIDDLE, RIGHT = 1, 2, 3
WHEEL = (4, 5, 6, 7)
ALL_PLANES = c_ulong(-1 & 0xFFFFFFFF)
Z_PIXMAP, VIEWABLE, CLIENT_MESSAGE, REVERT_TO_PARENT = 2, 2, 33, 2


class NoDisplay(Exception):  # noqa: N818 - what is missing
    """There is no display of this name, or no library to reach it."""


class _Image(Structure):
    """XImage (Xlib.h), as far as it is read here."""

    _fields_ = [
        ("width", c_int),
        ("height", c_int),
        ("xoffset", c_int),
        ("format", c_int),
        ("data", POINTER(c_ubyte)),
        ("byte_order", c_int),
        ("bitmap_unit", c_int),
        ("bitmap_bit_order", c_int),
        ("bitmap_pad", c_int),
        ("depth", c_int),
        ("bytes_per_line", c_int),
        ("bits_per_pixel", c_int),
    ]


class _Attributes(Structure):
    """XWindowAttributes (Xlib.h)."""

    _fields_ = [
        ("x", c_int),
        ("y", c_int),
        ("width", c_int),
        ("height", c_int),
        ("border_width", c_int),
        ("depth", c_int),
        ("visual", pointer),
        ("root", c_ulong),
        ("class_", c_int),
        ("bit_gravity", c_int),
        ("win_gravity", c_int),
        ("backing_store", c_int),
        ("backing_planes", c_ulong),
        ("backing_pixel", c_ulong),
        ("save_under", c_int),
        ("colormap", c_ulong),
        ("map_installed", c_int),
        ("map_state", c_int),
        ("all_event_masks", c_long),
        ("your_event_mask", c_long),
        ("do_not_propagate_mask", c_long),
        ("override_redirect", c_int),
        ("screen", pointer),
    ]


class _ClientMessage(Structure):
    """XClientMessageEvent (Xlib.h) with five longs."""

    _fields_ = [
        ("type", c_int),
        ("serial", c_ulong),
        ("send_event", c_int),
        ("display", pointer),
        ("window", c_ulong),
        ("message_type", c_ulong),
        ("format", c_int),
        ("data", c_long * 5),
    ]


class _Event(Union):
    _fields_ = [("message", _ClientMessage), ("pad", c_long * 24)]


@dataclass(frozen=True)
class Place:
    """A window of the display: its number, and where it stands in px."""

    window: int
    x: int
    y: int
    width: int
    height: int
    seen: bool


class Display:
    """One connection. Raises NoDisplay when it cannot be made. Not for two threads at a time."""

    def __init__(self, name: str) -> None:
        try:
            self._x = ctypes.CDLL("libX11.so.6")
            self._test = ctypes.CDLL("libXtst.so.6")
        except OSError as error:
            raise NoDisplay(str(error)) from error
        self._declare()
        # A window that goes away while it is asked about must not end this process, as Xlib would.
        self._on_error = CFUNCTYPE(c_int, pointer, pointer)(lambda *_: 0)
        self._x.XSetErrorHandler(self._on_error)
        self._display = self._x.XOpenDisplay(name.encode())
        if not self._display:
            raise NoDisplay(name)
        self._root = self._x.XDefaultRootWindow(self._display)

    def _declare(self) -> None:
        x, test = self._x, self._test
        x.XOpenDisplay.restype = pointer
        for name, kinds, answer in (
            ("XDefaultRootWindow", [pointer], c_ulong),
            ("XCloseDisplay", [pointer], c_int),
            ("XSync", [pointer, c_int], c_int),
            ("XDisplayKeycodes", [pointer, POINTER(c_int), POINTER(c_int)], c_int),
            ("XChangeKeyboardMapping", [pointer, c_int, c_int, POINTER(c_ulong), c_int], c_int),
            ("XStringToKeysym", [ctypes.c_char_p], c_ulong),
            ("XKeysymToKeycode", [pointer, c_ulong], c_ubyte),
            ("XQueryTree", [pointer, c_ulong, *[POINTER(c_ulong)] * 2, POINTER(POINTER(c_ulong)),
                            POINTER(c_uint)], c_int),
            ("XGetWindowAttributes", [pointer, c_ulong, POINTER(_Attributes)], c_int),
            ("XSetInputFocus", [pointer, c_ulong, c_int, c_ulong], c_int),
            ("XInternAtom", [pointer, ctypes.c_char_p, c_int], c_ulong),
            ("XGetSelectionOwner", [pointer, c_ulong], c_ulong),
            ("XSendEvent", [pointer, c_ulong, c_int, c_long, POINTER(_Event)], c_int),
            ("XGetImage", [pointer, c_ulong, c_int, c_int, c_uint, c_uint, c_ulong, c_int], POINTER(_Image)),
            ("XDestroyImage", [POINTER(_Image)], c_int),
            ("XFree", [pointer], c_int),
        ):  # fmt: skip
            function = getattr(x, name)
            function.argtypes, function.restype = kinds, answer
        test.XTestFakeKeyEvent.argtypes = [pointer, c_uint, c_int, c_ulong]
        test.XTestFakeButtonEvent.argtypes = [pointer, c_uint, c_int, c_ulong]
        test.XTestFakeMotionEvent.argtypes = [pointer, c_int, c_int, c_int, c_ulong]

    def close(self) -> None:
        """Hang up."""
        self._x.XCloseDisplay(self._display)

    def sync(self) -> None:
        """Wait until the server has taken everything."""
        self._x.XSync(self._display, 0)

    # Keys.

    def keycodes(self) -> range:
        """Return every key that a keyboard of this display can have."""
        least, most = c_int(), c_int()
        self._x.XDisplayKeycodes(self._display, byref(least), byref(most))
        return range(least.value, most.value + 1)

    def keycode(self, name: str) -> int:
        """Return the key of a keysym's name (`Control_L`); raises KeyError where no key bears it."""
        code = int(self._x.XKeysymToKeycode(self._display, self._x.XStringToKeysym(name.encode())))
        if not code:
            raise KeyError(name)
        return code

    def relabel(self, keysyms: Sequence[int]) -> range:
        """Have the keys bear these keysyms, from the first key on; return which keys those are.

        Raises ValueError for more keysyms than there are keys.
        """
        keys = self.keycodes()[: len(keysyms)]
        if len(keys) < len(keysyms):
            raise ValueError(f"{len(keysyms)} keysyms for {len(keys)} keys")
        labels = (c_ulong * len(keysyms))(*keysyms)
        self._x.XChangeKeyboardMapping(self._display, keys.start, 1, labels, len(keysyms))
        self.sync()
        return keys

    def key(self, code: int, down: bool) -> None:
        """Press or let go a key."""
        self._test.XTestFakeKeyEvent(self._display, code, int(down), 0)

    def chord(self, *codes: int) -> None:
        """Press keys one after the other and let them go in the opposite order."""
        for code in codes:
            self.key(code, True)
        for code in reversed(codes):
            self.key(code, False)

    # Pointer.

    def move(self, x: int, y: int) -> None:
        """Put the pointer at a place of the display."""
        self._test.XTestFakeMotionEvent(self._display, -1, x, y, 0)

    def button(self, number: int, down: bool) -> None:
        """Press or let go a button of the pointer."""
        self._test.XTestFakeButtonEvent(self._display, number, int(down), 0)

    def click(self, x: int, y: int, number: int = LEFT) -> None:
        """Press and let go a button at a place."""
        self.move(x, y)
        self.button(number, True)
        self.button(number, False)

    # Windows.

    def windows(self) -> list[Place]:
        """Return the windows that stand on the display, the lowest first."""
        root, parent, count = c_ulong(), c_ulong(), c_uint()
        children = POINTER(c_ulong)()
        self._x.XQueryTree(
            self._display, self._root, byref(root), byref(parent), byref(children), byref(count)
        )
        found = list(self._places(children[i] for i in range(count.value)))
        if count.value:
            self._x.XFree(children)
        return found

    def _places(self, windows: Iterator[int]) -> Iterator[Place]:
        for window in windows:
            seen = _Attributes()
            if self._x.XGetWindowAttributes(self._display, window, byref(seen)):
                shown = seen.map_state == VIEWABLE
                yield Place(window, seen.x, seen.y, seen.width, seen.height, shown)

    def focus(self, window: int) -> None:
        """Have keys go to a window."""
        self._x.XSetInputFocus(self._display, window, REVERT_TO_PARENT, 0)

    def ask_to_close(self, window: int) -> None:
        """Send what a window manager sends when somebody closes a window (ICCCM 4.2.8.1)."""
        event = _Event()
        event.message.type, event.message.window, event.message.format = CLIENT_MESSAGE, window, 32
        event.message.message_type = self._atom("WM_PROTOCOLS")
        event.message.data[0] = self._atom("WM_DELETE_WINDOW")
        self._x.XSendEvent(self._display, window, 0, 0, byref(event))

    def selection_taken(self, name: str) -> bool:
        """Whether anybody offers text to others: PRIMARY, CLIPBOARD."""
        return bool(self._x.XGetSelectionOwner(self._display, self._atom(name)))

    def _atom(self, name: str) -> int:
        return int(self._x.XInternAtom(self._display, name.encode(), 0))

    # Pixels.

    def pixels(self, x: int, y: int, width: int, height: int) -> bytes:
        """Return what stands on the glass, four bytes a pixel (BGRX), rows from the top.

        Raises ValueError for a place outside the display.
        """
        image = self._x.XGetImage(self._display, self._root, x, y, width, height, ALL_PLANES, Z_PIXMAP)
        if not image:
            raise ValueError(f"{width} x {height} at {x}, {y} is not on the display")
        try:
            one = image.contents
            size = one.bytes_per_line * one.height
            return bytes(ctypes.cast(one.data, POINTER(c_char * size)).contents.raw)
        finally:
            self._x.XDestroyImage(image)
