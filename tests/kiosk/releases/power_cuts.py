"""Runs something in a process of its own that loses its power at the n-th change of the disk.

Nothing is tidied up then, and what was not flushed may be gone: whoever looks afterwards finds the files that
the process wrote without an fsync cut in half.
"""

import os
import struct
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

CHANGES = {
    "os.rename",
    "os.remove",
    "os.rmdir",
    "os.mkdir",
    "os.symlink",
    "os.chmod",
    "os.truncate",
    "shutil.rmtree",
}
CUT = 77


def survives(action: Callable[[], object], cut_at: int, folders: Iterable[Path]) -> bool:
    """Run `action` and cut its power at change `cut_at` (from 1); whether it was through before that."""
    before = {file.stat().st_ino for file in _files(folders)}
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        status = 1
        try:
            _arm(cut_at, writing)
            action()
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    flushed = set()
    with os.fdopen(reading, "rb") as pipe:
        while number := pipe.read(8):
            flushed.add(struct.unpack("Q", number)[0])
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, CUT), f"the process ended with {status}"
    if status == CUT:
        for file in _files(folders):
            said = file.stat()
            if said.st_ino not in before | flushed:
                os.truncate(file, said.st_size // 2)
    return status == 0


def _arm(cut_at: int, pipe: int) -> None:
    count = 0

    def change(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal count
        made = event == "open" and isinstance(arguments[2], int) and arguments[2] & os.O_CREAT
        if event in CHANGES or made:
            count += 1
            if count == cut_at:
                os._exit(CUT)

    real = os.fsync

    def fsync(handle: int) -> None:
        real(handle)
        os.write(pipe, struct.pack("Q", os.fstat(handle).st_ino))

    os.fsync = fsync
    sys.addaudithook(change)


def _files(folders: Iterable[Path]) -> list[Path]:
    return [
        path for folder in folders for path in folder.rglob("*") if path.is_file() and not path.is_symlink()
    ]
