"""Names of printer ports, and how each is opened.

`/dev/tty…` or any other path: serial (a stable name under `/dev/serial/by-path` or `/dev/yiciban` too).
`/dev/usb/lp0`: the kernel's printer device. `tcp:host[:port]`, `usb:VID:PID[:serial]` (hexadecimal ids),
`auto`, `serial:PATH`, `lp:PATH`, and `file:PATH`, which carries nothing back. Stable names are looked up
anew at each opening (`devices.finding`).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from devices.finding import is_there, resolve
from devices.printer.interface import PrinterGone, PrintOutcome
from devices.printer.link import Link, LinkLost
from devices.printer.link_file import CharacterDeviceLink, FileLink
from devices.printer.link_serial import SerialLink
from devices.printer.link_tcp import TcpLink
from devices.printer.link_usb import UsbLink
from devices.printer.printer import ANSWER_WITHIN, EscposPrinter
from devices.printer.profiles import PrinterProfile
from devices.printer.raster import Typeface

APP_SOCKET = 9100
AUTO = "auto"
_TCP = re.compile(r"tcp:(?:\[(?P<six>[0-9A-Fa-f:]+)\]|(?P<host>[^:\[\]]+))(?::(?P<port>\d{1,5}))?")
_USB = re.compile(r"usb:(?P<vendor>[0-9A-Fa-f]{4}):(?P<product>[0-9A-Fa-f]{4})(?::(?P<serial>.+))?")
_KERNEL_PRINTER = re.compile(r"/dev/(usb/)?lp\d+")


class PortNameError(ValueError):
    """Not the name of a port."""


@dataclass(frozen=True, slots=True)
class Port:
    """A port by name. `kind` is serial, lp, file, tcp or usb; what does not concern it is empty."""

    kind: str
    path: str = ""
    host: str = ""
    number: int = 0
    vendor: int = 0
    product: int = 0
    serial: str = ""

    def open(self, baud: int) -> Link:
        """Open it. Raises LinkLost where it is not there."""
        match self.kind:
            case "tcp":
                return TcpLink(self.host, self.number)
            case "usb":
                return UsbLink(self.vendor, self.product, self.serial)
            case "lp":
                return CharacterDeviceLink(self.path)
            case "file":
                return FileLink(self.path)
            case _:
                return SerialLink(self.path, baud)


def parse_port(name: str) -> Port:
    """Read the name of a port. Raises PortNameError."""
    if found := _USB.fullmatch(name):
        return Port(
            "usb",
            vendor=int(found["vendor"], 16),
            product=int(found["product"], 16),
            serial=found["serial"] or "",
        )
    if found := _TCP.fullmatch(name):
        number = int(found["port"] or APP_SOCKET)
        if 0 < number < 65536:
            return Port("tcp", host=found["six"] or found["host"], number=number)
    for kind in ("serial", "lp", "file"):
        if name.startswith(f"{kind}:") and len(name) > len(kind) + 1:
            return Port(kind, path=name.removeprefix(f"{kind}:"))
    if _KERNEL_PRINTER.fullmatch(name):
        return Port("lp", path=name)
    if name.startswith("/"):
        return Port("serial", path=name)
    raise PortNameError(f"{name}: a port is /dev/…, tcp:host[:port], usb:VID:PID[:serial] or file:PATH")


def find(name: str) -> Port:
    """Return the port that a name leads to now.

    Raises PortNameError for what is no name, OSError where nothing of it is there or it is something else.
    """
    if name == AUTO:
        return parse_port(resolve(name, "printer"))
    port = parse_port(name)
    return parse_port(resolve(name, "printer")) if _looked_up(name, port) else port


def present(name: str) -> bool:
    """Tell cheaply whether a port is there; true where only opening can tell."""
    if name == AUTO:
        return is_there(name, "printer")
    port = parse_port(name)
    if _looked_up(name, port):
        return is_there(name, "printer")
    return port.kind not in ("serial", "lp") or Path(port.path).exists()


def _looked_up(name: str, port: Port) -> bool:
    return port.kind == "usb" or (port.kind == "serial" and name.startswith("/"))


def opener(
    name: str,
    profile: PrinterProfile,
    typeface: Typeface,
    answer_within: float = ANSWER_WITHIN,
    baud: int | None = None,
) -> Callable[[], EscposPrinter]:
    """Return what opens a printer on that port; it raises PrinterGone where the port is not there.

    Raises PortNameError for what is no name. `baud` is the profile's unless given.
    """
    if name != AUTO:
        parse_port(name)

    def open_printer() -> EscposPrinter:
        try:
            link = find(name).open(baud or profile.baud)
        except (LinkLost, OSError) as error:
            raise PrinterGone(PrintOutcome.NOT_PRINTED) from error
        try:
            return EscposPrinter(link, profile, typeface, answer_within)
        except LinkLost as error:
            link.close()
            raise PrinterGone(PrintOutcome.NOT_PRINTED) from error

    return open_printer
