"""A code reader on a serial or USB-CDC line."""

import logging
import termios
from time import monotonic

import serial

from devices.code_reader.codes import Collector, Refused
from devices.code_reader.profiles import Profile
from devices.code_reader.zone import Scanned, ZoneFinder
from devices.deadline import Clock, Deadline

_log = logging.getLogger(__name__)

SILENCE = 0.05
"""Silence that ends a code without a suffix, s."""
LONGEST = 5.0
"""How long a code may take from its first byte: 4 KiB at 9600 bit/s, and slack, s."""
CHUNK = 4096
"""Most bytes taken from the port at once."""
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
        self._zones = ZoneFinder()

    def switch(self, on: bool) -> None:
        """Switch scanning on or off, where the make can. Raises CodeReaderGoneError."""
        try:
            if on:
                # What was scanned before nobody asked for. Once switched on a code may come at once.
                self._port.reset_input_buffer()
                self._collector.clear()
                self._zones.clear()
            self._port.write(self._profile.on if on else self._profile.off)
        except _PORT_GONE as error:
            raise CodeReaderGoneError("code reader gone") from error

    def again(self) -> None:
        """Pull the trigger once more; what was scanned meanwhile stays. Raises CodeReaderGoneError."""
        try:
            self._port.write(self._profile.on)
        except _PORT_GONE as error:
            raise CodeReaderGoneError("code reader gone") from error

    def read(self, seconds: float) -> list[Scanned]:
        """Return what is scanned within `seconds`, at once when something is; [] for nothing.

        A code that has begun is waited for to its end, `LONGEST` s more at most. Raises CodeReaderGoneError.
        """
        deadline = Deadline(seconds, self._clock)
        whole = Deadline(seconds + LONGEST, self._clock)
        quiet = Deadline(SILENCE, self._clock)
        found: list[Scanned] = []
        try:
            while True:
                data = self._port.read(1)
                if data:
                    data += self._port.read(min(self._port.in_waiting, CHUNK))
                    quiet = Deadline(SILENCE, self._clock)
                    for code in self._collector.feed(data):
                        found += self._zones.feed(code)
                elif self._pending and quiet.expired:
                    for code in self._collector.silence():
                        found += self._zones.feed(code)
                    found += self._zones.flush()
                if whole.expired and self._pending:
                    self._collector.clear()
                    return [*found, *self._zones.flush(), Refused("tooLong")]
                if (found and not self._zones.pending) or (deadline.expired and not self._pending):
                    return found
        except _PORT_GONE as error:
            raise CodeReaderGoneError("code reader gone") from error

    @property
    def _pending(self) -> bool:
        return self._collector.pending or self._zones.pending

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
    except (*_PORT_GONE, ValueError) as error:
        raise CodeReaderGoneError("no such port") from error
    return CodeReader(port, profile)
