"""Finds what was done to a chain behind its writer's back: lines changed, removed, inserted, cut off."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kiosk.audit_log.files import Ends, EndsLost, read_ends, segments
from kiosk.audit_log.record import Link, NoRecord, Record, parsed


class Wrong(StrEnum):
    """What is wrong with a chain at one place."""

    UNREADABLE = "unreadable"
    """A line that is no record."""
    CHANGED = "changed"
    """A record whose digest is not its own."""
    REMOVED = "removed"
    """Numbers are missing here."""
    INSERTED = "inserted"
    """A number that had its place already."""
    UNCHAINED = "unchained"
    """A record that does not follow from the one before: one of the two was replaced."""
    CUT = "cut"
    """Fewer records than were written."""
    ENDS_LOST = "ends-lost"
    """The note of where the chain begins and ends is missing or unreadable."""
    OTHER_THAN_SHIPPED = "other-than-shipped"
    """A record is not the one that the platform has."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, and where: file name, line from 1, number of the record where it has one."""

    wrong: Wrong
    file: str = ""
    line: int = 0
    seq: int | None = None

    def to_json(self) -> dict[str, str | int | None]:
        """Return the JSON members."""
        return {"wrong": self.wrong.value, "file": self.file, "line": self.line, "seq": self.seq}


@dataclass(frozen=True, slots=True)
class Verified:
    """What a chain holds and what is wrong with it."""

    records: int
    first: str | None
    """When the oldest record was made."""
    head: Link
    findings: tuple[Finding, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


def verify(folder: Path, anchors: tuple[Link, ...] = ()) -> Verified:
    """Read the chain in a folder and return what is wrong with it.

    `anchors` are records that are known from elsewhere, as the platform received them: without one, whoever
    writes the whole chain and its chain.json anew is not found.
    """
    walk = _Walk()
    try:
        ends = read_ends(folder)
    except EndsLost:
        walk.findings.append(Finding(Wrong.ENDS_LOST, "chain.json"))
        ends = None
    walk.begin(ends)
    for segment in segments(folder):
        lines = _lines(segment)
        if ends is not None and _is_left_over(lines, ends):
            continue
        for number, line in enumerate(lines, 1):
            walk.take(line, segment.name, number)
    walk.end(ends, anchors)
    return Verified(walk.count, walk.first, walk.last or Link(0, ""), tuple(walk.findings))


class _Walk:
    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.count = 0
        self.first: str | None = None
        self.last: Link | None = None
        self._digests: dict[int, str] = {}

    def begin(self, ends: Ends | None) -> None:
        if ends is not None:
            self.last = ends.base

    def take(self, line: bytes, file: str, number: int) -> None:
        try:
            record = parsed(line.removesuffix(b"\n"))
            if not line.endswith(b"\n"):
                raise NoRecord("half a line")
        except NoRecord:
            self._find(Wrong.UNREADABLE, file, number)
            return
        if not record.is_whole():
            self._find(Wrong.CHANGED, file, number, record.seq)
        if self.last is not None:
            self._judge(record, self.last, file, number)
        self.count += 1
        self.first = self.first or record.at
        self._digests[record.seq] = record.digest
        if self.last is None or record.seq > self.last.seq:
            self.last = record.link

    def end(self, ends: Ends | None, anchors: tuple[Link, ...]) -> None:
        stands = self.last or Link(0, "")
        if ends is not None and stands.seq < ends.head.seq:
            self._find(Wrong.CUT, seq=stands.seq + 1)
        elif ends is not None and self._is_other(ends.head):
            self._find(Wrong.CHANGED, seq=ends.head.seq)
        for anchor in anchors:
            if anchor.seq > stands.seq:
                self._find(Wrong.CUT, seq=anchor.seq)
            elif self._is_other(anchor):
                self._find(Wrong.OTHER_THAN_SHIPPED, seq=anchor.seq)

    def _is_other(self, link: Link) -> bool:
        return self._digests.get(link.seq, link.digest) != link.digest

    def _judge(self, record: Record, last: Link, file: str, number: int) -> None:
        if record.seq > last.seq + 1:
            self._find(Wrong.REMOVED, file, number, last.seq + 1)
        elif record.seq <= last.seq:
            self._find(Wrong.INSERTED, file, number, record.seq)
        elif record.previous != last.digest:
            self._find(Wrong.UNCHAINED, file, number, record.seq)

    def _find(self, wrong: Wrong, file: str = "", line: int = 0, seq: int | None = None) -> None:
        self.findings.append(Finding(wrong, file, line, seq))


def _is_left_over(lines: list[bytes], ends: Ends) -> bool:
    """Return whether the power went while an old segment was being taken away."""
    try:
        return bool(lines) and ends.base.seq > 0 and parsed(lines[-1].removesuffix(b"\n")).link == ends.base
    except NoRecord:
        return False


def _lines(segment: Path) -> list[bytes]:
    # Not splitlines(): a bare carriage return ends no line here.
    data = segment.read_bytes()
    parts = data.split(b"\n")
    return [part + b"\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])
