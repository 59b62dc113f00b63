"""Which USB stick a folder lies on, as the kernel says, and whether it is one of the site's."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

SYS = Path("/sys")


@dataclass(frozen=True, slots=True)
class Stick:
    """A USB device: ids of maker and product (four hexadecimal digits, lower case), and its serial number."""

    vendor: str
    product: str
    serial: str = ""

    def __str__(self) -> str:
        return ":".join(part for part in (self.vendor, self.product, self.serial) if part)


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
    place = (sys / "dev/block" / f"{major}:{minor}").resolve()
    for above in (place, *place.parents):
        vendor, product = _read(above / "idVendor"), _read(above / "idProduct")
        if vendor and product:
            return Stick(vendor.lower(), product.lower(), _read(above / "serial"))
        if above == sys:
            break
    return None


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
