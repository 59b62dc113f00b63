"""The reader as a HID device: one end of a packet socket whose other end stands for /dev/hidrawN."""

import contextlib
import socket
import threading

from devices.id_card.simulator.endpoints import UsbWire
from devices.id_card.simulator.module import Module

REPORT = 64


class HidReader:
    """A context that gives the descriptor a `HidRaw` takes over. `offset` bytes stand before each answer.

    `number` is the report number that reports carry, 0 for none.
    """

    def __init__(self, module: Module, offset: int = 0, number: int = 0) -> None:
        self.wire = UsbWire(module, self._give, self.unplug)
        self._offset = offset
        self._number = bytes([number]) if number else b""
        self._host, self._own = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._answer = b""
        self._thread = threading.Thread(target=self._run, name="simulated hidraw", daemon=True)

    def __enter__(self) -> int:
        self.wire.__enter__()
        self._thread.start()
        return self._host.detach()

    def __exit__(self, *_: object) -> None:
        self.unplug()
        self._thread.join(5)
        self.wire.__exit__()
        self._own.close()

    def unplug(self) -> None:
        """Pull the cable."""
        with contextlib.suppress(OSError):
            self._own.shutdown(socket.SHUT_RDWR)

    def _run(self) -> None:
        # The kernel takes the leading number off before the wire.
        while report := self._own.recv(256):
            self.wire.take(report[1:])

    def _give(self, data: bytes | None) -> None:
        if data is not None:
            self._answer += data if self._answer else bytes(self._offset) + data
        # A report goes out when it is full, the last one filled up with zeros.
        while len(self._answer) >= REPORT or (data is None and self._answer):
            report, self._answer = self._answer[:REPORT], self._answer[REPORT:]
            with contextlib.suppress(OSError):
                self._own.send(self._number + report.ljust(REPORT, b"\0"))
