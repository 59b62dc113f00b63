"""Connections that can be broken off from another thread, so that a long poll does not hold up a stop."""

import contextlib
import socket
import threading
import weakref
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool


class _Register:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: weakref.WeakSet[HTTPSConnection] = weakref.WeakSet()

    def add(self, connection: HTTPSConnection) -> None:
        with self._lock:
            self._open.add(connection)

    def abort(self) -> None:
        with self._lock:
            connections = list(self._open)
        for connection in connections:
            if isinstance(connection.sock, socket.socket):
                # The plain method, not SSLSocket's: that one would take the TLS state from under the reader.
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)


class TrackedAdapter(HTTPAdapter):
    """An adapter that knows its open connections."""

    def __init__(self, **options: Any) -> None:
        self._register = register = _Register()

        class Connection(HTTPSConnection):
            def connect(self) -> None:
                super().connect()
                register.add(self)

        class Pool(HTTPSConnectionPool):
            ConnectionCls = Connection

        self._pool_class = Pool
        super().__init__(**options)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """Use the tracked pool for https."""
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = {"https": self._pool_class}

    def abort(self) -> None:
        """Break off every connection; whoever reads or writes on one gets an error at once."""
        self._register.abort()
