"""A printer's network socket: one connection at a time on a port of this machine, as AppSocket has it."""

import contextlib
import os
import select
import socket
import threading
import time
from pathlib import Path


class TcpLine:
    """What `PtyLine` is for a serial line. `link` holds the port's name while plugged in.

    Unplugging closes the socket and the connection; plugging in listens on the same port again.
    """

    baud: int | None = None

    def __init__(self, link: Path, port: int = 0) -> None:
        self.link = link
        self.port = port
        self._lock = threading.Lock()
        self._listener: socket.socket | None = None
        self._connection: socket.socket | None = None
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)

    @property
    def name(self) -> str:
        """The port as the driver takes it."""
        return f"tcp:127.0.0.1:{self.port}"

    @property
    def plugged(self) -> bool:
        """Whether it is plugged in now."""
        return self._listener is not None

    def plug(self) -> None:
        """Listen; nothing happens when it is plugged in already."""
        with self._lock:
            if self._listener is not None:
                return
            self._listener = socket.create_server(("127.0.0.1", self.port), backlog=1)
            self.port = self._listener.getsockname()[1]
            self.link.parent.mkdir(parents=True, exist_ok=True)
            self.link.write_text(self.name, encoding="ascii")
        self.wake()

    def unplug(self) -> None:
        """Close everything, also in the middle of a transfer."""
        with self._lock:
            self.link.unlink(missing_ok=True)
            # The listener first: who sees the connection end finds nobody to call again.
            if self._listener is not None:
                self._listener.close()
                self._listener = None
            self._hang_up()
        self.wake()

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def wake(self) -> None:
        """Make a waiting `read` return early."""
        os.write(self._wake_write, b"\0")

    def read(self, timeout: float) -> bytes:
        """Return what the host sent, b"" after `timeout` seconds, when woken, or while unplugged."""
        watched: list[int] = [self._wake_read]
        with self._lock:
            ear = self._connection or self._listener
            if ear is not None:
                watched.append(ear.fileno())
        with contextlib.suppress(OSError, ValueError):
            select.select(watched, [], [], timeout)
        with contextlib.suppress(BlockingIOError):
            os.read(self._wake_read, 4096)
        with self._lock:
            return self._receive()

    def _receive(self) -> bytes:
        if self._connection is None:
            self._accept()
            return b""
        try:
            data = self._connection.recv(4096)
        except BlockingIOError:
            return b""
        except OSError:
            data = b""
        if not data:
            self._hang_up()
        return data

    def _accept(self) -> None:
        if self._listener is None or not select.select([self._listener], [], [], 0)[0]:
            return
        self._connection, _ = self._listener.accept()
        self._connection.setblocking(False)
        self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def write(self, data: bytes, patience: float = 2.0) -> int:
        """Send bytes to the host; return how many went out before it was lost or `patience` was over."""
        sent = 0
        end = time.monotonic() + patience
        while sent < len(data) and time.monotonic() < end:
            with self._lock:
                if self._connection is None:
                    break
                try:
                    sent += self._connection.send(data[sent:])
                    continue
                except BlockingIOError:
                    waiting = self._connection.fileno()
                except OSError:
                    break
            with contextlib.suppress(OSError, ValueError):
                select.select([], [waiting], [], 0.05)
        return sent

    def close(self) -> None:
        """Unplug for good and give the descriptors back."""
        self.unplug()
        with self._lock:
            for fd in (self._wake_read, self._wake_write):
                os.close(fd)
