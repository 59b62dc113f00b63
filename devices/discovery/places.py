"""By which names a device is known now; two of one name are one device."""

import os
from collections.abc import Sequence
from pathlib import Path

from devices.discovery.values import Named
from devices.finding import ROOT, is_there, resolve
from devices.keypad.nodes import nodes

SOUND = frozenset({"alsa"})


def named(kind: str, port: str, queues: Sequence[str], fixed: bool = False, root: Path = ROOT) -> Named:
    """Return a device of the profile with where it is now. `queues`: those of the print server."""
    return Named(kind, port, _places(kind, port, queues, root), fixed)


def of_path(path: Path) -> str:
    """Return the name of a device file, links followed."""
    return os.path.realpath(path)


def queue(name: str) -> str:
    """Return the name of a queue of the print server."""
    return f"cups:{name}"


def has_sound(root: Path = ROOT) -> bool:
    """Whether the kernel knows a sound card that plays."""
    return any((root / "sys/class/sound").glob("pcmC*p"))


def _places(kind: str, port: str, queues: Sequence[str], root: Path) -> frozenset[str]:
    if kind == "page_printer":
        return frozenset({queue(port)}) if port in queues else frozenset()
    if kind == "speech":
        return SOUND if has_sound(root) else frozenset()
    try:
        if kind == "keypad":
            return frozenset(of_path(node) for node in nodes(port, root))
        if not is_there(port, kind, root):
            return frozenset()
        at = resolve(port, kind, root)
    except (OSError, ValueError):
        return frozenset()
    scheme, _, path = at.partition(":")
    if scheme in ("hid", "lp", "serial") and path.startswith("/"):
        return frozenset({of_path(Path(path))})
    return frozenset({of_path(Path(at)) if at.startswith("/") else at})
