"""The disk is full or breaks at one system call of the agent (strace injects it) while it sends a package."""

import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from stand import Stand, until

CALLS = ("openat", "read", "write", "pwrite64", "fsync", "fdatasync", "unlink")
ERRORS = ("ENOSPC", "EIO")
SHORT_S = 1.5
"""So long the agent may have a try under the fault; what it leaves is sent when the disk is well again."""


@dataclass(frozen=True, slots=True)
class Fault:
    """`when` as strace has it: `3` the third call, `3+` the third and all that follow."""

    call: str
    error: str
    when: str


def sweep(upto: int) -> list[Fault]:
    """Each call, each error, once and from then on, from the first to the `upto`-th time."""
    return [
        Fault(call, error, f"{number}{more}")
        for call in CALLS
        for error in ERRORS
        for number in range(1, upto + 1)
        for more in ("", "+")
    ]


def strike(stand: Stand, fault: Fault, patience: float = SHORT_S) -> bool:
    """Send a package while the fault strikes, then without; returns whether it did strike.

    `patience`: s to wait for a fault that has not struck yet; a busy machine may need more than `SHORT_S`.
    Raises `OSError` where strace may not trace.
    """
    stand.kill_agent()
    stand.seal(1, page_bytes=20_000, wake=False)
    log = stand.logs / "strace"
    pid = stand.start_agent(stopped=True)
    folder = stand.outbox_folder.resolve()
    with (stand.logs / "strace.err").open("w+") as words:
        strace = subprocess.Popen(
            [
                *("strace", "-f", "-o", str(log), "-p", str(pid), "-e", f"trace={fault.call}"),
                *("-e", f"inject={fault.call}:error={fault.error}:when={fault.when}"),
                *(word for path in _paths(folder) for word in ("-P", str(path))),
            ],
            stderr=words,
        )
        until(lambda: _told(words.name) or strace.poll() is not None, "strace")
        if strace.poll() is not None:
            raise OSError(_told(words.name))
        until(lambda: "attached" in _told(words.name), "strace attached")
        stand.cont(pid)
        began = time.monotonic()
        while stand.waiting() and time.monotonic() < began + (SHORT_S if _struck(log) else patience):
            time.sleep(0.05)
        strace.send_signal(signal.SIGTERM)
        strace.wait(20)
    stand.kill_agent()
    stand.start_agent()
    stand.until_empty()
    return _struck(log)


def _struck(log: Path) -> bool:
    return "INJECTED" in log.read_text(errors="replace")


def _paths(folder: Path) -> list[Path]:
    names = ("", "outbox.sqlite", "outbox.sqlite-wal", "outbox.sqlite-shm", "gate.lock", "write.lock")
    sealed = [*folder.glob("*.age"), *folder.glob("*.json")]
    return [*(folder / name for name in names), *sealed]


def _told(name: str) -> str:
    return Path(name).read_text(errors="replace")
