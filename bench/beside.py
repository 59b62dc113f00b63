"""`kiosk agent` beside a benchmark."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.terminal.settings import SiteProfile
from offline_cache.errors import GuideStoreError
from offline_cache.store import GuideStore
from sandbox.processes import program

PATIENCE_S = 120.0
LOOK_S = 0.05


@contextmanager
def agent(profile: Path, code: str | None = None) -> Iterator[int]:
    """Give the process id while the agent runs; `code` enrols it."""
    command = [program("kiosk"), "agent", "--profile", str(profile)]
    environment = {**os.environ, **({"YICIBAN_ENROLMENT_CODE": code} if code else {})}
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            yield process.pid
        finally:
            process.terminate()


def until(condition: Callable[[], object], patience_s: float = PATIENCE_S) -> None:
    """Look again and again; raises TimeoutError where it does not come true."""
    end = time.monotonic() + patience_s
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(LOOK_S)


def has_guides(profile: SiteProfile) -> bool:
    """Whether the first guides are there."""
    try:
        GuideStore(profile.paths.guide_store).close()
    except GuideStoreError:
        return False
    return True
