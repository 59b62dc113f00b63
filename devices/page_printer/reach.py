"""Whether the printer behind a queue is there. A print server finds out only by printing; we look before.

Network printers are there when their port takes a connection, USB printers when the kernel lists their serial
number. For every other device URI (CUPS, backend(7)) the answer is that it is not known.
"""

import contextlib
import socket
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from devices.deadline import Clock

_PORTS = {"socket": 9100, "ipp": 631, "ipps": 631, "http": 80, "https": 443, "lpd": 515}
EVERY = 20.0
"""Time between two looks, s: a printer sleeps, and each connection wakes it."""
PATIENCE = 1.0
"""How long a printer may take to accept, s."""
_USB = Path("/sys/bus/usb/devices")

Connect = Callable[[str, int], bool]


def address(device_uri: str) -> tuple[str, int] | None:
    """Return host and port of a network printer, None for any other."""
    try:
        parts = urlsplit(device_uri)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname or not port:
        return None
    return parts.hostname, port


def usb_serial(device_uri: str) -> str | None:
    """Return the serial number in a USB printer's URI, None where there is none."""
    try:
        parts = urlsplit(device_uri)
    except ValueError:
        return None
    if parts.scheme != "usb":
        return None
    return parse_qs(parts.query).get("serial", [None])[0]


def takes_connections(host: str, port: int) -> bool:
    """Whether the port takes a connection within `PATIENCE`."""
    try:
        with socket.create_connection((host, port), PATIENCE):
            return True
    except OSError:
        return False


class Reach:
    """Looks for a printer, at most every `EVERY` s. One thread uses it."""

    def __init__(
        self, clock: Clock = time.monotonic, connect: Connect = takes_connections, usb: Path = _USB
    ) -> None:
        self._clock = clock
        self._connect = connect
        self._usb = usb
        self._last: tuple[str, float, bool] | None = None

    def there(self, device_uri: str, now: bool = False) -> bool | None:
        """Return whether the printer is there, None when that cannot be told; `now`: look in any case."""
        serial = usb_serial(device_uri)
        if serial is not None:
            return self._listed(serial)
        where = address(device_uri)
        if where is None:
            return None
        moment = self._clock()
        last = self._last
        if not now and last is not None and last[0] == device_uri and moment - last[1] < EVERY:
            return last[2]
        answer = self._connect(*where)
        self._last = device_uri, moment, answer
        return answer

    def _listed(self, serial: str) -> bool:
        for file in self._usb.glob("*/serial"):
            with contextlib.suppress(OSError):
                if file.read_text(errors="replace").strip() == serial:
                    return True
        return False
