"""An HTTPS server whose answers a test writes."""

import contextlib
import errno
import json
import socket
import ssl
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


class Seen:
    """One request as it came over the wire."""

    def __init__(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        self.method = handler.command
        self.path = handler.path
        self.headers = {name.lower(): value for name, value in handler.headers.items()}
        self.body = body


class ClosingSocket(ssl.SSLSocket):
    """Closes itself when its peer is gone before the handshake; the library leaves it open then."""

    def recv(self, *arguments: Any, **options: Any) -> bytes:
        try:
            return super().recv(*arguments, **options)
        except OSError as error:
            if error.errno not in (errno.ENOTCONN, errno.EINVAL):
                self.close()
            raise


class ScriptedServer:
    """An HTTPS server whose answers a test writes: `script` maps a path to a list of handlers, used in turn.

    The last handler of a list stays. A handler gets the request handler and the `Seen`.
    """

    def __init__(self, certificate: Path, key: Path) -> None:
        self.seen: list[Seen] = []
        self.script: dict[str, list[Callable[[BaseHTTPRequestHandler, Seen], None]]] = {}
        self.connections: list[socket.socket] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                seen = Seen(self, body)
                outer.seen.append(seen)
                answers = outer.script.get(seen.path.partition("?")[0], [reply(404)])
                answer = answers.pop(0) if len(answers) > 1 else answers[0]
                answer(self, seen)

            def log_message(self, *_: object) -> None:
                pass

        for method in ("GET", "POST", "PATCH", "PUT", "DELETE", "HEAD"):
            setattr(Handler, "do_" + method, Handler.handle_one)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.sslsocket_class = ClosingSocket
        context.load_cert_chain(certificate, key)

        class Server(ThreadingHTTPServer):
            daemon_threads = False
            block_on_close = True

            def get_request(self) -> Any:
                sock, address = self.socket.accept()
                sock.settimeout(30)
                wrapped = context.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
                outer.connections.append(wrapped)
                return wrapped, address

            def handle_error(self, *_: object) -> None:
                pass

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"https://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def on(self, path: str, *answers: Callable[[BaseHTTPRequestHandler, Seen], None]) -> None:
        self.script["/kiosk/v1" + path] = list(answers)

    def requests(self, path: str) -> list[Seen]:
        return [one for one in self.seen if one.path.partition("?")[0] == "/kiosk/v1" + path]

    def close(self) -> None:
        self._server.shutdown()
        for connection in self.connections:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(connection, socket.SHUT_RDWR)
        self._server.server_close()
        for connection in self.connections:
            connection.close()


def reply(
    status: int, body: Any = None, kind: str = "application/json", **headers: str
) -> Callable[[BaseHTTPRequestHandler, Seen], None]:
    """An answer: JSON of `body`, or `body` itself when it is bytes."""

    def answer(handler: BaseHTTPRequestHandler, seen: Seen) -> None:
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        handler.send_response(status)
        for name, value in {"Content-Type": kind, **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        if seen.method != "HEAD":
            handler.wfile.write(data)

    return answer


def problem_reply(kind: str, status: int, **members: Any) -> Callable[[BaseHTTPRequestHandler, Seen], None]:
    """An RFC 9457 answer; `retry_after` becomes the header."""
    headers = {"Retry-After": str(members.pop("retry_after"))} if "retry_after" in members else {}
    body = {"type": f"urn:yiciban:problem:{kind}", "title": kind, "status": status, **members}
    return reply(status, body, "application/problem+json", **headers)


def drop(handler: BaseHTTPRequestHandler, _seen: Seen) -> None:
    """Close the connection without a word."""
    handler.close_connection = True
    handler.connection.close()
