"""A code reader on a serial or USB-CDC line."""

import logging
import termios
from time import monotonic

import serial

from devices.code_reader.codes import Code, Collector, Refused
from devices.code_reader.profiles import Profile
from devices.deadline import Clock, Deadline

_log = logging.getLogger(__name__)

SILENCE = 0.05
"""Silence that ends a code without a suffix, s."""
LONGEST = 5.0
"""How long a code may take from its first byte: 4 KiB at 9600 bit/s, and slack, s."""
_PORT_GONE = (OSError, termios.error)


class CodeReaderGoneError(OSError):
    """The port is gone."""


class CodeReader:
    """One open reader. Not thread-safe: one thread owns it."""

    def __init__(self, port: serial.Serial, profile: Profile, clock: Clock = monotonic) -> None:
        self._port = port
        self._profile = profile
        self._clock = clock
        self._collector = Collector(profile.suffixes)

    def switch(self, on: bool) -> None:
        """Switch scanning on or off, where the make can. Raises CodeReaderGoneError."""
        try:
            self._port.write(self._profile.on if on else self._profile.off)
            if on:
                # What was scanned before nobody asked for.
                self._port.reset_input_buffer()
                self._collector.clear()
        except _PORT_GONE as error:
            raise CodeReaderGoneError("code reader gone") from error

    def read(self, seconds: float) -> list[Code | Refused]:
        """Return what is scanned within `seconds`, at once when something is; [] for nothing.

        A code that has begun is waited for to its end, `LONGEST` s more at most. Raises CodeReaderGoneError.
        """
        deadline = Deadline(seconds, self._clock)
        whole = Deadline(seconds + LONGEST, self._clock)
        quiet = Deadline(SILENCE, self._clock)
        try:
            while True:
                data = self._port.read(1)
                if data:
                    data += self._port.read(min(self._port.in_waiting, 4096))
                    quiet = Deadline(SILENCE, self._clock)
                    found = self._collector.feed(data)
                elif self._collector.pending and quiet.expired:
                    found = self._collector.silence()
                else:
                    found = []
                if whole.expired and self._collector.pending:
                    self._collector.clear()
                    return [*found, Refused("tooLong")]
                if found or (deadline.expired and not self._collector.pending):
                    return found
        except _PORT_GONE as error:
            raise CodeReaderGoneError("code reader gone") from error

    def close(self) -> None:
        """Give the port back; never raises."""
        try:
            self._port.close()
        except _PORT_GONE:
            _log.debug("port was gone at close")


def open_code_reader(device: str, profile: Profile) -> CodeReader:
    """Open the port for this process alone. Raises CodeReaderGoneError."""
    try:
        port = serial.Serial(device, profile.baud, timeout=0.02, write_timeout=1.0, exclusive=True)
    except _PORT_GONE as error:
        raise CodeReaderGoneError("no such port") from error
    return CodeReader(port, profile)
