"""Let the agent's unit speak to the platform alone: `/usr/lib/yiciban/platform-only FILE UNIT`, as root.

FILE is root's, /etc/yiciban/site.toml: the agent cannot say whom it may speak to. The addresses are those
that the names of platform, broker and collector have now, and the name servers of resolv.conf. Where the
platform's name has none at the moment, those of before stay allowed: without a network there is nobody to
keep out.
"""

import contextlib
import ipaddress
import socket
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import urlsplit

RESOLVER = Path("/etc/resolv.conf")
Resolve = Callable[[str, int], Iterable[str]]


def addresses_of(host: str, port: int) -> list[str]:
    """Return the addresses of a name now; raises OSError where it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return sorted({str(one[4][0]).partition("%")[0] for one in found})


def name_servers(text: str) -> list[str]:
    """Return the name servers of a resolv.conf(5)."""
    found = []
    for line in text.splitlines():
        match line.split():
            case ["nameserver", address, *_]:
                try:
                    found.append(str(ipaddress.ip_address(address.partition("%")[0])))
                except ValueError:
                    continue
    return found


def allowed(told: str, resolver: str, resolve: Resolve = addresses_of) -> list[str]:
    """Return what the unit may speak to; a broker or collector whose name has no address is left out.

    Raises OSError where the platform has no address, ValueError where the file names no platform.
    """
    document = tomllib.loads(told)
    host, port = _server(document, "platform", "base_url", 443)
    if not host:
        raise ValueError("the file names no platform")
    found = {*resolve(host, port), *name_servers(resolver)}
    for group, key, usual in (("telemetry", "broker", 8883), ("otlp", "endpoint", 443)):
        host, port = _server(document, group, key, usual)
        if host:
            # What is seen from afar must not keep the terminal from its work.
            with contextlib.suppress(OSError):
                found.update(resolve(host, port))
    return ["localhost", *sorted(found)]


def _server(document: dict[str, object], group: str, key: str, usual: int) -> tuple[str | None, int]:
    table = document.get(group)
    address = table.get(key) if isinstance(table, dict) else None
    parts = urlsplit(address) if isinstance(address, str) else None
    return (parts.hostname, parts.port or usual) if parts is not None else (None, usual)


def main(words: list[str]) -> int:
    """Set the unit's property; returns the exit status."""
    profile, unit = words
    resolver = RESOLVER.read_text(encoding="utf-8", errors="replace") if RESOLVER.exists() else ""
    try:
        addresses = allowed(Path(profile).read_text(encoding="utf-8"), resolver)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"addresses stay as they are: {error}\n")
        return 0
    values = ["IPAddressAllow=", *(f"IPAddressAllow={one}" for one in addresses)]
    return subprocess.run(["systemctl", "set-property", "--runtime", unit, *values]).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
