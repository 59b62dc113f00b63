"""From the name in a site profile to the evdev nodes behind it.

/dev/input/by-path/…   a link that udev keeps; any other path as it is
usb:VID:PID            every event node of the devices with these ids: a keypad has one for its keys and
                       often one more for its volume keys or its socket
"""

import re
from pathlib import Path

ROOT = Path("/")
_USB = re.compile(r"usb:([0-9a-fA-F]{4}):([0-9a-fA-F]{4})")


class NoKeypadError(OSError):
    """Nothing of that name is plugged in now."""


def nodes(port: str, root: Path = ROOT) -> tuple[Path, ...]:
    """Return the nodes, in the kernel's order.

    Raises NoKeypadError where there are none, ValueError for a name that is not understood.
    """
    if port.startswith("/"):
        path = _below(root, port)
        if not path.exists():
            raise NoKeypadError(f"{port}: not there")
        return (path,)
    match = _USB.fullmatch(port)
    if match is None:
        raise ValueError(f"{port}: not a path and not usb:VID:PID")
    wanted = tuple(part.lower() for part in match.groups())
    events = sorted((root / "sys/class/input").glob("event*"), key=lambda path: int(path.name[5:]))
    found = tuple(_below(root, f"/dev/input/{event.name}") for event in events if _ids(event) == wanted)
    if not found:
        raise NoKeypadError(f"{port}: not plugged in")
    return found


def there(port: str, root: Path = ROOT) -> bool:
    """Whether a name leads to a keypad now."""
    try:
        return bool(nodes(port, root))
    except (OSError, ValueError):
        return False


def _below(root: Path, path: str) -> Path:
    return Path(path) if root == ROOT else root / path.lstrip("/")


def _ids(event: Path) -> tuple[str, ...]:
    try:
        return tuple(
            (event / "device/id" / name).read_text().strip().lower() for name in ("vendor", "product")
        )
    except OSError:
        return ()
