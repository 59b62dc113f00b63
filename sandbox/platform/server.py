"""uvicorn with TLS on loopback."""

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from sandbox.platform.services import Services


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the platform listens and which authority to trust."""

    url: str
    ca: Path


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        if self.started:
            self._ready()


def serve_tls(app: FastAPI, services: Services, port: int, ready: Callable[[Listening], None]) -> None:
    """Serve until SIGINT or SIGTERM; `ready` is called once connections are accepted.

    Request lines are written by the app's own log (ids only), so uvicorn's access log stays off.
    """
    keys = services.settings.state_dir / "keys"
    certificate, key = services.keys.authority.make_server_files(keys, services.clock())
    # With the protocol named, asyncio sets TCP_NODELAY; else each answer waits 40 ms for an ACK.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    config = uvicorn.Config(
        app,
        ssl_certfile=certificate,
        ssl_keyfile=key,
        access_log=False,
        log_level="warning",
        lifespan="on",
        timeout_graceful_shutdown=3,
        server_header=False,
    )
    listening = Listening(f"https://127.0.0.1:{listener.getsockname()[1]}", keys / "ca.pem")
    server = _Server(config, lambda: ready(listening))
    asyncio.run(server.serve(sockets=[listener]))
