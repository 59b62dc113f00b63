"""What the process tells systemd: sd_notify(3) over its datagram socket, and nothing where there is none.

The screens are a child of cage, so their unit takes notifications from all of its processes, and WATCHDOG_PID
names cage: it is not compared. The variables are taken out of the environment: no child speaks for us.
"""

import contextlib
import socket
from collections.abc import MutableMapping

SOCKET = "NOTIFY_SOCKET"
INTERVAL = "WATCHDOG_USEC"
_VARIABLES = (SOCKET, INTERVAL, "WATCHDOG_PID")
_MICROSECONDS = 1_000_000


class Notifier:
    """Speaks to the service manager. Nothing here raises or blocks: to be heard is never the task at hand."""

    def __init__(self, address: str = "", watchdog_s: float = 0.0) -> None:
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self.watchdog_s = watchdog_s
        """So many seconds of silence and the manager ends the process; 0: it does not watch."""

    @classmethod
    def taken_from(cls, environment: MutableMapping[str, str]) -> "Notifier":
        """Return one for this process, and take its variables out of `environment`."""
        address, interval, _ = (environment.pop(name, "") for name in _VARIABLES)
        watchdog_s = int(interval) / _MICROSECONDS if interval.isascii() and interval.isdigit() else 0.0
        # Only these two kinds of address are local; a relative path would depend on the working directory.
        return cls(address, watchdog_s) if address[:1] in ("/", "@") else cls()

    def ready(self) -> None:
        """Say that the service is up: what comes after it may start."""
        self._say("READY=1")

    def alive(self) -> None:
        """Say that the main loop still turns."""
        self._say("WATCHDOG=1")

    def stopping(self) -> None:
        """Say that the end was asked for and has begun."""
        self._say("STOPPING=1")

    def _say(self, text: str) -> None:
        if not self._address:
            return
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            # A manager that does not read must not stop the frame loop.
            line.setblocking(False)
            line.sendto(text.encode(), self._address)
