"""Answers a monitor on the terminal itself: GET /metrics on 127.0.0.1 and nothing else."""

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from kiosk.telemetry.figures import CONTENT_TYPE

HOST = "127.0.0.1"
ANSWER_S = 5.0


class Monitor:
    """Serves from `start` to `stop`."""

    def __init__(self, port: int, page: Callable[[], str]) -> None:
        class Handler(BaseHTTPRequestHandler):
            timeout = ANSWER_S

            def do_GET(self) -> None:
                """Answer /metrics."""
                if self.path != "/metrics":
                    self._answer(404, b"", "text/plain")
                    return
                self._answer(200, page().encode(), CONTENT_TYPE)

            def log_message(self, *_: Any) -> None:
                """Log nothing."""

            def _answer(self, status: int, body: bytes, kind: str) -> None:
                self.send_response_only(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: Any) -> None:
                """Say nothing: whoever asked has gone."""

        self._make = lambda: Server((HOST, port), Handler)
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to answer. Raises OSError where the port is taken."""
        self._server = server = self._make()
        self._thread = threading.Thread(target=server.serve_forever, args=(0.2,), name="monitor", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Give the port back."""
        if self._server is None or self._thread is None:
            return
        self._server.shutdown()
        self._thread.join(1.0)
        self._server.server_close()
        self._server = None
