"""Writes one chain. One process at a time; everything is on disk when `append` returns."""

import contextlib
import fcntl
import os
import stat
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from kiosk.audit_log.files import (
    FOLDER_MODE,
    Ends,
    EndsLost,
    opened,
    read_ends,
    read_shipped,
    segment_name,
    segments,
    write_ends,
)
from kiosk.audit_log.record import SHA_256, START, Link, NoRecord, Record, chained, parsed
from kiosk.whole_file import sync_folder

SEGMENT_BYTES = 1024 * 1024
KEEP = timedelta(days=180)
REPAIRED = "audit.repaired"
Entry = tuple[str, Mapping[str, Any]]


class AnotherWriter(OSError):  # noqa: N818  the name says what happened
    """Another process writes this chain."""


class Chain:
    """The chain `name` in `folder`. Raises `AnotherWriter` and OSError.

    What a power cut left half-written is taken away; what was cut off beyond that stays missing and is found
    by `kiosk audit verify`, since the numbers go on behind the last one that chain.json names.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        now: Callable[[], datetime],
        algorithm: str = SHA_256,
        keep: timedelta = KEEP,
        segment_bytes: int = SEGMENT_BYTES,
    ) -> None:
        self._root, self._name = folder, name
        self._folder = folder / name
        self._now, self._algorithm, self._keep = now, algorithm, keep
        self._segment_bytes = segment_bytes
        _make(self._folder)
        self._lock = _locked(self._folder / "lock")
        self._file: int | None = None
        self._size = 0
        """Of the segment, as far as its records count."""
        try:
            self._ends, found = self._take_up()
            self._open_last()
            if found:
                self.append([(REPAIRED, found)])
        except BaseException:
            self.close()
            raise

    @property
    def head(self) -> Link:
        """Where the chain stands."""
        return self._ends.head

    def append(self, entries: Sequence[Entry]) -> list[Record]:
        """Write events; they are on disk when this returns. Raises OSError, and then none of them counts."""
        made: list[Record] = []
        head = self._ends.head
        for event, facts in entries:
            made.append(chained(head, self._now(), event, facts, self._algorithm))
            head = made[-1].link
        if not made:
            return made
        self._rotate_if_due()
        assert self._file is not None
        data = b"".join(record.line() for record in made)
        if os.fstat(self._file).st_size != self._size:
            # A part of what was refused before, which the disk would not give up then.
            os.ftruncate(self._file, self._size)
        try:
            if os.write(self._file, data) != len(data):
                raise OSError("the disk took a part only")
            os.fsync(self._file)
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(self._file, self._size)
            raise
        self._size += len(data)
        self._ends = replace(self._ends, head=head)
        # The records are safe; a note that could not be renewed is renewed with the next one.
        with contextlib.suppress(OSError):
            write_ends(self._folder, self._ends)
        return made

    def close(self) -> None:
        """Let another process in."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
        os.close(self._lock)

    def _take_up(self) -> tuple[Ends, dict[str, Any]]:
        """Return where to go on, and what was repaired."""
        every = segments(self._folder)
        torn = _cut_torn_line(every[-1]) if every else 0
        last = next((link for link in map(_last_link, reversed(every)) if link is not None), None)
        found: dict[str, Any] = {"bytes": torn, "reason": "torn-line"} if torn else {}
        try:
            ends = read_ends(self._folder)
        except EndsLost:
            base = _base_of(every)
            return Ends(base, last or base), {"bytes": torn, "reason": "ends-lost"}
        if last is not None and last.seq > ends.head.seq:
            # Written and flushed, but the power went before chain.json said so.
            ends = replace(ends, head=last)
        elif ends.head.seq > (last or ends.base).seq:
            found = {"bytes": torn, "reason": "records-missing"}
        return ends, found

    def _open_last(self) -> None:
        every = segments(self._folder)
        self._open(every[-1] if every else self._folder / segment_name(self._ends.head.seq + 1))

    def _open(self, path: Path) -> None:
        """Write into this segment from now on; where it cannot be opened, into the one of before."""
        fresh = opened(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        before, self._file = self._file, fresh
        self._size = os.fstat(fresh).st_size
        if before is not None:
            os.close(before)
        sync_folder(self._folder)

    def _rotate_if_due(self) -> None:
        if self._size < self._segment_bytes:
            return
        self._forget_old()
        self._open(self._folder / segment_name(self._ends.head.seq + 1))

    def _forget_old(self) -> None:
        """Take away whole segments that are older than they must be kept and that the platform has."""
        shipped = read_shipped(self._root, self._name)
        for segment in segments(self._folder)[:-1]:
            last = _last_record(segment)
            if last is None or last.seq > shipped.seq:
                return
            if datetime.fromisoformat(last.at) > self._now() - self._keep:
                return
            # First where the chain begins now: a cut in between leaves a segment too many, and none too few.
            self._ends = replace(self._ends, base=last.link)
            write_ends(self._folder, self._ends)
            segment.unlink()


def _make(folder: Path) -> None:
    """Have the folder, for us to write and the group to read."""
    folder.mkdir(mode=FOLDER_MODE & 0o777, parents=True, exist_ok=True)
    # As a rule it is so already, by the umask of the units and the folder above; they may set no such bit.
    for mode in (FOLDER_MODE, FOLDER_MODE & 0o777):
        if stat.S_IMODE(folder.stat().st_mode) not in (FOLDER_MODE, mode):
            with contextlib.suppress(PermissionError):
                folder.chmod(mode)


def _locked(path: Path) -> int:
    handle = opened(path, os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise AnotherWriter(f"{path.parent}: another process writes this audit log") from None
    return handle


def _cut_torn_line(segment: Path) -> int:
    """Cut what stands behind the last line's end; return how many bytes that was."""
    data = segment.read_bytes()
    whole = data.rfind(b"\n") + 1
    if whole < len(data):
        with segment.open("r+b") as file:
            file.truncate(whole)
            os.fsync(file.fileno())
    return len(data) - whole


def _last_record(segment: Path) -> Record | None:
    lines = segment.read_bytes().splitlines()
    try:
        return parsed(lines[-1]) if lines else None
    except NoRecord:
        return None


def _last_link(segment: Path) -> Link | None:
    record = _last_record(segment)
    return record.link if record is not None else None


def _base_of(every: Sequence[Path]) -> Link:
    """Return where a chain without chain.json begins, as its first record says."""
    for segment in every[:1]:
        for line in segment.read_bytes().splitlines()[:1]:
            try:
                first = parsed(line)
            except NoRecord:
                break
            return Link(first.seq - 1, first.previous)
    return START
