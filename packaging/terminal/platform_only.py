"""Let the agent's unit speak to the platform alone: `/usr/lib/yiciban/platform-only PROFILE UNIT`, as root.

The addresses are those that the platform's name has now and the name servers of resolv.conf. Where the name
has none at the moment, those of before stay allowed: without a network there is nobody to keep out.
"""

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


def allowed(profile: str, resolver: str, resolve: Resolve = addresses_of) -> list[str]:
    """Return what the unit may speak to.

    Raises OSError where the platform has no address, ValueError where the profile names no platform.
    """
    try:
        parts = urlsplit(tomllib.loads(profile)["platform"]["base_url"])
        host, port = parts.hostname, parts.port or 443
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("the profile names no platform") from error
    if not host:
        raise ValueError("the profile names no platform")
    return ["localhost", *sorted({*resolve(host, port), *name_servers(resolver)})]


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
