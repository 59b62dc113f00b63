"""What the window wants of the camera, for who attends the worker. Safe between threads; nothing waits."""

import contextlib
import queue
import socket
import threading
import time

from devices.document_camera import orders
from devices.document_camera.values import CameraSettings, Wanted


class Wishes:
    """Orders in their sequence, and what holds for every worker: on or off, in which session, for what.

    `channel` becomes readable when something is wanted anew.
    """

    def __init__(self, settings: CameraSettings) -> None:
        self.settings = settings
        self._lock = threading.Lock()
        self._orders: queue.SimpleQueue[orders.Order] = queue.SimpleQueue()
        self.channel, self._bell = socket.socketpair()
        self.channel.setblocking(False)
        self._bell.setblocking(False)
        self.stopping = threading.Event()
        self._forgetting = threading.Event()
        self._resetting = threading.Event()
        self.is_on = False
        self.session = 0
        """Counts how often the camera was switched on; what was seen in one is not shown in the next."""
        self.wanted = Wanted()
        self._off_since = time.monotonic()

    # -- what is wanted

    def open(self, wanted: Wanted) -> None:
        """The camera is to be on, for this."""
        with self._lock:
            if not self.is_on:
                self.session += 1
            self.is_on, self.wanted = True, wanted
            self.put(orders.Open(self.settings, self.session, wanted))

    def close(self) -> None:
        """The camera is to be off."""
        with self._lock:
            self.is_on = False
            self._off_since = time.monotonic()
            self.put(orders.Close())

    def put(self, order: orders.Order) -> None:
        """The worker is to carry this out, after what was put before."""
        self._orders.put(order)
        self._ring()

    def forget(self) -> None:
        """The process that held somebody's pictures is to be replaced."""
        self._forgetting.set()
        self._ring()

    def reset(self) -> None:
        """The worker is to be replaced, whatever it does."""
        self._resetting.set()
        self._ring()

    def stop(self) -> None:
        """The worker is to end, for good."""
        self.stopping.set()
        self._ring()

    def release(self) -> None:
        """Give the sockets back; nobody attends any more."""
        self.channel.close()
        self._bell.close()

    def _ring(self) -> None:
        with contextlib.suppress(OSError):
            self._bell.send(b"\0")

    # -- for whoever attends

    def heard(self) -> None:
        """Take note that something is wanted."""
        with contextlib.suppress(BlockingIOError):
            self.channel.recv(4096)

    @property
    def waiting(self) -> bool:
        """Whether an order waits."""
        return not self._orders.empty()

    def next(self) -> orders.Order:
        """Return the order that waits longest."""
        return self._orders.get()

    def again(self) -> orders.Open | None:
        """Return what switches a fresh worker's camera on; None while it is to be off."""
        with self._lock:
            return orders.Open(self.settings, self.session, self.wanted) if self.is_on else None

    def off_for(self) -> float | None:
        """Return for how many seconds the camera has been off; None while it is on."""
        return None if self.is_on else time.monotonic() - self._off_since

    def takes_forget(self) -> bool:
        """Whether the worker is to forget; asked once for each time."""
        return _taken(self._forgetting)

    def takes_reset(self) -> bool:
        """Whether the worker is to be replaced; asked once for each time."""
        return _taken(self._resetting)


def _taken(event: threading.Event) -> bool:
    if not event.is_set():
        return False
    event.clear()
    return True
