"""A collector of figures: takes OTLP/HTTP with mutual TLS, and keeps what it was sent, decoded."""

import contextlib
import gzip
import socket
import ssl
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
    ExportMetricsServiceResponse,
)

from sandbox.broker.certificates import Certificates

PATH = "/v1/metrics"


@dataclass(frozen=True)
class Push:
    """One request: who sent it by its certificate, the labels of its resource, and its samples."""

    certificate: str
    resource: dict[str, str]
    samples: dict[tuple[str, frozenset[tuple[str, str]]], float]
    """(name, labels) → number."""
    message: ExportMetricsServiceRequest


class Collector:
    """Listens on a free port of `localhost` until its `with` ends. `answer` says what it answers."""

    def __init__(self, certificates: Certificates, port: int = 0) -> None:
        self.pushes: list[Push] = []
        self.connections = 0
        self.answer: Callable[[], tuple[int, dict[str, str], bytes]] = _taken
        self._change = threading.Condition()
        server = _Server(("127.0.0.1", port), _handler(self), certificates)
        self.port = server.server_port
        self.endpoint = f"https://localhost:{self.port}"
        self._server = server
        self._thread = threading.Thread(
            target=server.serve_forever, args=(0.05,), name="collector", daemon=True
        )
        self._thread.start()

    def __enter__(self) -> "Collector":
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._server.hang_up()

    def came(self, push: Push) -> None:
        """Keep a request."""
        with self._change:
            self.pushes.append(push)
            self._change.notify_all()

    def wait(self, holds: Callable[[], Any], within_s: float) -> bool:
        """Return whether `holds` came true; looked at with each push."""
        with self._change:
            return bool(self._change.wait_for(holds, within_s))


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, place: tuple[str, int], handler: type, certificates: Certificates) -> None:
        super().__init__(place, handler)
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(certificates.server, certificates.server_key)
        self._tls.load_verify_locations(certificates.ca)
        self._tls.verify_mode = ssl.CERT_REQUIRED
        self._lines: weakref.WeakSet[socket.socket] = weakref.WeakSet()

    def hang_up(self) -> None:
        """Cut the lines that stand."""
        for line in list(self._lines):
            # The plain method: the other thread may be inside TLS.
            with contextlib.suppress(OSError):
                socket.socket.shutdown(line, socket.SHUT_RDWR)

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Shake hands in the connection's own thread: who is slow keeps nobody else waiting."""
        with self._tls.wrap_socket(request, server_side=True) as line:
            self._lines.add(line)
            super().finish_request(line, client_address)

    def handle_error(self, *_: Any) -> None:
        """Say nothing: whoever came has gone, or has no certificate."""


def _handler(collector: Collector) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 60.0

        def setup(self) -> None:
            super().setup()
            collector.connections += 1

        def do_POST(self) -> None:
            """Take /v1/metrics."""
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            right = self.path == PATH and self.headers["Content-Type"] == "application/x-protobuf"
            status, headers, answer = collector.answer() if right else (404, {}, b"")
            if status == 200:
                collector.came(_read(ExportMetricsServiceRequest.FromString(body), self._name()))
            self.send_response_only(status)
            for name, value in {**headers, "Content-Length": str(len(answer))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer)

        def _name(self) -> str:
            assert isinstance(self.connection, ssl.SSLSocket)
            subject: Any = (self.connection.getpeercert() or {}).get("subject", ())
            return str(dict(pair for part in subject for pair in part).get("commonName", ""))

        def log_message(self, *_: Any) -> None:
            """Log nothing."""

    return Handler


def _taken() -> tuple[int, dict[str, str], bytes]:
    return 200, {"Content-Type": "application/x-protobuf"}, ExportMetricsServiceResponse().SerializeToString()


def _read(message: ExportMetricsServiceRequest, certificate: str) -> Push:
    (whole,) = message.resource_metrics
    samples = {}
    for scope in whole.scope_metrics:
        for metric in scope.metrics:
            points = metric.sum.data_points if metric.HasField("sum") else metric.gauge.data_points
            for point in points:
                number = point.as_int if point.HasField("as_int") else point.as_double
                samples[metric.name, frozenset(_labels(point.attributes).items())] = float(number)
    return Push(certificate, _labels(whole.resource.attributes), samples, message)


def _labels(attributes: Any) -> dict[str, str]:
    return {one.key: one.value.string_value for one in attributes}
