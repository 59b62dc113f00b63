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


def open_shared(path: Path, flags: int) -> int:
    """Open a file that screens and agent both write, made when it is not there; raises `OSError`.

    They are two users of one group: whatever the umask says, the group may write. What root makes at the
    command line belongs to the owner of the folder, who may be worth nothing by then: no link is followed.
    """
    handle = os.open(path, flags | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, MODE)
    try:
        made = os.fstat(handle)
        if made.st_mode & MODE != MODE and made.st_uid == os.geteuid():
            os.fchmod(handle, MODE)
        if os.geteuid() == 0:
            folder = path.parent.stat()
            if (made.st_uid, made.st_gid) != (folder.st_uid, folder.st_gid):
                os.fchown(handle, folder.st_uid, folder.st_gid)
    except BaseException:
        os.close(handle)
        raise
    return handle


@contextlib.contextmanager
def held(path: Path, *, shared: bool = False, deadline_s: float = DEADLINE_S) -> Iterator[None]:
    """Hold the lock file at `path`, made when it is not there.

    Raises `OutboxBusy` after `deadline_s`, and `DiskRefused`. Each holding opens the file anew: flock belongs
    to the open file, so that it parts threads as well.
    """
    try:
        handle = open_shared(path, os.O_RDWR)
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

    Raises `AnotherAgent` when there is one, and `OSError`. The file holds the process id for the engineer who
    looks.
    """

    def __init__(self, folder: Path) -> None:
        self._handle = open_shared(folder / AGENT_LOCK, os.O_RDWR)
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
