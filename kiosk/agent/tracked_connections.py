"""Connections that can be broken off from another thread, so that a long poll does not hold up a stop."""

import contextlib
import socket
import struct
import threading
import weakref
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool

_NOTHING_MORE = struct.pack("ii", 1, 0)
"""SO_LINGER: closing throws away what was not sent yet, instead of sending it."""


class _Register:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: weakref.WeakSet[HTTPSConnection] = weakref.WeakSet()
        self.is_cut = False

    def add(self, connection: HTTPSConnection) -> None:
        with self._lock:
            if self.is_cut:
                raise ConnectionAbortedError("cut while it was being made")
            self._open.add(connection)

    def abort(self, *, cut: bool = False) -> None:
        with self._lock:
            self.is_cut = self.is_cut or cut
            connections = list(self._open)
        for connection in connections:
            if isinstance(connection.sock, socket.socket):
                # The plain method, not SSLSocket's: that one would take the TLS state from under the reader.
                with contextlib.suppress(OSError):
                    if cut:
                        connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NOTHING_MORE)
                    socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)

    def mend(self) -> None:
        with self._lock:
            self.is_cut = False


class TrackedAdapter(HTTPAdapter):
    """An adapter that knows its open connections."""

    def __init__(self, **options: Any) -> None:
        self.register = register = _Register()

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


class Line:
    """A way to one server: no cookies, nothing of the environment; it can be broken off by other threads."""

    def __init__(self, connections: int, **headers: str) -> None:
        """At most `connections` are kept for the next request; `headers` go with every one."""
        self._adapter = TrackedAdapter(pool_connections=1, pool_maxsize=connections)
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self.session.headers.clear()
        self.session.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
        self.session.mount("https://", self._adapter)

    @property
    def is_cut(self) -> bool:
        """Whether it was cut and not mended."""
        return self._adapter.register.is_cut

    def abort(self) -> None:
        """Break off what is under way; whoever reads or writes gets an error at once."""
        self._adapter.register.abort()

    def cut(self) -> None:
        """Break off what is under way, and send nothing more of it, until the line is mended."""
        self._adapter.register.abort(cut=True)

    def mend(self) -> None:
        """Let requests through again."""
        self._adapter.register.mend()

    def drop_idle(self) -> None:
        """Keep no connection that is not in use: the next request makes a new one."""
        self._adapter.poolmanager.clear()

    def close(self) -> None:
        """Give the connections back."""
        self.session.close()
