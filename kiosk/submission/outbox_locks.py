"""Locks between processes (flock(2)): they end with the process that held them, however it ended."""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from kiosk.submission.outbox_states import AnotherAgent, OutboxBusy, disk_refused

DEADLINE_S = 20.0
POLL_S = 0.01
MODE = 0o660
AGENT_LOCK = "agent.lock"


@contextlib.contextmanager
def held(path: Path, *, shared: bool = False, deadline_s: float = DEADLINE_S) -> Iterator[None]:
    """Hold the lock file at `path`, made when it is not there.

    Raises `OutboxBusy` after `deadline_s`, and `DiskRefused`. Each holding opens the file anew: flock belongs
    to the open file, so that it parts threads as well.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, MODE)
    except OSError as error:
        raise disk_refused(error) from error
    try:
        until = time.monotonic() + deadline_s
        while not _taken(handle, fcntl.LOCK_SH if shared else fcntl.LOCK_EX):
            if time.monotonic() >= until:
                raise OutboxBusy(path.name)
            time.sleep(POLL_S)
        yield
    finally:
        os.close(handle)


class AgentLock:
    """Says that this process is the outbox's one agent, until `close` or the end of the process.

    Raises `AnotherAgent` when there is one. The file holds the process id for the engineer who looks.
    """

    def __init__(self, folder: Path) -> None:
        self._handle = os.open(folder / AGENT_LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, MODE)
        if not _taken(self._handle, fcntl.LOCK_EX):
            holder = os.pread(self._handle, 20, 0).decode("ascii", "replace").strip()
            os.close(self._handle)
            raise AnotherAgent(f"process {holder or 'unknown'}")
        os.ftruncate(self._handle, 0)
        os.pwrite(self._handle, f"{os.getpid()}\n".encode(), 0)

    def close(self) -> None:
        """Let another agent in."""
        os.close(self._handle)

    def __enter__(self) -> "AgentLock":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _taken(handle: int, kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
