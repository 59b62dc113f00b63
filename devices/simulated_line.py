"""A serial line of a simulated device: a pty under a stable name, that can be pulled.

Production code never imports this module.
"""

import contextlib
import os
import select
import termios
import threading
import time
import tty
from pathlib import Path

_BAUD = {getattr(termios, f"B{rate}"): rate for rate in (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)}


class PtyLine:
    """A serial line under a stable name: a pty whose slave `link` points at while it is plugged in.

    Unplugging removes the link and hangs up whoever has the port open; plugging in again is a new pty under
    the same link, as with a USB adapter. All methods may be called from any thread.
    """

    def __init__(self, link: Path) -> None:
        self.link = link
        self._lock = threading.Lock()
        self._waiting = threading.Lock()
        self._pulled = False
        self._master = -1
        self._slave = -1
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)

    @property
    def plugged(self) -> bool:
        """Whether the device is plugged in now."""
        return self._master >= 0

    @property
    def baud(self) -> int | None:
        """The speed that the host has set on its side, bit/s; None when unplugged or unusual."""
        with self._lock:
            if self._slave < 0:
                return None
            return _BAUD.get(termios.tcgetattr(self._slave)[5])

    def plug(self) -> None:
        """Make the pty and the link; nothing happens when it is plugged in already."""
        with self._lock:
            if self._master >= 0:
                return
            self._master, self._slave = os.openpty()
            tty.setraw(self._slave)
            os.set_blocking(self._master, False)
            self.link.parent.mkdir(parents=True, exist_ok=True)
            fresh = self.link.with_name(f".{self.link.name}.new")
            fresh.unlink(missing_ok=True)
            fresh.symlink_to(os.ttyname(self._slave))
            fresh.replace(self.link)
        self.wake()

    def unplug(self) -> None:
        """Remove the link and close the line, also in the middle of a transfer.

        On return the host's end is hung up: the kernel does that when nobody waits on our end any more.
        """
        self._pulled = True
        self.wake()
        with self._waiting, self._lock:
            self._pulled = False
            if self._master < 0:
                return
            self.link.unlink(missing_ok=True)
            os.close(self._master)
            os.close(self._slave)
            self._master = self._slave = -1
        self.wake()

    def wake(self) -> None:
        """Make a waiting `read` return early."""
        os.write(self._wake_write, b"\0")

    def read(self, timeout: float) -> bytes:
        """Return what the host sent, b"" after `timeout` seconds, when woken, or while unplugged."""
        with self._waiting:
            watched = [self._wake_read] + ([self._master] if self._master >= 0 else [])
            select.select(watched, [], [], 0 if self._pulled else timeout)
        if self._pulled:
            # Whoever pulls the cable is let in.
            time.sleep(0.001)
        with contextlib.suppress(BlockingIOError):
            os.read(self._wake_read, 4096)
        with self._lock:
            if self._master < 0:
                return b""
            try:
                return os.read(self._master, 4096)
            except OSError:
                return b""

    def write(self, data: bytes, patience: float = 2.0) -> int:
        """Send bytes to the host; return how many went out.

        Like a wire, it loses what nobody takes: after `patience` seconds without progress, or when unplugged.
        """
        sent = 0
        last = time.monotonic()
        while sent < len(data) and time.monotonic() - last < patience:
            with self._lock:
                if self._master < 0:
                    break
                try:
                    count = os.write(self._master, data[sent:])
                except BlockingIOError:
                    count = 0
                except OSError:
                    break
            if count:
                sent += count
                last = time.monotonic()
            else:
                select.select([], [], [], 0.01)
        return sent

    def close(self) -> None:
        """Unplug for good and give the descriptors back."""
        self.unplug()
        with self._lock:
            for fd in (self._wake_read, self._wake_write):
                os.close(fd)
