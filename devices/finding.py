"""From the stable name in a site profile to the port that a driver opens now.

Names of ports change with every plugging in (ttyUSB0 becomes ttyUSB1); what a profile says must not:

    /dev/serial/by-path/…   /dev/v4l/by-path/…   a link that udev keeps; taken as it is
    usb:VID:PID[:SERIAL]    the device with these ids: its tty, its camera or hidraw node, else itself
    hid:VID:PID[:SERIAL]    the hidraw node of the device with these ids
    auto                    the one device whose ids are known for this kind (usb_ids.py)
    tcp:HOST:PORT, file:PATH, serial:PATH, lp:PATH    a printer's, taken as it is
    hid:/dev/hidrawN, any other path        taken as it is, if it is of the right class

`resolve` is a function of a folder tree (`/sys` and `/dev` below a root), asked anew at every opening. It
never gives out a port of another class: a camera's name that leads to a serial port is refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from devices.usb_ids import KNOWN, UsbId

ROOT = Path("/")
_USB_NAME = re.compile(r"(usb|hid):([0-9a-fA-F]{4}):([0-9a-fA-F]{4})(?::(.+))?")
_AS_IT_IS = ("tcp:", "file:", "serial:", "lp:")
PRINTER_CLASS = "07"
"""bInterfaceClass of printers (USB Device Class Definition for Printing Devices 1.1)."""


class DeviceClass(StrEnum):
    """What the kernel calls a port's class: the folder below /sys/class."""

    SERIAL = "tty"
    CAMERA = "video4linux"
    HID = "hidraw"
    USB = "usb"
    PRINTER = "usbmisc"


CLASSES = {
    "id_card": (DeviceClass.SERIAL, DeviceClass.HID, DeviceClass.USB),
    "code_reader": (DeviceClass.SERIAL,),
    "printer": (DeviceClass.SERIAL, DeviceClass.PRINTER, DeviceClass.USB),
    "document_camera": (DeviceClass.CAMERA,),
}
"""The classes of port that a kind of device may stand behind, the one to take first in front."""


class NoSuchPortError(OSError):
    """Nothing of that name is plugged in now."""


class WrongDeviceError(OSError):
    """The name leads to a port of another class, or to more than one device."""


@dataclass(frozen=True, slots=True)
class UsbDevice:
    """A USB device in sysfs. Ids in lower-case hexadecimal; `ports` are (class, name below /dev)."""

    place: str
    vendor: str
    product: str
    serial: str
    is_printer: bool
    ports: tuple[tuple[DeviceClass, str], ...]

    def port(self, wanted: DeviceClass) -> str | None:
        """Return the name below /dev of its first port of a class."""
        return next((name for of_class, name in self.ports if of_class is wanted), None)


def resolve(port: str, kind: str, root: Path = ROOT) -> str:
    """Return the port as the drivers of `kind` take it: a path, `hid:PATH`, `lp:PATH`, `usb:…`, `tcp:…`.

    Raises NoSuchPortError where nothing of that name is there, WrongDeviceError where it is something else,
    ValueError for a name that the kind does not understand (`usb:` without ids), KeyError for no such kind.
    """
    classes = CLASSES[kind]
    if port.startswith(_AS_IT_IS):
        if kind != "printer":
            raise ValueError(f"{port}: only a printer has such a port")
        return port
    if not port or "\0" in port:
        raise ValueError("a port has a name")
    if port == "auto":
        return _known(kind, classes, root)
    match = _USB_NAME.fullmatch(port)
    if match is not None:
        scheme, vendor, product, serial = match.groups()
        wanted = (DeviceClass.HID,) if scheme == "hid" else classes
        found = [
            device
            for device in usb_devices(root)
            if (device.vendor, device.product) == (vendor.lower(), product.lower())
            and serial in (None, device.serial)
        ]
        return _only(port, found, wanted, root)
    if port.startswith("hid:/"):
        return f"hid:{_path(port.removeprefix('hid:'), (DeviceClass.HID,), root)}"
    if port.startswith(("usb:", "hid:")):
        raise ValueError(f"{port}: not usb:VID:PID[:SERIAL]")
    return _path(port, classes, root)


def is_there(port: str, kind: str, root: Path = ROOT) -> bool:
    """Whether a name leads to a port now; a name that is refused counts as absent."""
    try:
        resolve(port, kind, root)
    except (OSError, ValueError):
        return False
    scheme, _, path = port.partition(":")
    return scheme not in ("serial", "lp") or _below(root, path).exists()


