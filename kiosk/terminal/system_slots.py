"""The operating system's two places (RAUC A/B): which one runs, and which version lies in the other.

Read from what RAUC leaves behind, since asking its service needs the system bus: the kernel's command line
names the running one (`rauc.slot=A`), the status file of packaging/rauc/system.conf what each one holds.
"""

import configparser
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

CMDLINE = Path("/proc/cmdline")
STATUS_FILE = Path("/data/rauc/slots.status")
NAMES = {"A": "rootfs.0", "B": "rootfs.1"}
"""Boot name → slot, as in packaging/rauc/system.conf."""


@dataclass(frozen=True, slots=True)
class SystemSlots:
    """`running` is A or B, empty where the system was not installed as an image."""

    running: str = ""
    other_version: str = ""
    """Of the bundle in the other place; empty: none, or nobody knows."""
    other_good: bool = False
    """Whether it was written whole."""


def system_slots(cmdline: Path = CMDLINE, status_file: Path = STATUS_FILE) -> SystemSlots:
    """Return how the two places stand; everything empty where there are none."""
    try:
        running = running_slot(cmdline.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return SystemSlots()
    if running not in NAMES:
        return SystemSlots()
    try:
        text = status_file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return SystemSlots(running)
    other = next(slot for name, slot in NAMES.items() if name != running)
    return SystemSlots(running, *slot_version(text, other))


def running_slot(cmdline: str) -> str:
    """Return the slot that the kernel's command line names, empty where it names none."""
    words = (word.partition("=") for word in cmdline.split())
    return next((value for name, _, value in words if name == "rauc.slot"), "")


def slot_version(status: str, slot: str) -> tuple[str, bool]:
    """Return (version of the bundle, written whole) of a slot by the status file; ("", False): unknown."""
    told = configparser.ConfigParser(interpolation=None, strict=False)
    with suppress(configparser.Error):
        told.read_string(status)
        section = f"slot.{slot}"
        if told.has_section(section):
            version = told.get(section, "bundle.version", fallback="")
            return version, told.get(section, "status", fallback="") == "ok"
    return "", False
