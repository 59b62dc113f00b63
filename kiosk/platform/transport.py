"""HTTP over the agent's Unix socket, and what its answers mean."""

import json
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, unquote, urlsplit

import requests
import requests_unixsocket
from pydantic import ValidationError
from requests_unixsocket.adapters import UnixAdapter, UnixHTTPConnection, UnixHTTPConnectionPool

from kiosk.platform.errors import (
    NotJson,
    PlatformError,
    PlatformTimeout,
    PlatformUnreachable,
    problem,
)
from kiosk.platform.models import Problem as ProblemBody
from kiosk.platform.models import Wire

SCHEME = "http+unix://"
_PROXY_ERROR = re.compile(r"error=([a-z_]+)")
_TIMEOUTS = frozenset({"connection_timeout", "http_response_timeout"})

Message = TypeVar("Message", bound=Wire)


@dataclass(frozen=True, slots=True)
class Reply:
    """A 2xx answer; header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the body as JSON; raises `NotJson`."""
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise NotJson(self.status) from error

    def read(self, message: type[Message]) -> Message:
        """Return the body as one of the contract's messages; raises `NotJson`."""
        try:
            return message.model_validate_json(self.body)
        except ValidationError:
            # Not chained: the cause could quote the body.
            raise NotJson(self.status) from None


class _Connection(UnixHTTPConnection):
    def connect(self) -> None:
        # As the library's, which leaves the socket open when nobody listens.
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        sock.settimeout(self.timeout)
        try:
            sock.connect(unquote(urlsplit(self.unix_socket_url).netloc))
        except OSError:
            sock.close()
            raise
        self.sock = sock


class _Pool(UnixHTTPConnectionPool):
    def _new_conn(self) -> _Connection:
        return _Connection(self.socket_path, self.timeout)


class _OneSocket(UnixAdapter):
    """All requests go to one socket, so they share one pool (the library keeps one for each URL)."""

    def __init__(self) -> None:
        super().__init__()
        self._pool: _Pool | None = None

    def get_connection(self, url: str | bytes, proxies: object = None) -> UnixHTTPConnectionPool:
        with self.pools.lock:
            if self._pool is None:
                self._pool = _Pool("/".join(str(url).split("/")[:3]), self.timeout)
            return self._pool

    def close(self) -> None:
        if self._pool is not None:
            self._pool.close()
        super().close()


class Transport:
    """Sends one request and returns a 2xx `Reply`, or raises a typed error. Thread-safe, blocking."""

    def __init__(self, socket_path: Path) -> None:
        self._base = SCHEME + quote(str(socket_path), safe="")
        self._session = requests_unixsocket.Session()
        self._session.trust_env = False
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.headers.clear()
        self._session.mount(SCHEME, _OneSocket())

    def send(
        self,
        method: str,
        path: str,
        timeout_s: float,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Reply:
        """Send; raises `PlatformUnreachable`, `PlatformTimeout`, `NotJson` or a `Problem`."""
        try:
            response = self._session.request(
                method,
                self._base + path,
                params=dict(query or {}),
                headers=dict(headers or {}),
                data=body,
                # Never zero, which the library would take for "do not block".
                timeout=max(timeout_s, 0.05),
                allow_redirects=False,
            )
        except requests.Timeout as error:
            raise PlatformTimeout("agent") from error
        except requests.RequestException as error:
            raise _unreachable(error) from error
        headers_in = {name.lower(): value for name, value in response.headers.items()}
        if 200 <= response.status_code < 300:
            return Reply(response.status_code, headers_in, response.content)
        raise _error(response.status_code, headers_in, response.content)

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()


def _unreachable(error: requests.RequestException) -> PlatformUnreachable:
    return PlatformTimeout("agent") if "timed out" in str(error) else PlatformUnreachable("agent")


def _error(status: int, headers: Mapping[str, str], body: bytes) -> PlatformError:
    retry_after = _seconds(headers.get("retry-after"))
    found = _PROXY_ERROR.search(headers.get("proxy-status", ""))
    if status == 503 and found:
        kind = PlatformTimeout if found[1] in _TIMEOUTS else PlatformUnreachable
        return kind(found[1], retry_after)
    try:
        return problem(ProblemBody.model_validate_json(body), retry_after)
    except ValidationError:
        return NotJson(status)


def _seconds(text: str | None) -> float | None:
    """Retry-After in its number form; the date form is not used by the contract."""
    return float(text) if text and text.isdecimal() else None
