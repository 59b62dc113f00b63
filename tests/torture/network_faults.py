"""The line to the platform goes wrong in every way; nothing is lost, nothing arrives twice, all is sent."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from stand import Stand, until

from kiosk.submission.outbox import Outbox
from kiosk.submission.outbox_states import Entry
from sandbox.faulty_network import GOOD, Line
from sandbox.platform.tls import Authority

CHUNK = 8192
SMALL, LARGE = 900, 70_000
"""Bytes of a page; two make a package."""
PORTAL = b"<!DOCTYPE html><html><title>Wi-Fi</title><body>please sign in</body></html>"
SLOW_LINES = {
    "30 % lost": (Line(lost=0.3, chunk_bytes=1400), LARGE),
    "5 kB/s": (Line(bytes_per_s=5000, chunk_bytes=1400), 10_000),
    "8 s latency": (Line(latency_s=8), SMALL),
    "cut every 25 chunks": (Line(cut_every=25, chunk_bytes=CHUNK), LARGE),
}
PATIENCE_S = 400.0


def cut_at_every_chunk(stand: Stand, every: int = 1, first: int = 1, chunk_bytes: int = CHUNK) -> int:
    """Cut the line once at each chunk of one delivery, either way; returns how many chunks it has."""
    if stand.agent is None:
        stand.start_agent()
    for cut in count(first, every):
        line = Line(cut_at=cut, chunk_bytes=chunk_bytes)
        stand.network.set(line)
        stand.seal(1, page_bytes=LARGE)
        stand.until_empty()
        if stand.network.chunks < cut:
            return stand.network.chunks
    raise AssertionError("count ends never")


def through(stand: Stand, line: Line, page_bytes: int, packages: int = 1) -> None:
    """Send over a line that is bad, but no worse than that."""
    if stand.agent is None:
        stand.start_agent()
    stand.network.set(line)
    stand.seal(packages, page_bytes=page_bytes)
    stand.until_empty(PATIENCE_S)
    stand.network.set(GOOD)


def dead_lines(stand: Stand, folder: Path) -> dict[str, Line]:
    """Return the lines over which nothing may arrive."""
    now = datetime.now(UTC)
    folder.mkdir(exist_ok=True)
    stranger = Authority.open(folder, now).make_server_files(folder, now)
    own = stand.server.ca.with_name("server.pem"), stand.server.ca.with_name("server.key")
    return {
        "nobody listens": Line(refused=True),
        "wrong TLS certificate": Line(certificate=stranger),
        "captive portal without TLS": Line(page=PORTAL),
        "captive portal with a certificate that is trusted": Line(page=PORTAL, certificate=own),
        "silence": Line(silent=True),
    }


def wait_out(stand: Stand, line: Line) -> Iterator[str]:
    """Seal while the line is dead, wait for an attempt that fails, make it good; yields what is broken."""
    if stand.agent is None:
        stand.start_agent()
    stand.network.set(line)
    before = len(stand.server.holds().answers)
    stand.seal(1, page_bytes=SMALL)
    until(lambda: _open(stand) and _open(stand)[0].problem is not None, "an attempt that fails", 120)
    (entry,) = _open(stand)
    if len(stand.server.holds().answers) != before:
        yield "something arrived over a dead line"
    with Outbox(stand.outbox_folder, 0) as outbox:
        yield from (f"{finding.name}: {finding.fault}" for finding in outbox.verify())
    if entry.receipt is not None:
        yield "somebody's receipt was taken for the platform's"
    stand.network.set(GOOD)
    stand.until_empty()


def _open(stand: Stand) -> list[Entry]:
    with Outbox(stand.outbox_folder, 0) as outbox:
        return [entry for entry in outbox.list() if entry.receipt is None]
