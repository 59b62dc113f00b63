"""Which USB stick a folder lies on, as the kernel says, and whether it is one of the site's."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

SYS = Path("/sys")
SECTOR = 512
"""Bytes in which the kernel counts sizes, whatever the device has."""
LONGEST = 40


@dataclass(frozen=True, slots=True)
class Stick:
    """A USB device: ids of maker and product (four hexadecimal digits, lower case), and its serial number."""

    vendor: str
    product: str
    serial: str = ""

    def __str__(self) -> str:
        return ":".join(part for part in (self.vendor, self.product, self.serial) if part)


@dataclass(frozen=True, slots=True)
class Plugged:
    """A part of a stick that may hold files. device: its name below /dev; size in bytes."""

    device: str
    stick: Stick
    name: str
    """What the stick calls itself."""
    size: int
    turn: str
    """Another one for every time that something is plugged in."""


def plugged(sys: Path = SYS) -> tuple[Plugged, ...]:
    """Return what is plugged in, by device; a disk with partitions is each of them. Empty without /sys."""
    found = []
    for entry in sorted((sys / "class/block").glob("*")):
        place = entry.resolve()
        sectors = _read(place / "size")
        usb = _usb_device(place, sys)
        if usb is None or not sectors.isdigit() or sectors == "0" or any(place.glob("*/partition")):
            continue
        disk = place.parent if (place / "partition").exists() else place
        name = " ".join(part for part in (_word(usb / "manufacturer"), _word(usb / "product")) if part)
        turn = _read(disk / "diskseq") or entry.name
        found.append(Plugged(entry.name, _stick(usb), name, int(sectors) * SECTOR, turn))
    return tuple(found)


def chosen(there: Sequence[Plugged], rules: Sequence[str]) -> Plugged | None:
    """Return the first stick that is allowed, or the first that is not; None without any."""
    may = [one for one in there if allowed(one.stick, rules)]
    return next(iter([*may, *there]), None)


def allowed(stick: Stick, rules: Iterable[str]) -> bool:
    """Whether one of the site's rules (`VID:PID` or `VID:PID:SERIAL`) names this stick."""
    for rule in rules:
        ids, product, *serial = rule.split(":", 2)
        same = (ids.lower(), product.lower()) == (stick.vendor, stick.product)
        if same and (not serial or serial[0] == stick.serial):
            return True
    return False


def stick_of(folder: Path, sys: Path = SYS) -> Stick | None:
    """Return the stick that a folder lies on, None where it lies on no USB device; raises OSError."""
    number = folder.stat().st_dev
    return stick_of_device(os.major(number), os.minor(number), sys)


def stick_of_device(major: int, minor: int, sys: Path = SYS) -> Stick | None:
    """Return the stick of a block device, None for one that is no USB device."""
    usb = _usb_device((sys / "dev/block" / f"{major}:{minor}").resolve(), sys)
    return None if usb is None else _stick(usb)


def _usb_device(place: Path, sys: Path) -> Path | None:
    for above in (place, *place.parents):
        if _read(above / "idVendor") and _read(above / "idProduct"):
            return above
        if above == sys:
            break
    return None


def _stick(usb: Path) -> Stick:
    return Stick(_read(usb / "idVendor").lower(), _read(usb / "idProduct").lower(), _read(usb / "serial"))


def _word(file: Path) -> str:
    """What the stick's maker wrote: shown, so only what can be read, and not too long."""
    return "".join(letter for letter in _read(file) if letter.isprintable())[:LONGEST]


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
