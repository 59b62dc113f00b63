"""A disk that is full or breaks at one system call (strace injects it), and what the outbox makes of that."""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import UUID

import injected_workload as workload

from kiosk.submission.outbox import Outbox
from kiosk.submission.outbox_states import State

HERE = Path(__file__).parent
CALLS = ("openat", "write", "pwrite64", "fsync", "fdatasync", "rename", "unlink", "ftruncate")
ERRORS = ("ENOSPC", "EIO")
CODES = {"disk-full", "disk-failed", "read-only", "database-broken"}


@dataclass(frozen=True, slots=True)
class Injection:
    """`when` as strace has it: `3` the third call, `3+` the third and all that follow."""

    call: str
    error: str
    when: str


@cache
def strace_works() -> bool:
    """Whether this process may trace its children."""
    try:
        told = subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], capture_output=True, check=False)
    except FileNotFoundError:
        return False
    return told.returncode == 0


def outcome(injection: Injection) -> tuple[bool, list[str]]:
    """Run the workload with the fault; return whether it struck, and every promise that was broken."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve() / "outbox"
        log = Path(name) / "strace"
        before = workload.prepare(folder)
        paths = [folder, *(folder / one for one in workload.NAMES)]
        told = subprocess.run(
            [
                *("strace", "-f", "-qq", "-o", str(log), "-e", f"trace={injection.call}"),
                *("-e", f"inject={injection.call}:error={injection.error}:when={injection.when}"),
                *(word for path in paths for word in ("-P", str(path))),
                *(sys.executable, str(HERE / "injected_workload.py"), str(folder)),
            ],
            capture_output=True,
            text=True,
            check=False,
            timeout=50,
            env={"PYTHONPATH": str(HERE.parents[1]), "PYTHONDONTWRITEBYTECODE": "1"},
        )
        struck = "INJECTED" in log.read_text(errors="replace")
        if told.returncode:
            return struck, [f"the process ended: {told.stderr[-600:]}"]
        return struck, list(_broken(folder, before, [json.loads(line) for line in told.stdout.splitlines()]))


def _broken(folder, before, lines):
    said = {**before, **{line["said"]: line["is"] for line in lines if "said" in line}}
    for line in lines:
        if "refused" in line and line["code"] not in CODES:
            yield f"{line['refused']} was refused with {line['code']}"
    with Outbox(folder, 0) as outbox:
        outbox.rebuild(workload.NOW)
        for finding in outbox.verify():
            yield f"{finding.name}: {finding.fault}"
        there = {str(entry.package_id): entry for entry in outbox.list()}
    refused = {line["refused"] for line in lines if "refused" in line}
    never = {line["refused"] for line in lines if "refused" in line and not line["doubt"]} - before.keys()
    for package_id in never & there.keys():
        yield f"{package_id} was refused for certain and is queued"
    for package_id, state in said.items():
        entry = there.get(package_id)
        if entry is None:
            yield f"{UUID(package_id)} was said to be {state} and is gone"
        elif entry.state != state and not (package_id in refused and entry.state is State.ACKNOWLEDGED):
            yield f"{package_id} was said to be {state} and is {entry.state}"


def sweep(upto: int) -> list[Injection]:
    """Each call, each error, once and from then on, from the first to the `upto`-th time."""
    return [
        Injection(call, error, f"{number}{more}")
        for call in CALLS
        for error in ERRORS
        for number in range(1, upto + 1)
        for more in ("", "+")
    ]
