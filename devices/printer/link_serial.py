"""A printer on a serial port."""

import contextlib
import termios
import time
from typing import ClassVar

import serial

from devices.printer.link import WRITE_PATIENCE, LinkLost


class SerialLink:
    """A serial port, or a USB adapter that looks like one: 8N1, no flow control, ours alone."""

    answers: ClassVar[bool] = True

    def __init__(self, port: str, baud: int) -> None:
        try:
            self._port = serial.Serial(port, baud, timeout=0, write_timeout=WRITE_PATIENCE, exclusive=True)
        except (OSError, ValueError, termios.error) as error:
            raise LinkLost(port) from error
        self._byte_seconds = 10 / baud

    def write(self, data: bytes) -> None:
        """Send all, no faster than the wire takes it: a fault is seen before the rest has left."""
        try:
            self._port.write(data)
            time.sleep(len(data) * self._byte_seconds)
        except (OSError, TypeError, termios.error) as error:
            raise LinkLost(str(self._port.port)) from error

    def read(self, timeout: float) -> bytes:
        """Return what came, b"" after `timeout` s."""
        try:
            self._port.timeout = timeout
            first: bytes = self._port.read(1)
            return first + self._port.read(self._port.in_waiting) if first else b""
        except (OSError, TypeError, termios.error) as error:
            raise LinkLost(str(self._port.port)) from error

    def close(self) -> None:
        """Let the port go."""
        with contextlib.suppress(OSError, termios.error):
            self._port.close()
