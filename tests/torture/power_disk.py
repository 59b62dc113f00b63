"""A disk that may lose what was not synced: from a log of what was done to every state after a power cut.

POSIX promises no more than this: what a file held at its last fsync, and what names a folder had at its last
fsync. Of the rest any 512-byte sector of a write, any change of length and any change of a name may be there
or not. `Fate` draws which.
"""

import struct
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

RECORD = struct.Struct("=BQQII")
SECTOR = 512


@dataclass(frozen=True, slots=True)
class Op:
    """One thing that was done: C create, O open, W write, T truncate, S sync, D sync the folder, U unlink,
    R rename (data is the new name), M mark."""

    op: str
    inode: int
    offset: int
    name: str
    data: bytes


def read_log(path: Path) -> list[Op]:
    raw, at, ops = path.read_bytes(), 0, []
    while at < len(raw):
        op, inode, offset, name, data = RECORD.unpack_from(raw, at)
        at += RECORD.size
        text = raw[at : at + name].decode()
        ops.append(Op(chr(op), inode, offset, text, raw[at + name : at + name + data]))
        at += name + data
    return ops


@dataclass(eq=False, slots=True)
class Inode:
    stable: bytes = b""
    pending: list[Op] = field(default_factory=list)

    def settle(self) -> None:
        self.stable = _applied(self.stable, self.pending)
        self.pending = []

    def now(self) -> bytes:
        return _applied(self.stable, self.pending)


Change = dict[str, Inode | None]
"""Names, and what they are now; None: no more."""


def _applied(content: bytes, ops: list[Op]) -> bytes:
    if not ops:
        return content
    held = bytearray(content)
    for op in ops:
        _apply(held, op)
    return bytes(held)


def _apply(held: bytearray, op: Op) -> None:
    if op.op == "T":
        del held[op.offset :]
        held.extend(bytes(op.offset - len(held)))
    else:
        end = op.offset + len(op.data)
        held.extend(bytes(max(0, end - len(held))))
        held[op.offset : end] = op.data


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of the unsynced: the share that is kept, from 0 (all is lost) to 1."""

    data: float
    names: float
    seed: int = 0
    names_in_order: bool = True
    """As a journal keeps them: up to some point all of them, then none."""


PLAIN = (Fate(0, 0), Fate(0, 1), Fate(1, 0), Fate(1, 1))


def drawn(seed: int) -> Fate:
    random = Random(seed)
    share = (0.1, 0.5, 0.9)
    return Fate(random.choice(share), random.choice((0, 1, *share)), seed, random.random() < 0.5)


class Disk:
    """The folder as the process sees it, and what of it is durable."""

    def __init__(self, image: dict[str, bytes] | None = None) -> None:
        self._inodes: dict[int, Inode] = {}
        self._names: dict[str, Inode] = {name: Inode(data) for name, data in (image or {}).items()}
        self._stable: dict[str, Inode] = dict(self._names)
        self._pending: list[dict[str, Inode | None]] = []

    def do(self, op: Op) -> None:
        match op.op:
            case "C":
                self._inodes[op.inode] = Inode()
                self._rename({op.name: self._inodes[op.inode]})
            case "O":
                self._inodes.setdefault(op.inode, self._names[op.name])
            case "W" | "T":
                self._inodes[op.inode].pending.append(op)
            case "S":
                self._inodes[op.inode].settle()
            case "D":
                self._stable = dict(self._names)
                self._pending = []
            case "U":
                self._rename({op.name: None})
            case "R":
                self._rename({op.name: None, op.data.decode(): self._names[op.name]})

    def _rename(self, change: dict[str, Inode | None]) -> None:
        self._pending.append(change)
        _put(self._names, change)

    def live(self) -> dict[str, bytes]:
        """What is there without a cut."""
        return {name: inode.now() for name, inode in self._names.items()}

    def after_cut(self, fate: Fate) -> dict[str, bytes]:
        random = Random(fate.seed)
        names = dict(self._stable)
        kept = _kept(self._pending, fate, random)
        for change in kept:
            _put(names, change)
        return {name: _survived(inode, fate, random) for name, inode in sorted(names.items())}


def _put(names: dict[str, Inode], change: dict[str, Inode | None]) -> None:
    for name, inode in change.items():
        if inode is None:
            names.pop(name, None)
        else:
            names[name] = inode


def _kept(changes: list[Change], fate: Fate, random: Random) -> list[Change]:
    if fate.names in (0, 1):
        return changes if fate.names else []
    if fate.names_in_order:
        return changes[: random.randint(0, len(changes))]
    return [change for change in changes if random.random() < fate.names]


def _survived(inode: Inode, fate: Fate, random: Random) -> bytes:
    if fate.data == 0:
        return inode.stable
    if fate.data == 1:
        return inode.now()
    held = bytearray(inode.stable)
    for op in inode.pending:
        if op.op == "T":
            if random.random() < fate.data:
                _apply(held, op)
            continue
        for start, data in _sectors(op):
            if random.random() < fate.data:
                _apply(held, Op("W", 0, start, "", data))
    if inode.pending and random.random() < 0.2:
        # The length was written, the blocks were not.
        held.extend(bytes(max(0, len(inode.now()) - len(held))))
    return bytes(held)


def _sectors(op: Op) -> list[tuple[int, bytes]]:
    pieces, at, end = [], op.offset, op.offset + len(op.data)
    while at < end:
        upto = min(end, (at // SECTOR + 1) * SECTOR)
        pieces.append((at, op.data[at - op.offset : upto - op.offset]))
        at = upto
    return pieces
