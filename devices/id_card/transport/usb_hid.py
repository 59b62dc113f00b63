"""A module behind USB HID: the same frames, cut into 64-byte reports filled up with zeros (Linux hidraw).

A write to hidraw starts with the report's number, 0 where reports have none; a read has one in front only
where they have (Linux Documentation/hid/hidraw.rst). What a reader puts before the preamble in its first
report, up to a few bytes, and the zeros behind the frame are noise to the frame reader.
"""

import fcntl
import os
import select
from pathlib import Path

from devices.id_card.errors import ReaderGone
from devices.id_card.transport.base import cause

REPORT = 64
"""Bytes of a report without its number."""
_REPORT_ID = 0x84
"""Global item Report ID without its size bits (HID 1.11, 6.2.2.7)."""
_LONG_ITEM = 0xFE


class HidRaw:
    """An open hidraw device, `fd`, that this object owns. `number` is its report number, 0 for none."""

    def __init__(self, fd: int, number: int = 0) -> None:
        self._fd = fd
        self._number = number
        self._poll = select.poll()
        self._poll.register(fd, select.POLLIN)
        os.set_blocking(fd, False)

    @property
    def baud(self) -> int | None:
        """None: no line."""
        return None

    def send(self, frame: bytes) -> None:
        """Send one whole frame in as many reports as it needs."""
        try:
            for at in range(0, len(frame), REPORT):
                report = bytes([self._number]) + frame[at : at + REPORT].ljust(REPORT, b"\0")
                if os.write(self._fd, report) != len(report):
                    raise ReaderGone("short write")
        except (OSError, ValueError) as error:
            raise _gone(error) from error

    def receive(self, seconds: float) -> bytes:
        """Return one report without its number."""
        try:
            if not self._poll.poll(max(0.0, seconds) * 1000):
                return b""
            report = os.read(self._fd, REPORT + 1)
        except BlockingIOError:
            return b""
        except (OSError, ValueError) as error:
            raise _gone(error) from error
        if not report:
            raise ReaderGone("hang-up")
        return report[1:] if self._number and report[0] == self._number else report

    def discard(self) -> None:
        """Throw away the reports that have arrived."""
        # hidraw keeps 64 reports; bounded, for a device that never stops talking.
        for _ in range(128):
            if not self.receive(0.0):
                return

    def set_baud(self, baud: int) -> None:
        """Do nothing: no line."""

    def close(self) -> None:
        """Give the device back; never raises."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


def _gone(error: Exception) -> ReaderGone:
    return error if isinstance(error, ReaderGone) else ReaderGone(cause(error))


def report_number(descriptor: bytes) -> int:
    """Return the first report number in a HID report descriptor, 0 when its reports have none.

    Any bytes will do; what is no descriptor has no number.
    """
    at = 0
    while at < len(descriptor):
        head = descriptor[at]
        if head == _LONG_ITEM:
            at += 3 + (descriptor[at + 1] if at + 1 < len(descriptor) else 0)
            continue
        size = (0, 1, 2, 4)[head & 3]
        if head & 0xFC == _REPORT_ID and size and at + 1 < len(descriptor):
            return descriptor[at + 1]
        at += 1 + size
    return 0


def open_hid(device: str, sys: Path = Path("/sys/class/hidraw")) -> HidRaw:
    """Open `/dev/hidrawN` for this process alone. Raises ReaderGone."""
    try:
        fd = os.open(device, os.O_RDWR | os.O_CLOEXEC)
    except OSError as error:
        raise ReaderGone(cause(error)) from error
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(fd)
        raise ReaderGone(cause(error)) from error
    try:
        descriptor = (sys / Path(device).resolve().name / "device" / "report_descriptor").read_bytes()
    except OSError:
        descriptor = b""
    return HidRaw(fd, report_number(descriptor))
