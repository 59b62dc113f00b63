"""The window's connection to the X server, as SDL made it: does input lie there; show a part of the picture.

By libX11 and libGL, which SDL has loaded already. One connection is used by one thread: that of the window.
"""

import ctypes
from ctypes import CFUNCTYPE, c_char_p, c_int, c_ulong
from ctypes import c_void_p as pointer

QUEUED_AFTER_FLUSH = 2
COPY = b"GLX_MESA_copy_sub_buffer"
Box = tuple[int, int, int, int]
"""x, y, width, height in px from the bottom left."""


class Glass:
    """The connection and the window that this thread draws in."""

    def __init__(self, x: ctypes.CDLL, gl: ctypes.CDLL, display: int, drawable: int) -> None:
        self._x, self._display, self._drawable = x, display, drawable
        x.XConnectionNumber.argtypes = [pointer]
        x.XEventsQueued.argtypes = [pointer, c_int]
        x.XDefaultScreen.argtypes = [pointer]
        self.fileno: int = x.XConnectionNumber(display)
        """What becomes readable when the server says something."""
        self._copy = _copier(gl, display, x.XDefaultScreen(display))

    def input_waits(self) -> bool:
        """Whether something lies there that SDL has not taken; sends what waits to be sent."""
        return bool(self._x.XEventsQueued(self._display, QUEUED_AFTER_FLUSH))

    @property
    def copies(self) -> bool:
        """Whether a part of what was drawn can be shown (GLX_MESA_copy_sub_buffer)."""
        return self._copy is not None

    def show(self, box: Box) -> None:
        """Show this part of what was drawn, which stays for the next time. Only where it `copies`."""
        assert self._copy is not None
        self._copy(self._display, self._drawable, *box)


def current() -> Glass | None:
    """Return the glass of this thread; None where nothing is drawn through GLX."""
    try:
        x, gl = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libGL.so.1")
    except OSError:
        return None
    gl.glXGetCurrentDisplay.restype = pointer
    gl.glXGetCurrentDrawable.restype = c_ulong
    display, drawable = gl.glXGetCurrentDisplay(), gl.glXGetCurrentDrawable()
    return Glass(x, gl, display, drawable) if display and drawable else None


def _copier(gl: ctypes.CDLL, display: int, screen: int) -> "ctypes._CFunctionType | None":
    gl.glXQueryExtensionsString.argtypes = [pointer, c_int]
    gl.glXQueryExtensionsString.restype = c_char_p
    gl.glXGetProcAddress.restype = pointer
    if COPY not in (gl.glXQueryExtensionsString(display, screen) or b"").split():
        return None
    address = gl.glXGetProcAddress(b"glXCopySubBufferMESA")
    kind = CFUNCTYPE(None, pointer, c_ulong, c_int, c_int, c_int, c_int)
    return kind(address) if address else None
