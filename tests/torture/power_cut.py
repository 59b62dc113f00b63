"""Cuts the power after every operation of a recorded day and looks whether what was said is still true."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from power_disk import PLAIN, Disk, Op, drawn, read_log
from power_workload import GONE, START, view_of

from kiosk.submission.outbox import Outbox
from kiosk.submission.outbox_repair import Fault
from kiosk.submission.outbox_states import OutboxError

HERE = Path(__file__).parent
SHIM = HERE / "disk_log.c"
SEALED = "sealed"
LOST = "LOST"
MAPPED = "-shm"
LATER = START + timedelta(days=1)


def build_shim(cache: Path) -> Path:
    library = cache / f"disk_log-{hashlib.sha256(SHIM.read_bytes()).hexdigest()[:16]}.so"
    if not library.exists():
        fresh = cache / f".{library.name}.{os.getpid()}"
        subprocess.run(["gcc", "-O2", "-shared", "-fPIC", "-o", str(fresh), str(SHIM), "-ldl"], check=True)
        fresh.replace(library)
    return library


def record(
    cache: Path, seed: int, steps: int, planted: str = "", image: dict[str, bytes] | None = None
) -> list[Op]:
    """Let a real process run the day on a real disk; return what it did to it.

    `image` is what lies in the folder before; with 0 steps the process only starts and puts it in order.
    """
    with tempfile.TemporaryDirectory() as name:
        where = Path(name).resolve()
        folder, marks, log = where / "outbox", where / "marks", where / "log"
        folder.mkdir()
        for file, data in (image or {}).items():
            (folder / file).write_bytes(data)
        variables = {
            **os.environ,
            "LD_PRELOAD": str(build_shim(cache)),
            "TORTURE_FOLDER": str(folder),
            "TORTURE_MARKS": str(marks),
            "TORTURE_LOG": str(log),
            "PYTHONPATH": str(HERE.parents[1]),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        program = [sys.executable, str(HERE / "power_workload.py"), str(folder), str(marks)]
        subprocess.run([*program, str(seed), str(steps), planted], env=variables, check=True, timeout=300)
        ops = read_log(log)
        _same(ops, folder, image)
        return ops


def _same(ops: list[Op], folder: Path, image: dict[str, bytes] | None) -> None:
    """The log is complete: played back without a cut it gives the very files (but for mapped memory)."""
    disk = Disk(image)
    for op in ops:
        disk.do(op)
    there = {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.endswith(MAPPED)}
    played = {name: data for name, data in disk.live().items() if not name.endswith(MAPPED)}
    if there != played:
        raise AssertionError(f"the log does not give the files: {sorted(there)} {sorted(played)}")


@dataclass(slots=True)
class Promises:
    """What was said of each package so far, and what a cut now may have made of it."""

    said: dict[str, object] = field(default_factory=dict)
    doing: dict[str, list[object]] = field(default_factory=dict)

    def hear(self, marks: bytes) -> None:
        for line in marks.splitlines():
            mark = json.loads(line)
            if "do" in mark:
                self.doing[mark["do"]] = mark["may"]
            else:
                self.doing.pop(mark["said"], None)
                self.said[mark["said"]] = mark["is"]

    def copy(self) -> "Promises":
        return Promises(dict(self.said), dict(self.doing))


@dataclass(slots=True)
class Count:
    points: int = 0
    images: set[bytes] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)
    lost: int = 0
    """Cuts after which a package that was said to be sealed is neither whole nor acknowledged."""


@dataclass(slots=True)
class Cut:
    """One disk after a cut, what had been said by then, and where it was."""

    image: dict[str, bytes]
    promises: Promises
    where: str


def cuts(ops: list[Op], fates: int, every: int = 1, start: Cut | None = None) -> Iterator[Cut]:
    """Cut after every `every`-th operation that changed something: the plain fates and `fates` drawn ones.

    `start` is the disk on which the process began and what had been said before.
    """
    disk = Disk(start.image if start else None)
    promises = start.promises.copy() if start else Promises()
    changes = 0
    for number, op in enumerate(ops):
        if op.op == "M":
            promises.hear(op.data)
        else:
            disk.do(op)
        if op.op == "O":
            continue
        changes += 1
        if changes % every:
            continue
        for fate in (*PLAIN, *(drawn(number * 1000 + one) for one in range(fates))):
            where = f"{start.where + '; ' if start else ''}operation {number} ({op.op} {op.name}), {fate}"
            yield Cut(disk.after_cut(fate), promises, where)


def judge(some: Iterable[Cut], count: Count) -> Count:
    """Recover from every cut; what is broken is added to `count`."""
    with tempfile.TemporaryDirectory(dir=_fast()) as name:
        for cut in some:
            count.points += 1
            key = _key(cut.image, cut.promises)
            if key in count.images:
                continue
            count.images.add(key)
            wrong = list(recovered(cut.image, cut.promises, Path(name) / "outbox"))
            count.broken += [f"{cut.where}: {one}" for one in wrong]
            count.lost += any(one.startswith(LOST) for one in wrong)
    return count


def _key(image: dict[str, bytes], promises: Promises) -> bytes:
    digest = hashlib.sha256()
    for name, data in image.items():
        digest.update(f"{name} {len(data)} ".encode() + data)
    digest.update(json.dumps([promises.said, promises.doing], sort_keys=True).encode())
    return digest.digest()


def recovered(image: dict[str, bytes], promises: Promises, folder: Path) -> Iterator[str]:
    """Start on the disk that was left, as the agent does; yield every promise that is broken."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, data in image.items():
        (folder / name).write_bytes(data)
    try:
        with Outbox(folder, 0) as outbox:
            outbox.recover(LATER)
            there = {str(entry.package_id): entry for entry in outbox.list()}
            findings = outbox.verify()
    except OutboxError as error:
        yield f"the outbox does not open: {error.code} {error}"
        return
    for finding in findings:
        # A file that was never said may be torn; one that was said is lost then.
        missing = finding.fault in (Fault.FILE_MISSING, Fault.FILE_DAMAGED, Fault.NOT_ENTERED)
        lost = missing and promises.said.get(finding.name, GONE) != GONE
        yield f"{LOST if lost else 'after recovery'} {finding.name}: {finding.fault}"
    for package_id in promises.said.keys() | promises.doing.keys() | there.keys():
        entry = there.get(package_id)
        now = view_of(entry) if entry else GONE
        allowed = [promises.said.get(package_id, GONE), *promises.doing.get(package_id, ())]
        if now not in allowed and not (SEALED in allowed and entry and _fresh(now)):
            lost = now == GONE and package_id in promises.said
            yield f"{LOST if lost else 'not as said:'} {package_id} is {now}, allowed {allowed}"


def _fresh(view: list[object]) -> bool:
    return view[:7] == ["SEALED", 0, None, None, None, None, True]


def _fast() -> str | None:
    """Memory, where there is some: the recovering side's own syncs prove nothing."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
