"""Plug events: when the kernel says that something came or went, waiting devices are tried at once.

Without events (no udev, as in a container, or no netlink) nothing is lost but a second: each device's own
thread looks at its port twice a second in any case.
"""

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

_log = logging.getLogger(__name__)

SUBSYSTEMS = ("tty", "video4linux", "hidraw", "usbmisc", "usb")
PLUGGED = ("add", "remove", "bind", "unbind", "move")
"""`change` is not among them: a battery or a screen says that all day."""
SETTLE = 0.05
"""Events come in bursts, a hub's by the dozen; they are answered once, after this many quiet seconds."""
UDEV = Path("/run/udev/control")


class Events(Protocol):
    """Where plug events come from."""

    def wait(self, seconds: float) -> str | None:
        """Return the action of the next event (add, remove, …), None after `seconds`. Raises OSError."""
        ...


class UdevEvents:
    """The events of udevd, which come after its rules have made the links below /dev.

    Raises OSError where there is no udevd or no netlink, ImportError where libudev is missing.
    """

    def __init__(self, control: Path = UDEV) -> None:
        if not control.exists():
            raise FileNotFoundError(str(control))
        import pyudev

        self._monitor = pyudev.Monitor.from_netlink(pyudev.Context(), source="udev")
        for subsystem in SUBSYSTEMS:
            self._monitor.filter_by(subsystem)
        self._monitor.start()

    def wait(self, seconds: float) -> str | None:
        """Return the action of the next event."""
        device = self._monitor.poll(timeout=seconds)
        return None if device is None else str(device.action)


class PlugMonitor:
    """Calls `plugged` from its own thread after each burst of events; `plugged` must not block."""

    LOOK = 0.5

    def __init__(self, plugged: Callable[[], None], open_events: Callable[[], Events] = UdevEvents) -> None:
        self._plugged = plugged
        self._open_events = open_events
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> bool:
        """Begin to listen; return whether there are events here."""
        try:
            events = self._open_events()
        except (OSError, ImportError) as error:
            _log.info("no plug events here: %s", type(error).__name__)
            return False
        self._thread = threading.Thread(target=self._run, args=(events,), name="plug events", daemon=True)
        self._thread.start()
        return True

    def stop(self) -> None:
        """End the thread."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(2 * self.LOOK)

    def _run(self, events: Events) -> None:
        waiting = False
        while not self._stopping.is_set():
            try:
                action = events.wait(SETTLE if waiting else self.LOOK)
            except OSError as error:
                # The buffer ran over in a storm of events: what was missed is looked for by the threads.
                _log.warning("plug events lost: %s", type(error).__name__)
                self._plugged()
                return
            if action in PLUGGED:
                waiting = True
            elif action is None and waiting:
                waiting = False
                self._plugged()
