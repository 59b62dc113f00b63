"""A printer's own bytes about itself: told apart as they arrive, and read bit by bit.

DLE EOT n answers one byte a question (n = 1 printer, 2 offline cause, 3 error cause, 4 roll paper); with
GS a the printer sends four bytes at every change (ASB); GS r answers one byte when everything before it was
worked off. Bits as in the manuals of Epson TM-T88III (spec p. 84), TM-U220 (pp. 82-84), HPRT TP80K
(pp. 72-75) and Bixolon SRP-350. Printers with Custom's commands (VKP80II, KPM; Pyramid Reliance) answer
DLE EOT 20 by six bytes, 10 0F and four more.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from devices.printer.status import Bits, PrinterStatus, judge
from devices.status import MediaStatus

REALTIME_QUERIES = (1, 2, 3, 4)
FULL_STATUS = 20
_FULL_HEAD = b"\x10\x0f"
_FULL_SIZE = 6
_ASB_SIZE = 4


def is_realtime(byte: int) -> bool:
    """0xx1xx10: an answer to DLE EOT."""
    return byte & 0b1001_0011 == 0b0001_0010


def is_asb_first(byte: int) -> bool:
    """0xx1xx00: the first of four ASB bytes."""
    return byte & 0b1001_0011 == 0b0001_0000


def is_plain(byte: int) -> bool:
    """0xx0xxxx: ASB bytes 2 to 4 and the answers to GS r."""
    return byte & 0b1001_0000 == 0


def from_realtime(answers: Mapping[int, int], full: bytes = b"") -> PrinterStatus:
    """Decode answers to DLE EOT, `{n: byte}`, and the six bytes of DLE EOT 20 where there are any.

    Missing or malformed answers count as not given.
    """
    good = {n: b for n, b in answers.items() if is_realtime(b)}
    bits = Bits()
    if (one := good.get(1)) is not None:
        bits = bits.also(Bits(offline=bool(one & 0x08), waiting=bool(one & 0x20)))
    if (two := good.get(2)) is not None:
        bits = bits.also(
            Bits(
                cover=bool(two & 0x04),
                feeding=bool(two & 0x08),
                paper_stop=bool(two & 0x20),
                error=bool(two & 0x40),
            )
        )
    if (three := good.get(3)) is not None:
        bits = bits.also(
            Bits(
                mechanical=bool(three & 0x04),
                cutter=bool(three & 0x08),
                unrecoverable=bool(three & 0x20),
                passing=bool(three & 0x40),
            )
        )
    if (four := good.get(4)) is not None:
        bits = bits.also(Bits(near_end=bool(four & 0x0C), end=bool(four & 0x60)))
    if is_full(full):
        bits = bits.also(_full(full))
    return judge(bits)


def is_full(block: bytes) -> bool:
    """Tell whether this is a whole answer to DLE EOT 20."""
    return len(block) == _FULL_SIZE and block.startswith(_FULL_HEAD)


def _full(block: bytes) -> Bits:
    paper, user, recoverable, unrecoverable = block[2:]
    return Bits(
        end=bool(paper & 0x01),
        near_end=bool(paper & 0x04),
        media=MediaStatus.PRESENT if paper & 0x20 else MediaStatus.NOT_PRESENT,
        cover=bool(user & 0x03),
        feeding=bool(user & 0x20),
        passing=bool(recoverable & 0x01),
        jam=bool(recoverable & 0x40),
        cutter=bool(unrecoverable & 0x01),
        # A supply of the wrong voltage is for an engineer, as are memories that fail their test.
        unrecoverable=bool(recoverable & 0x08 or unrecoverable & ~0x01),
    )


def from_asb(block: bytes) -> PrinterStatus:
    """Decode four ASB bytes. Raises ValueError for a block that has not the fixed bits."""
    if len(block) != _ASB_SIZE or not is_asb_first(block[0]) or not all(map(is_plain, block[1:])):
        raise ValueError("not an ASB block")
    one, two, three, _ = block
    return judge(
        Bits(
            offline=bool(one & 0x08),
            cover=bool(one & 0x20),
            feeding=bool(one & 0x40),
            waiting=bool(two & 0x01),
            mechanical=bool(two & 0x04),
            cutter=bool(two & 0x08),
            unrecoverable=bool(two & 0x20),
            passing=bool(two & 0x40),
            near_end=bool(three & 0x03),
            end=bool(three & 0x0C),
        )
    )


@dataclass(frozen=True, slots=True)
class RealTime:
    """An answer to DLE EOT 1 to 4."""

    byte: int


@dataclass(frozen=True, slots=True)
class Full:
    """The six bytes of DLE EOT 20."""

    block: bytes


@dataclass(frozen=True, slots=True)
class Transmitted:
    """An answer to GS r: the printer worked its buffer off up to that question."""

    byte: int


@dataclass(frozen=True, slots=True)
class Automatic:
    """Four ASB bytes."""

    status: PrinterStatus


Answer = RealTime | Full | Transmitted | Automatic


class AnswerReader:
    """Tells a printer's answers apart, byte by byte; flow control and garbage fall out.

    `full_status`: this printer has DLE EOT 20 and was not told to send ASB, whose first byte looks the same.
    Keeps 6 bytes at most.
    """

    def __init__(self, full_status: bool = False) -> None:
        self._full_status = full_status
        self._block = b""

    def feed(self, data: bytes) -> list[Answer]:
        """Take bytes in any pieces and give the answers that are complete."""
        answers: list[Answer] = []
        for byte in data:
            answer = self._full_byte(byte) if self._full_status else self._byte(byte)
            if answer is not None:
                answers.append(answer)
        return answers

    def reset(self) -> None:
        """Forget a half block."""
        self._block = b""

    def _byte(self, byte: int) -> Answer | None:
        if byte in (0x11, 0x13):
            return None
        if self._block and is_plain(byte):
            block = self._block + bytes((byte,))
            self._block = b"" if len(block) == _ASB_SIZE else block
            return None if self._block else Automatic(from_asb(block))
        self._block = b""
        if is_asb_first(byte):
            self._block = bytes((byte,))
            return None
        return _single(byte)

    def _full_byte(self, byte: int) -> Answer | None:
        block = self._block + bytes((byte,))
        if block.startswith(_FULL_HEAD) or _FULL_HEAD.startswith(block):
            self._block = b"" if len(block) == _FULL_SIZE else block
            return None if self._block else Full(block)
        self._block = bytes((byte,)) if byte == _FULL_HEAD[0] else b""
        return None if self._block or byte in (0x11, 0x13) else _single(byte)


def _single(byte: int) -> Answer | None:
    if is_realtime(byte):
        return RealTime(byte)
    return Transmitted(byte) if is_plain(byte) else None
