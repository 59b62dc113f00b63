"""Sealing and queueing a submission of 20 MB, beside a bare write and fsync of as many bytes.

Both are timed by turns on the same disk; the medians are compared. A fast disk takes 20 MB in less time than
one digest of them needs, so the processor's own share stands beside it: age, and the two SHA-256 that the
contract wants (of the pages and of the sealed file), in memory. Peak memory is the high-water mark of the
resident set (`VmHWM`) above what it was before, the pages themselves not counted.
"""

import hashlib
import io
import json
import os
import shutil
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyrage

from bench.plan import machine
from kiosk.submission.archive import Captured, archive
from kiosk.submission.outbox import Outbox
from kiosk.submission.package import GivenMaterial, Package, Page
from kiosk.submission.seal import AgeSealer, Sealing

SIZE = 20_000_000
PAGES = 10
ROUNDS = 25
LIMIT = 2.0
OUT = Path("build/bench")


def main() -> dict[str, object]:
    """Return both in ms, the ratio and the peak in MiB."""
    OUT.mkdir(parents=True, exist_ok=True)
    package = scans()
    sealer = AgeSealer([("bench", str(pyrage.x25519.Identity.generate().to_public()))])
    folder = Path(tempfile.mkdtemp(dir=OUT))
    try:
        with Outbox(folder / "outbox", 0) as outbox:
            sealed_size = add(outbox, package, sealer)
            data = os.urandom(sealed_size)
            bare_write(folder, data)
            peak = grown(lambda: add(outbox, package, sealer))
            sealed, bare, inherent = [], [], []
            for _ in range(ROUNDS):
                inherent.append(timed(lambda: in_memory(package, sealer)))
                sealed.append(timed(lambda: add(outbox, package, sealer)))
                bare.append(timed(lambda: bare_write(folder, data)))
    finally:
        shutil.rmtree(folder)
    ratio = statistics.median(sealed) / statistics.median(bare)
    return {
        "submission_bytes": sum(len(page.data) for material in package.materials for page in material.pages),
        "sealed_bytes": sealed_size,
        "rounds": ROUNDS,
        "seal_and_queue_ms": round(statistics.median(sealed) * 1000, 1),
        "bare_write_and_fsync_ms": round(statistics.median(bare) * 1000, 1),
        "age_and_digests_in_memory_ms": round(statistics.median(inherent) * 1000, 1),
        "ratio": round(ratio, 2),
        "ratio_to_all_that_must_be": round(
            statistics.median(sealed) / (statistics.median(bare) + statistics.median(inherent)), 2
        ),
        "limit_ratio": LIMIT,
        "peak_above_mib": round(peak / 2**20, 1),
        "within_limit": ratio <= LIMIT,
        "machine": machine(),
    }


def scans() -> Package:
    """Return a submission of incompressible pages."""
    pages = tuple(Page(f"{n}", "image/jpeg", os.urandom(SIZE // PAGES)) for n in range(PAGES))
    return Package("bench", 1, (), {}, {}, (GivenMaterial("scans", "SCAN", pages=pages),), ())


def add(outbox: Outbox, package: Package, sealer: AgeSealer) -> int:
    """Assemble, seal and queue it; return the size of the sealed file, which is deleted again untimed."""
    captured = Captured(uuid.uuid4(), "terminal-1", datetime.now(UTC), card_proof="bench")
    plain = archive(package, captured)
    sealing = Sealing(captured.package_id, "bench", "terminal-1", captured.captured_at, plain, sealer)
    return outbox.add(sealing).size


def in_memory(package: Package, sealer: AgeSealer) -> None:
    """Do what the processor has to do: age to nowhere, a digest of the pages, one of as many bytes."""
    captured = Captured(uuid.uuid4(), "terminal-1", datetime.now(UTC), card_proof="bench")
    sealer.seal(archive(package, captured), Nowhere())
    for page in package.materials[0].pages:
        hashlib.sha256(page.data)


class Nowhere:
    """Takes everything and keeps nothing."""

    def write(self, data: bytes, /) -> int:
        """Take `data`."""
        return len(data)

    def flush(self) -> None:
        """Keep nothing."""


def bare_write(folder: Path, data: bytes) -> None:
    """Write the same number of bytes to a new file and make it durable."""
    with io.FileIO(folder / f"bare-{uuid.uuid4()}", "w") as file:
        file.write(data)
        os.fsync(file.fileno())


def timed(call: Callable[[], object]) -> float:
    """Return the seconds that it takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def grown(call: Callable[[], object]) -> int:
    """Return by how many bytes the resident set grew at most."""
    Path("/proc/self/clear_refs").write_text("5")
    before = _status("VmHWM")
    call()
    return _status("VmHWM") - before


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))


if __name__ == "__main__":
    print(json.dumps(main(), ensure_ascii=False, indent=2))
