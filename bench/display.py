"""An X display without a screen, and a whole stand on it, for the benchmarks."""

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sandbox.processes import Programs
from sandbox.stand import FIRST, Stand, build

CACHE = Path("build/cache")
LOGS = Path("build/bench/logs")


@contextlib.contextmanager
def xvfb() -> Iterator[str]:
    """Give the name of a display of 1080 × 1920."""
    reading, writing = os.pipe()
    command = [*FIRST, "Xvfb", "-displayfd", str(writing), "-screen", "0", "1080x1920x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=(writing,), stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as answer:
            yield f":{answer.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


@contextlib.contextmanager
def stand() -> Iterator[tuple[Programs, Stand]]:
    """Give platform, bench and agent, running."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="yiciban-bench-") as folder, Programs(LOGS) as programs:
        yield programs, build(programs, Path(folder), CACHE.absolute())


def environment(display: str, where: Stand | None = None) -> dict[str, str]:
    """Return the variables of a process with a window there."""
    camera = {} if where is None else where.bench["devices"]["document_camera"]["env"]
    return {**os.environ, "DISPLAY": display, "LIBGL_ALWAYS_SOFTWARE": "1", **camera}
