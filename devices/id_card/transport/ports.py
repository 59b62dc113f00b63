"""Names of ports as drivers take them, and what stands behind them.

    /dev/…                    a serial line
    usb:0400:c35a             the USB device with this vendor and product number, in hexadecimal
    usb:0400:c35a:SERIAL      the one of them with this serial number
    hid:/dev/hidraw0          a HID device

`devices.finding.resolve` makes such a name of the one in a site profile.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from devices.id_card.transport.base import Transport
from devices.id_card.transport.serial_port import SerialPort
from devices.id_card.transport.usb_bulk import opener
from devices.id_card.transport.usb_hid import open_hid

_USB = re.compile(r"usb:([0-9a-fA-F]{4}):([0-9a-fA-F]{4})(?::(.{1,126}))?")


class PortError(ValueError):
    """A port's name is malformed."""


@dataclass(frozen=True, slots=True)
class Port:
    """A parsed name. `has_speed`: whether it is a line whose speed has to be known."""

    name: str
    has_speed: bool
    open: Callable[[int], Transport]
    """Opens it at a speed, which only a line regards. Raises ReaderGone."""


def parse_port(name: str) -> Port:
    """Return the port that a name means; nothing is opened. Raises PortError."""
    if name.startswith("usb:"):
        found = _USB.fullmatch(name)
        if found is None:
            raise PortError(
                f"{name}: a USB port is usb:VENDOR:PRODUCT[:SERIAL], four hexadecimal digits each"
            )
        vendor, product, serial = found.groups()
        open_device = opener(int(vendor, 16), int(product, 16), serial)
        return Port(name, False, lambda _baud: open_device())
    if name.startswith("hid:"):
        device = name.removeprefix("hid:")
        if not device.startswith("/"):
            raise PortError(f"{name}: a HID port is hid: and a device file")
        return Port(name, False, lambda _baud: open_hid(device))
    if not name or "\0" in name or (":" in name and not name.startswith("/")):
        raise PortError("a port is a device file, usb:VENDOR:PRODUCT[:SERIAL] or hid:DEVICE")
    return Port(name, True, lambda baud: SerialPort(name, baud))