def class_of(path: Path, root: Path = ROOT) -> DeviceClass | None:
    """Return the class of a device file, links followed; None where the kernel lists it in none of ours."""
    name = path.resolve().name
    for of_class in (DeviceClass.SERIAL, DeviceClass.CAMERA, DeviceClass.HID, DeviceClass.PRINTER):
        if (root / "sys/class" / of_class / name).exists():
            return of_class
    return None


def usb_devices(root: Path = ROOT) -> Iterator[UsbDevice]:
    """Yield the USB devices that are plugged in, by their place (bus and ports)."""
    folder = root / "sys/bus/usb/devices"
    for device in sorted(folder.iterdir(), key=lambda path: path.name) if folder.is_dir() else ():
        vendor, product = _text(device / "idVendor"), _text(device / "idProduct")
        if not vendor or ":" in device.name:
            continue
        # An interface (1-2:1.0) stands inside its device; devices behind a hub stand inside the hub.
        interfaces = sorted(device.glob(f"{device.name}:*"))
        yield UsbDevice(
            device.name,
            vendor.lower(),
            product.lower(),
            _text(device / "serial"),
            any(_text(one / "bInterfaceClass") == PRINTER_CLASS for one in interfaces),
            tuple(port for one in interfaces for port in _ports(one)),
        )


def _ports(interface: Path) -> Iterator[tuple[DeviceClass, str]]:
    """Yield the ports below one interface. A camera's second node (metadata) is left out."""
    for port in sorted(interface.glob("ttyUSB*/tty/*")) + sorted(interface.glob("tty/tty*")):
        yield DeviceClass.SERIAL, port.name
    for port in sorted(interface.glob("video4linux/video*")):
        if _text(port / "index") in ("", "0"):
            yield DeviceClass.CAMERA, port.name
    for port in sorted(interface.glob("*/hidraw/hidraw*")):
        yield DeviceClass.HID, port.name
    for port in sorted(interface.glob("usbmisc/lp*")):
        yield DeviceClass.PRINTER, f"usb/{port.name}"


def _known(kind: str, classes: tuple[DeviceClass, ...], root: Path) -> str:
    """Find the one device that is known for a kind; cameras are known by their class alone."""
    devices = list(usb_devices(root))
    if kind == "document_camera":
        found = [device for device in devices if device.port(DeviceClass.CAMERA)]
    else:
        ids = [one for one in KNOWN if one.kind == kind]
        found = [device for device in devices if any(_is(device, one) for one in ids)]
        found = [device for device in found if fits(device, kind)]
    return _only("auto", found, classes, root)


def _is(device: UsbDevice, known: UsbId) -> bool:
    return device.vendor == known.vendor and known.product in (None, device.product)


def fits(device: UsbDevice, kind: str) -> bool:
    """Whether it is of the right class: the makers of scanners also make keyboards, of printers, scanners."""
    if kind == "printer":
        return device.is_printer or device.port(DeviceClass.SERIAL) is not None
    return kind != "code_reader" or device.port(DeviceClass.SERIAL) is not None


def _only(port: str, found: list[UsbDevice], classes: tuple[DeviceClass, ...], root: Path) -> str:
    if not found:
        raise NoSuchPortError(f"{port}: not plugged in")
    if len(found) > 1:
        raise WrongDeviceError(f"{port}: {len(found)} devices, at {', '.join(one.place for one in found)}")
    device = found[0]
    for wanted in classes:
        name = device.port(wanted)
        if wanted is DeviceClass.USB:
            serial = f":{device.serial}" if device.serial else ""
            return f"usb:{device.vendor}:{device.product}{serial}"
        if name is None or wanted is DeviceClass.PRINTER:
            # A printer is driven over its endpoints, which answer; /dev/usb/lp0 often does not.
            continue
        path = str(_below(root, f"/dev/{name}"))
        return f"hid:{path}" if wanted is DeviceClass.HID else path
    raise WrongDeviceError(f"{port}: {device.place} has no port of the right class")


def _path(port: str, classes: tuple[DeviceClass, ...], root: Path) -> str:
    path = _below(root, port)
    if not path.exists():
        raise NoSuchPortError(f"{port}: not there")
    of_class = class_of(path, root)
    if of_class is not None and of_class not in classes:
        raise WrongDeviceError(f"{port}: class {of_class}, not {' or '.join(classes)}")
    # A printer's own node is no line with a speed.
    return f"lp:{path}" if of_class is DeviceClass.PRINTER else str(path)


def _below(root: Path, path: str) -> Path:
    return Path(path) if root == ROOT else root / path.lstrip("/")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
