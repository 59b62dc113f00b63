"""Ports for servers that must be told one before they start."""

import random
import socket
from pathlib import Path

_LEAST = 10_000
_LENT = Path("/proc/sys/net/ipv4/ip_local_port_range")
_LENT_FROM = 32_768


def free_ports(count: int = 1) -> list[int]:
    """Return so many different ports of 127.0.0.1 on which nobody listens now.

    They lie below those that the system lends to connections: such a port may be lent to anyone between the
    choice and the server's start, even to the connection that looks whether the server is there.
    """
    chance = random.Random()  # noqa: S311  nothing secret about a port
    found: set[int] = set()
    while len(found) < count:
        port = chance.randrange(_LEAST, _first_lent())
        with socket.socket() as probe:
            # As servers do: a port whose last connection has only just ended is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        found.add(port)
    return sorted(found)


def _first_lent() -> int:
    """Return the first port that the system lends to connections (ip(7)), as far as it leaves room below."""
    try:
        first = int(_LENT.read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        first = _LENT_FROM
    return first if first >= _LEAST + 1000 else _LENT_FROM
