"""Serves the gateway on a Unix socket, in a thread of its own, until told to stop."""

import contextlib
import os
import socket
import threading
from pathlib import Path
from types import TracebackType

import uvicorn
from starlette.types import ASGIApp

SOCKET_MODE = 0o660
STOP_S = 2.0


class SocketTaken(Exception):  # noqa: N818  the name says what happened
    """Another agent answers on this socket already."""


class GatewayServer:
    """`start` returns when the socket takes connections; `stop` within `STOP_S` seconds."""

    def __init__(self, app: ASGIApp, path: Path) -> None:
        self._path = path
        self._socket = _bind(path)
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            server_header=False,
            date_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="gateway", daemon=True)

    def start(self) -> None:
        """Begin to serve. Connections made from now on are answered."""
        self._thread.start()

    def stop(self) -> None:
        """Take no more connections, end those under way, remove the socket."""
        self._server.should_exit = True
        self._thread.join(STOP_S)
        self._socket.close()
        with contextlib.suppress(FileNotFoundError):
            self._path.unlink()

    def __enter__(self) -> "GatewayServer":
        self.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _value: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.stop()

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])


def _bind(path: Path) -> socket.socket:
    """Bind before serving: the mode is right from the first moment, and a client can queue at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(path))
            except OSError:
                path.unlink()
            else:
                raise SocketTaken(str(path))
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o777 & ~SOCKET_MODE)
    try:
        listener.bind(str(path))
        listener.listen(64)
    except OSError:
        listener.close()
        raise
    finally:
        os.umask(before)
    return listener
