"""The one way to the platform: TLS by the site's own authorities, bounded times, signed requests."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import requests
import urllib3

from kiosk.agent.signing import RequestSigner
from kiosk.agent.status import AgentStatus
from kiosk.agent.tracked_connections import Line
from kiosk.platform.models import PROBLEM_PREFIX, ProblemType
from kiosk.terminal.logs import Event

CONNECT_S = 5.0
READ_S = 15.0
UPLOAD_S = 60.0
MAX_ANSWER_BYTES = 64 * 1024 * 1024
CHUNK = 64 * 1024
CONNECTIONS = 16
AGENT = "yiciban-agent"
CUT = "connection_terminated"
"""The error of a request that was broken off here."""


class UpstreamDown(Exception):  # noqa: N818  the name says what happened
    """No answer from the platform; `error` is a proxy error type of RFC 9209 §2.3."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


@dataclass(frozen=True, slots=True)
class Answer:
    """What the platform answered; header names are lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the body as JSON; raises `ValueError`."""
        return json.loads(self.body)

    @property
    def problem(self) -> str | None:
        """The short problem type of an `application/problem+json` answer."""
        if not self.headers.get("content-type", "").startswith("application/problem+json"):
            return None
        try:
            return str(self.json()["type"]).removeprefix(PROBLEM_PREFIX)
        except (ValueError, KeyError, TypeError):
            return None


@dataclass(frozen=True, slots=True)
class Streamed:
    """An answer whose body comes in pieces; reading it raises `UpstreamDown` when the line is cut."""

    status: int
    headers: dict[str, str]
    chunks: Iterator[bytes]


