"""A module on a serial line (UART, or a USB adapter that is one): 8N1, no flow control."""

import logging
import termios

import serial

from devices.id_card.errors import ReaderGone
from devices.id_card.transport.base import cause

_log = logging.getLogger(__name__)

_GONE = (OSError, termios.error)
"""What a serial port raises when it went away; termios has an error of its own."""
_GLANCE = 0.05
"""Longest wait in one `receive`, s, so that deadlines are looked at."""


class SerialPort:
    """A serial port of this process alone."""

    def __init__(self, device: str, baud: int) -> None:
        """Open the port at `baud` bit/s. Raises ReaderGone."""
        try:
            self._port = serial.Serial(device, baud, timeout=_GLANCE, write_timeout=1.0, exclusive=True)
        except _GONE as error:
            raise ReaderGone(cause(error)) from error

    @property
    def baud(self) -> int | None:
        """The line speed in use, bit/s."""
        return self._port.baudrate

    def send(self, frame: bytes) -> None:
        """Send one whole frame."""
        try:
            self._port.write(frame)
        except _GONE as error:
            raise ReaderGone(cause(error)) from error

    def receive(self, seconds: float) -> bytes:
        """Return what has arrived; waits 50 ms at most, whatever `seconds` says."""
        del seconds
        try:
            first: bytes = self._port.read(1)
            return first and first + self._port.read(min(self._port.in_waiting, 4095))
        except _GONE as error:
            raise ReaderGone(cause(error)) from error

    def discard(self) -> None:
        """Throw away what has arrived."""
        try:
            self._port.reset_input_buffer()
        except _GONE as error:
            raise ReaderGone(cause(error)) from error

    def set_baud(self, baud: int) -> None:
        """Change the speed of this end of the line."""
        try:
            self._port.baudrate = baud
        except _GONE as error:
            raise ReaderGone(cause(error)) from error

    def close(self) -> None:
        """Give the port back; never raises."""
        try:
            self._port.close()
        except _GONE:
            _log.debug("port was gone at close")
