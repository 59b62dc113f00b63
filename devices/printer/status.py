"""A printer's own bytes about itself, in the words of XFS4IoT.

DLE EOT n answers one byte a question (n = 1 printer, 2 offline cause, 3 error cause, 4 roll paper); with
GS a the printer sends four bytes at every change (ASB). Bits as in the manuals of Epson TM-T88III (spec
p. 84), TM-U220 (pp. 82-84), HPRT TP80K (pp. 72-75) and Bixolon SRP-350. Silence is never "paper is fine":
what was not answered stays unknown.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from devices.status import DeviceStatus, Fault, Mender, PaperStatus, Status


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """What is known now. None: the printer did not say."""

    device: DeviceStatus
    paper: PaperStatus = PaperStatus.UNKNOWN
    cover_open: bool | None = None
    cutter_error: bool | None = None
    head_hot: bool | None = None
    hardware_error: bool | None = None

    @property
    def can_print(self) -> bool:
        """A service that prints may be offered."""
        return self.device is DeviceStatus.ONLINE and self.paper in (PaperStatus.FULL, PaperStatus.LOW)

    @property
    def fault(self) -> Fault | None:
        """What keeps it from printing, the one that a person can mend first; None where nothing does."""
        if self.device is DeviceStatus.NO_DEVICE:
            return Fault("noAnswer", "no answer to DLE EOT", Mender.MAINTENANCE)
        if self.cover_open:
            return Fault("coverOpen", "cover open", Mender.CLEAR)
        if self.paper is PaperStatus.OUT:
            return Fault("paperOut", "roll at its end", Mender.CLEAR)
        if self.cutter_error:
            return Fault("cutterError", "autocutter stuck", Mender.CLEAR)
        if self.hardware_error:
            return Fault("printerFault", "error that the printer does not recover from", Mender.MAINTENANCE)
        if self.head_hot:
            return Fault("headHot", "print head too hot", Mender.RESET)
        if self.device is DeviceStatus.OFFLINE:
            return Fault("printerFault", "offline without a cause", Mender.MAINTENANCE)
        return None

    @property
    def common(self) -> Status:
        """The same in the words that all devices share."""
        return Status(self.device, self.fault, self.paper)


NOTHING_KNOWN = PrinterStatus(DeviceStatus.NO_DEVICE)
STARTING = PrinterStatus(DeviceStatus.STARTING)

REALTIME_QUERIES = (1, 2, 3, 4)


def is_realtime(byte: int) -> bool:
    """0xx1xx10: an answer to DLE EOT."""
    return byte & 0b1001_0011 == 0b0001_0010


def is_asb_first(byte: int) -> bool:
    """0xx1xx00: the first of four ASB bytes."""
    return byte & 0b1001_0011 == 0b0001_0000


def is_plain(byte: int) -> bool:
    """0xx0xxxx: ASB bytes 2 to 4 and the answers to GS r."""
    return byte & 0b1001_0000 == 0


def from_realtime(answers: Mapping[int, int]) -> PrinterStatus:
    """Decode answers to DLE EOT: {n: byte}. Missing or malformed answers count as not given."""
    good = {n: b for n, b in answers.items() if is_realtime(b)}
    if not good:
        return NOTHING_KNOWN
    offline = bool(good[1] & 0x08) if 1 in good else None
    cause, error, roll = good.get(2), good.get(3), good.get(4)
    return _status(
        offline=offline,
        cover=None if cause is None else bool(cause & 0x04),
        error_bit=None if cause is None else bool(cause & 0x40),
        paper_stop=None if cause is None else bool(cause & 0x20),
        mechanical=None if error is None else bool(error & 0x04),
        cutter=None if error is None else bool(error & 0x08),
        unrecoverable=None if error is None else bool(error & 0x20),
        hot=None if error is None else bool(error & 0x40),
        near_end=None if roll is None else bool(roll & 0x0C),
        end=None if roll is None else bool(roll & 0x60),
    )


def from_asb(block: bytes) -> PrinterStatus:
    """Decode four ASB bytes. Raises ValueError for a block that has not the fixed bits."""
    if len(block) != 4 or not is_asb_first(block[0]) or not all(map(is_plain, block[1:])):
        raise ValueError("not an ASB block")
    one, two, three, _ = block
    return _status(
        offline=bool(one & 0x08),
        cover=bool(one & 0x20),
        error_bit=None,
        paper_stop=None,
        mechanical=bool(two & 0x04),
        cutter=bool(two & 0x08),
        unrecoverable=bool(two & 0x20),
        hot=bool(two & 0x40),
        near_end=bool(three & 0x03),
        end=bool(three & 0x0C),
    )


def _status(
    *,
    offline: bool | None,
    cover: bool | None,
    error_bit: bool | None,
    paper_stop: bool | None,
    mechanical: bool | None,
    cutter: bool | None,
    unrecoverable: bool | None,
    hot: bool | None,
    near_end: bool | None,
    end: bool | None,
) -> PrinterStatus:
    paper = PaperStatus.UNKNOWN
    if end or paper_stop:
        paper = PaperStatus.OUT
    elif cover:
        # The roll is lifted off its sensor: the paper bits mean nothing now.
        paper = PaperStatus.UNKNOWN
    elif end is not None:
        paper = PaperStatus.LOW if near_end else PaperStatus.FULL
    # With the cover open "auto-recoverable" is the cover; otherwise it is the head's temperature.
    head = None if hot is None else hot and not cover
    named = bool(cutter or mechanical or unrecoverable)
    hardware: bool | None = None
    if mechanical is not None or error_bit is not None:
        hardware = named or bool(error_bit and not (cover or head or paper is PaperStatus.OUT))
    if hardware:
        device = DeviceStatus.HARDWARE_ERROR
    elif cover or paper is PaperStatus.OUT:
        device = DeviceStatus.USER_ERROR
    elif offline or head or offline is None:
        device = DeviceStatus.OFFLINE
    else:
        device = DeviceStatus.ONLINE
    return PrinterStatus(device, paper, cover, cutter, head, hardware)


@dataclass(frozen=True, slots=True)
class RealTime:
    """An answer to DLE EOT."""

    byte: int


@dataclass(frozen=True, slots=True)
class Transmitted:
    """An answer to GS r: the printer worked its buffer off up to that question."""

    byte: int


@dataclass(frozen=True, slots=True)
class Automatic:
    """Four ASB bytes."""

    status: PrinterStatus


Answer = RealTime | Transmitted | Automatic


class AnswerReader:
    """Tells a printer's answers apart, byte by byte; flow control and garbage fall out.

    Keeps 4 bytes at most.
    """

    def __init__(self) -> None:
        self._block = b""

    def feed(self, data: bytes) -> list[Answer]:
        """Take bytes in any pieces and give the answers that are complete."""
        answers: list[Answer] = []
        for byte in data:
            if byte in (0x11, 0x13):
                continue
            if self._block:
                if is_plain(byte):
                    self._block += bytes((byte,))
                    if len(self._block) == 4:
                        answers.append(Automatic(from_asb(self._block)))
                        self._block = b""
                    continue
                self._block = b""
            if is_realtime(byte):
                answers.append(RealTime(byte))
            elif is_asb_first(byte):
                self._block = bytes((byte,))
            elif is_plain(byte):
                answers.append(Transmitted(byte))
        return answers

    def reset(self) -> None:
        """Forget a half block."""
        self._block = b""
