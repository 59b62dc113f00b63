"""An open keypad: its evdev nodes, read for this program alone."""

import contextlib
import fcntl
import logging
import os
import select
import struct
from collections.abc import Sequence
from pathlib import Path
from time import monotonic

from devices.deadline import Clock, Deadline
from devices.keypad.layout import Options
from devices.keypad.nodes import nodes
from devices.keypad.presses import Done, Presses
from devices.keypad.wire import EV_SYN, SIZE, SW_HEADPHONE_INSERT, SYN_DROPPED, Collector, InputEvent

_log = logging.getLogger(__name__)

EVIOCGRAB = 0x40044590
"""_IOW('E', 0x90, int), linux/input.h."""
EVIOCSCLOCKID, CLOCK_MONOTONIC = 0x400445A0, 1
"""_IOW('E', 0xa0, int): by which clock the events are stamped."""
STALE_S = 30.0
"""A time that lies farther back, or ahead, was stamped by another clock."""
EVIOCGSW_1 = 0x8001451B
"""_IOC(_IOC_READ, 'E', 0x1b, 1): the switches, one byte of them."""
GLANCE = 0.1
"""How soon a key that is held is noticed, s."""
CHUNK = 64 * SIZE


class KeypadGoneError(OSError):
    """The keypad is gone."""


class Keypad:
    """One opening. Not thread-safe: one thread owns it.

    The nodes of the keypad are grabbed, so that its arrows and its F1 reach nothing else on this machine; the
    node of the socket is only read.
    """

    def __init__(
        self, keys: Sequence[Path], socket: Sequence[Path], options: Options, clock: Clock = monotonic
    ) -> None:
        """Open the nodes. Raises OSError."""
        self._clock = clock
        self._presses = Presses(options)
        self._fds: dict[int, Collector] = {}
        self._ready: list[Done] = []
        try:
            for path in (*keys, *socket):
                fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
                self._fds[fd] = Collector()
                if path in keys:
                    _grab(fd)
                with contextlib.suppress(OSError):
                    fcntl.ioctl(fd, EVIOCSCLOCKID, struct.pack("@i", CLOCK_MONOTONIC))
                if _headphones_in(fd):
                    self._ready += self._presses.jack(True)
        except OSError:
            self.close()
            raise

    def read(self, within: Deadline) -> list[Done]:
        """Return what is done until the deadline, at once when something is. Raises KeypadGoneError."""
        while True:
            done, self._ready = self._ready, []
            for fd in self._waiting(min(GLANCE, within.remaining)):
                done += self._take(fd)
            done += self._presses.due(self._clock())
            if done or within.expired:
                return done

    def _waiting(self, seconds: float) -> list[int]:
        return select.select(list(self._fds), [], [], 0 if self._ready else seconds)[0]

    def _take(self, fd: int) -> list[Done]:
        try:
            data = os.read(fd, CHUNK)
        except BlockingIOError:
            return []
        except OSError as error:
            raise KeypadGoneError("keypad gone") from error
        if not data:
            raise KeypadGoneError("keypad gone")
        done: list[Done] = []
        for event in self._fds[fd].feed(data):
            if event.type == EV_SYN and event.code == SYN_DROPPED:
                _log.info("keypad: events lost")
                self._presses.forget()
            done += self._presses.feed(event, self._when(event))
        return done

    def _when(self, event: InputEvent) -> float:
        """Return when it happened: on a busy machine two presses may be read at once, and are no bounce."""
        now = self._clock()
        return event.at if now - STALE_S < event.at <= now else now

    def close(self) -> None:
        """Give the nodes back; never raises."""
        for fd in self._fds:
            with contextlib.suppress(OSError):
                os.close(fd)
        self._fds.clear()


def open_keypad(options: Options, clock: Clock = monotonic) -> Keypad:
    """Open the keypad that the options name. Raises OSError, also where the socket's node is missing."""
    keys = nodes(options.port)
    return Keypad(keys, nodes(options.jack) if options.jack else (), options, clock)


def _grab(fd: int) -> None:
    """Take the node for this program alone; a line that is no evdev node (a pty) has nobody else on it."""
    try:
        fcntl.ioctl(fd, EVIOCGRAB, 1)
    except OSError as error:
        if os.isatty(fd):
            return
        raise KeypadGoneError("another program holds the keypad") from error


def _headphones_in(fd: int) -> bool:
    """Whether the node has the socket's switch, and something is in it."""
    switches = bytearray(1)
    try:
        fcntl.ioctl(fd, EVIOCGSW_1, switches)
    except OSError:
        return False
    return bool(switches[0] >> SW_HEADPHONE_INSERT & 1)
