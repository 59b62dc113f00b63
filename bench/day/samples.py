"""What a process and a folder take, read from outside: proc(5), and the sizes of files."""

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
KIB = 1024


@dataclass(frozen=True, slots=True)
class Figures:
    """One process and all below it. Bytes where not counted."""

    pid: int
    """A new one means that it was started anew."""
    pss: int
    rss: int
    handles: int
    threads: int
    children: int
    held: int
    """On the disk or in memory, in files that have no name any more and are still open."""


def figures(pid: int) -> Figures:
    """Read a process and everything that it started. Raises OSError when it is not there."""
    below = list(_descendants(pid, _children()))
    total = dict.fromkeys(("pss", "rss", "handles", "threads", "held"), 0)
    for one in (pid, *below):
        # A child may end between two looks; the process itself has to be there.
        with suppress(*(() if one == pid else (OSError,))):
            for name, value in _one(one).items():
                total[name] += value
    return Figures(pid=pid, children=len(below), **total)


def folder_bytes(folder: Path) -> int:
    """Return the bytes of all files below a folder; what goes away meanwhile is not there."""
    found = 0
    for path, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                said = (Path(path) / name).lstat()
                found += said.st_size if stat.S_ISREG(said.st_mode) else 0
    return found


def _one(pid: int) -> dict[str, int]:
    place = PROC / str(pid)
    handles = list((place / "fd").iterdir())
    memory = dict(_rows((place / "smaps_rollup").read_text()))
    threads = len(list((place / "task").iterdir()))
    return {
        "pss": memory["Pss"] * KIB,
        "rss": memory["Rss"] * KIB,
        "handles": len(handles),
        "threads": threads,
        "held": sum(map(_nameless, handles)),
    }


def _rows(text: str) -> Iterator[tuple[str, int]]:
    for line in text.splitlines():
        name, _, value = line.partition(":")
        if value.endswith(" kB"):
            yield name, int(value.split()[0])


def _nameless(handle: Path) -> int:
    with suppress(OSError):
        said = handle.stat()
        if stat.S_ISREG(said.st_mode) and not said.st_nlink:
            return said.st_blocks * 512
    return 0


def _children() -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = {}
    for path in PROC.iterdir():
        if path.name.isdigit():
            with suppress(OSError, IndexError):
                # The name in brackets may hold anything; what follows it does not.
                parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
                found.setdefault(parent, []).append(int(path.name))
    return found


def _descendants(pid: int, children: Mapping[int, list[int]]) -> Iterator[int]:
    for child in children.get(pid, ()):
        yield child
        yield from _descendants(child, children)
