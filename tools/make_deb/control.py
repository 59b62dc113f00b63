"""DEBIAN/control and the lists beside it, as text."""

import re
from collections.abc import Iterable

NAME = "yiciban-kiosk"
ARCHITECTURE = "amd64"
CONFLICTS = ("avahi-daemon", "cups-browsed")
"""CUPS recommends them; both listen on the network, and a terminal's printers are its own."""
_DEPENDENCY = re.compile(r"[a-z0-9][a-z0-9+.-]+( \((<<|<=|=|>=|>>) [0-9A-Za-z.+:~-]+\))?")


def depends(text: str) -> list[str]:
    """Read packaging/deb/depends.txt. Raises ValueError for a line that is no dependency or has no reason."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        name, _, reason = line.partition("#")
        if not _DEPENDENCY.fullmatch(name.strip()) or not reason.strip():
            raise ValueError(f"line {number} is not `name (relation)` # reason")
        found.append(name.strip())
    return found


def control(version: str, depended: Iterable[str], installed_bytes: int) -> str:
    """Return DEBIAN/control (deb-control(5))."""
    return f"""\
Package: {NAME}
Version: {version}
Architecture: {ARCHITECTURE}
Maintainer: Yiciban <yiciban@example.invalid>
Installed-Size: {-(-installed_bytes // 1024)}
Depends: {", ".join(depended)}
Conflicts: {", ".join(CONFLICTS)}
Section: misc
Priority: optional
Description: self-service terminal of government services
 The software of a terminal on which a citizen applies for a whole "one thing"
 (一件事) at once: several items of several departments, one form, one set of
 materials, one submission. Screens, agent and drivers, with units that keep
 each in its place.
"""


def conffiles(paths: Iterable[str]) -> str:
    """Return DEBIAN/conffiles: what a site may change and an upgrade asks about."""
    return "".join(f"{path}\n" for path in sorted(paths) if path.startswith("/etc/"))
