"""A printer on the network: raw bytes on one connection, port 9100 as a rule (AppSocket)."""

import contextlib
import select
import socket
from typing import ClassVar

from devices.printer.link import WRITE_PATIENCE, LinkLost

_CONNECT_PATIENCE = 3.0
_UNSEEN_MS = 5000
"""Bytes that nobody acknowledges for so long mean that the cable is out."""


class TcpLink:
    """One connection, kept open: most printers serve one at a time."""

    answers: ClassVar[bool] = True

    def __init__(self, host: str, port: int) -> None:
        self._name = f"{host}:{port}"
        try:
            self._socket = socket.create_connection((host, port), _CONNECT_PATIENCE)
        except OSError as error:
            raise LinkLost(self._name) from error
        # Status questions are three bytes and must not wait for company.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNSEEN_MS)
        self._socket.settimeout(WRITE_PATIENCE)

    def write(self, data: bytes) -> None:
        """Send all."""
        try:
            self._socket.sendall(data)
        except OSError as error:
            raise LinkLost(self._name) from error

    def read(self, timeout: float) -> bytes:
        """Return what came, b"" after `timeout` s; a closed connection is a lost one."""
        try:
            if not select.select([self._socket], [], [], timeout)[0]:
                return b""
            data = self._socket.recv(4096)
        except (OSError, ValueError) as error:
            raise LinkLost(self._name) from error
        if not data:
            raise LinkLost(self._name)
        return data

    def close(self) -> None:
        """Let the connection go."""
        with contextlib.suppress(OSError):
            self._socket.close()