class Upstream:
    """Sends requests to the platform and notes in `status` what the answers show. Thread-safe."""

    def __init__(
        self,
        base_url: str,
        ca_file: Path,
        status: AgentStatus,
        log: Any,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.base_url = base_url
        self._ca_file = str(ca_file)
        self._status = status
        self._log = log
        self._now = now
        self._stopping = threading.Event()
        self._signer: RequestSigner | None = None
        self._line = Line(CONNECTIONS, User_Agent=AGENT)
        self._lines = [self._line]

    def line_of_its_own(self) -> Line:
        """Return a line for requests (`send`) that can be cut off without the others; one at a time."""
        self._lines.append(Line(1, User_Agent=AGENT))
        return self._lines[-1]

    def use(self, signer: RequestSigner) -> None:
        """Sign every request from now on."""
        self._signer = signer

    @property
    def can_sign(self) -> bool:
        """Whether the terminal has an identity."""
        return self._signer is not None

    def send(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        read_s: float = READ_S,
        sign: bool = True,
        connect_s: float = CONNECT_S,
        signer: RequestSigner | None = None,
        line: Line | None = None,
    ) -> Answer:
        """Send to `target` (path and query as they go over the wire) and return the whole answer.

        Raises `UpstreamDown`; the body is never partly returned. With a `signer` of its own a request says
        nothing of whether the platform takes this terminal; nor does one whose `line` was cut say anything
        of the platform.
        """
        prepared = self._prepare(method, target, headers, body, sign and signer is None)
        if signer is not None:
            signer.sign(prepared)
        try:
            with self._open(prepared, read_s, connect_s, line) as response:
                answer = Answer(response.status_code, _headers(response), _read(response))
        except requests.RequestException as error:
            if line is not None and line.is_cut:
                raise UpstreamDown(CUT) from error
            raise self._down(error) from error
        self._note(answer, signed=sign and signer is None)
        return answer

    @contextmanager
    def stream(
        self, target: str, headers: Mapping[str, str] | None = None, read_s: float = READ_S
    ) -> Iterator[Streamed]:
        """Ask for `target`, signed, and hand its body on as it arrives, however long it is.

        Raises `UpstreamDown`. What is not a success is read whole and has no chunks.
        """
        prepared = self._prepare("GET", target, headers, b"", sign=True)
        try:
            with self._open(prepared, read_s) as response:
                good = response.status_code < 300
                body = b"" if good else _read(response)
                self._note(Answer(response.status_code, _headers(response), body), signed=True)
                chunks = self._chunks(response) if good else iter(())
                yield Streamed(response.status_code, _headers(response), chunks)
        except requests.RequestException as error:
            raise self._down(error) from error

    def abort(self) -> None:
        """End every request under way with `UpstreamDown`, and send no more: the process is stopping."""
        self._stopping.set()
        for line in self._lines:
            line.abort()

    def drop_idle(self) -> None:
        """Keep no connection that is not in use: the next request makes a new one."""
        for line in self._lines:
            line.drop_idle()

    def close(self) -> None:
        """Give the connections back."""
        for line in self._lines:
            line.close()

    def _prepare(
        self, method: str, target: str, headers: Mapping[str, str] | None, body: bytes, sign: bool
    ) -> requests.PreparedRequest:
        request = requests.Request(
            method, self.base_url + target, headers=dict(headers or {}), data=body or None
        )
        prepared = self._line.session.prepare_request(request)
        prepared.headers["Accept-Encoding"] = "identity"
        if sign:
            if self._signer is None:
                raise UpstreamDown("destination_unavailable")
            self._signer.sign(prepared)
        return prepared

    def _open(
        self,
        prepared: requests.PreparedRequest,
        read_s: float,
        connect_s: float = CONNECT_S,
        line: Line | None = None,
    ) -> requests.Response:
        if self._stopping.is_set():
            raise requests.ConnectionError("stopping")
        return (line or self._line).session.send(
            prepared,
            timeout=(connect_s, read_s),
            verify=self._ca_file,
            allow_redirects=False,
            stream=True,
        )

    def _chunks(self, response: requests.Response) -> Iterator[bytes]:
        # Not iter_content: it waits for whole pieces, and loses what it has of one when the line is cut.
        try:
            while chunk := response.raw.read1(CHUNK):
                yield chunk
        except urllib3.exceptions.ReadTimeoutError as error:
            raise self._down(requests.ReadTimeout(error)) from error
        except urllib3.exceptions.HTTPError as error:
            raise self._down(requests.exceptions.ChunkedEncodingError(error)) from error

    def _down(self, error: requests.RequestException) -> UpstreamDown:
        down = UpstreamDown(error_type(error, aborted=self._stopping.is_set()))
        self._status.set(platform="unreachable")
        self._log.warning(Event.UPSTREAM_FAILED, reason=down.error, error_type=type(error).__name__)
        return down

    def _note(self, answer: Answer, signed: bool) -> None:
        changes: dict[str, Any] = {"platform": "reachable"}
        # The heartbeat knows better; but with a wrong clock no heartbeat is answered.
        if self._status.now.clock_offset_ms is None or answer.problem == ProblemType.TERMINAL_CLOCK_SKEW:
            changes["clock_offset_ms"] = _offset_ms(answer.headers.get("date"), self._now())
        if signed and answer.status == 403 and answer.problem == ProblemType.TERMINAL_NOT_AUTHORISED:
            changes["revoked"] = True
        elif signed and answer.status < 400:
            changes["revoked"] = False
        before = self._status.set(**changes)
        if changes.get("revoked") is True and not before.revoked:
            self._log.warning(Event.TERMINAL_REVOKED)
        elif changes.get("revoked") is False and before.revoked:
            self._log.info(Event.TERMINAL_RESTORED)


def _headers(response: requests.Response) -> dict[str, str]:
    return {name.lower(): value for name, value in response.headers.items()}


def _read(response: requests.Response) -> bytes:
    body = bytearray()
    for part in response.iter_content(CHUNK):
        body += part
        if len(body) > MAX_ANSWER_BYTES:
            raise requests.exceptions.ContentDecodingError("answer too large")
    return bytes(body)


def _offset_ms(date: str | None, now: datetime) -> int | None:
    """Platform clock minus ours; the Date header has whole seconds, so 1 s is as good as nothing."""
    if not date:
        return None
    try:
        # A time without a zone, as "-0000" gives, cannot be compared.
        offset = (parsedate_to_datetime(date) - now).total_seconds() * 1000
    except (ValueError, TypeError):
        return None
    return 0 if abs(offset) <= 1500 else int(offset)


def error_type(error: requests.RequestException, aborted: bool) -> str:
    """Return what went wrong as a proxy error type of RFC 9209 §2.3; `aborted`: we broke it off ourselves."""
    if aborted:
        return CUT
    if isinstance(error, requests.exceptions.SSLError):
        # A handshake that was cut, or a portal that does not speak TLS, says nothing of a certificate.
        wrong = any(word in str(error) for word in ("CERTIFICATE_VERIFY_FAILED", "CertificateError"))
        return "tls_certificate_error" if wrong else "tls_protocol_error"
    if isinstance(error, requests.ConnectTimeout):
        return "connection_timeout"
    # While a body is being read, requests reports a time-out as a connection error with this text.
    if isinstance(error, requests.ReadTimeout) or "Read timed out" in str(error):
        return "http_response_timeout"
    if isinstance(error, requests.exceptions.ContentDecodingError):
        return "http_response_body_size"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "http_response_incomplete"
    if "refused" in str(error):
        return "connection_refused"
    return "connection_terminated"
