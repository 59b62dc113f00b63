"""Everything that is plugged in and may be one of our devices, without opening any of it.

The kernel's own lists are read (sysfs, the links below /dev), and the print server is asked for its queues.
What the ids of a USB device say is certain; behind a bridge from USB to serial may be anything, which is told
as that: `devices.discovery.asking` asks it, when somebody wants it.
"""

import logging
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from devices.discovery import places
from devices.discovery.values import Found
from devices.finding import ROOT, DeviceClass, UsbDevice, fits, usb_devices
from devices.usb_ids import KNOWN

_log = logging.getLogger(__name__)

ON_A_LINE = ("id_card", "printer", "code_reader")
"""What may be behind a serial line."""
SERVER_S = 2.0
"""So long the print server may take to name its queues."""
LONGEST_MAKE = 40
Queues = Callable[[], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Seen:
    """What is plugged in, and the queues of the print server."""

    found: tuple[Found, ...]
    queues: tuple[str, ...]


def look(root: Path = ROOT, queues: Queues | None = None) -> Seen:
    """Return what is there now; takes `SERVER_S` at most, and a look at the folders."""
    names = tuple(dict.fromkeys(within(queues or cups_queues, SERVER_S)))
    found = [*_usb(root)]
    taken = frozenset().union(*(one.places for one in found))
    found += [one for one in (*_lines(root), *_cameras(root)) if not one.places & taken]
    found += _keypads(root)
    found += [
        Found(name, frozenset({places.queue(name)}), ("page_printer",), sure=True, make="CUPS")
        for name in names
    ]
    if places.has_sound(root):
        found.append(Found("default", places.SOUND, ("speech",), sure=True, make="ALSA"))
    return Seen(tuple(found), names)


def cups_queues() -> Sequence[str]:
    """Return the names of the print server's queues; none where there is no server. May take for ever."""
    from devices.page_printer.interface import PagePrinterError
    from devices.page_printer.server import CupsServer

    try:
        return CupsServer().queues()
    except PagePrinterError:
        return ()


def within(ask: Queues, seconds: float) -> Sequence[str]:
    """Return an answer, or nothing where it takes longer: libcups itself waits without a limit."""
    answers: queue.SimpleQueue[Sequence[str]] = queue.SimpleQueue()
    threading.Thread(target=lambda: answers.put(ask()), name="print queues", daemon=True).start()
    try:
        return answers.get(timeout=seconds)
    except queue.Empty:
        _log.warning("the print server names no queues within %s s", seconds)
        return ()


def _usb(root: Path) -> Iterator[Found]:
    links = _links(root / "dev/serial/by-path") | _links(root / "dev/v4l/by-path")
    for device in usb_devices(root):
        files = [(of_class, root / "dev" / name) for of_class, name in device.ports]
        names = {f"usb:{device.vendor}:{device.product}"}
        names |= {f"{name}:{device.serial}" for name in names if device.serial}
        at = frozenset({*names, *(places.of_path(file) for _, file in files)})
        kinds, sure = _kinds(device)
        if not kinds:
            continue
        port = max(names, key=len)
        node = next((file for cls, file in files if cls in (DeviceClass.SERIAL, DeviceClass.CAMERA)), None)
        if node is not None:
            port = links.get(places.of_path(node), port)
        line = str(node) if node is not None and not sure and len(kinds) > 1 else ""
        yield Found(port, at, kinds, sure, _make(device, root, kinds), line=line)


def _kinds(device: UsbDevice) -> tuple[tuple[str, ...], bool]:
    """Return what a USB device can be, and whether its ids leave no doubt."""
    if device.port(DeviceClass.CAMERA) is not None:
        return ("document_camera",), True
    known = [
        one.kind
        for one in KNOWN
        if device.vendor == one.vendor and one.product in (None, device.product) and fits(device, one.kind)
    ]
    if known:
        return (known[0],), True
    if device.is_printer:
        # A slip printer or the one for A4 sheets: only who looks at it knows.
        return ("printer",), False
    return (ON_A_LINE, False) if device.port(DeviceClass.SERIAL) is not None else ((), False)


def _make(device: UsbDevice, root: Path, kinds: tuple[str, ...]) -> str:
    folder = root / "sys/bus/usb/devices" / device.place
    said = " ".join(text for name in ("manufacturer", "product") if (text := _text(folder / name)))
    ids = [
        one.make
        for one in KNOWN
        if (one.kind, one.vendor) == (kinds[0], device.vendor) and one.product in (None, device.product)
    ]
    words = said or (ids[0] if ids else "") or f"USB {device.vendor}:{device.product}"
    return "".join(letter for letter in words if letter.isprintable())[:LONGEST_MAKE].strip()


def _lines(root: Path) -> Iterator[Found]:
    """Yield serial lines that are no USB device's: those of the board, and whatever udev has a link to."""
    lines = {at: Path(link) for at, link in _links(root / "dev/serial/by-path").items()}
    for tty in sorted((root / "sys/class/tty").glob("tty[SA]*")):
        node = root / "dev" / tty.name
        # The kernel lists lines that the board has not got, with type 0 (PORT_UNKNOWN).
        if _text(tty / "type") not in ("", "0") and node.exists():
            lines.setdefault(places.of_path(node), node)
    for at, port in sorted(lines.items()):
        yield Found(str(port), frozenset({at}), ON_A_LINE, sure=False, line=at)


def _cameras(root: Path) -> Iterator[Found]:
    for at, link in sorted(_links(root / "dev/v4l/by-path").items()):
        if link.endswith("-index0"):
            yield Found(link, frozenset({at}), ("document_camera",), sure=True)


def _keypads(root: Path) -> Iterator[Found]:
    """Yield keyboards on USB: the terminal lets none in but a keypad that a rule names (usbguard)."""
    for at, link in sorted(_links(root / "dev/input/by-path").items()):
        if "usb" in link and link.endswith("-event-kbd"):
            yield Found(link, frozenset({at}), ("keypad",), sure=False)


def _links(folder: Path) -> dict[str, str]:
    """Return what udev's links lead to, with the first of the links; those that lead nowhere are left out."""
    links = sorted(folder.iterdir(), reverse=True) if folder.is_dir() else []
    return {places.of_path(link): str(link) for link in links if link.exists()}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
