"""What stands around every request: trace, log line, size limit, the terminal's signature."""

import re
import secrets
import time
from collections.abc import MutableMapping
from typing import Any

import structlog
from anyio.to_thread import run_sync
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.platform.models import ProblemType
from sandbox.platform.problems import ProblemError
from sandbox.platform.services import Services
from sandbox.platform.settings import API_BASE
from sandbox.platform.signatures import SignedRequest, TerminalVerifier

_TRACEPARENT = re.compile(r"^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$")
OPEN_OPERATIONS = frozenset(
    {("GET", f"{API_BASE}/capabilities"), ("POST", f"{API_BASE}/terminals/enrolments")}
)
"""Asked before a terminal has a key."""


def state_of(scope: Scope) -> MutableMapping[str, Any]:
    """Return the request's state, shared with the endpoints."""
    state: MutableMapping[str, Any] = scope.setdefault("state", {})
    return state


class TraceMiddleware:
    """Outermost: takes or makes the trace id (W3C Trace Context) and writes one line a request.

    The line holds method, path, status and duration. Paths hold ids only; queries and bodies are not logged.
    """

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self._app = app
        self._services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = _TRACEPARENT.match(header(scope, b"traceparent") or "")
        trace_id = given.group(1) if given else secrets.token_hex(16)
        state = state_of(scope)
        state["trace_id"] = trace_id
        status = 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        began = time.monotonic()
        with structlog.contextvars.bound_contextvars(trace_id=trace_id):
            try:
                await self._app(scope, receive, noting)
            except Exception as error:
                # The type only: a message could quote a value.
                self._services.log.error("request_failed", error=type(error).__name__)
                if status:
                    raise
                problem = ProblemError(ProblemType.INTERNAL)
                await problem.response(self._services.texts, trace_id)(scope, receive, noting)
            finally:
                self._services.log.info(
                    "request",
                    method=scope["method"],
                    path=scope["path"],
                    status=status,
                    ms=round((time.monotonic() - began) * 1000, 1),
                    terminal=state.get("terminal_id"),
                )


class SignatureMiddleware:
    """Lets in only what an enrolled terminal has signed; keeps the verified body for the endpoint."""

    def __init__(self, app: ASGIApp, services: Services, verifier: TerminalVerifier) -> None:
        self._app = app
        self._services = services
        self._verifier = verifier

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Verify, then hand on."""
        if scope["type"] != "http" or not scope["path"].startswith(API_BASE + "/"):
            await self._app(scope, receive, send)
            return
        state = state_of(scope)
        try:
            body = await self._read(scope, receive)
            if (scope["method"], scope["path"]) not in OPEN_OPERATIONS:
                state["terminal_id"] = await run_sync(self._verifier.verify, _signed_request(scope, body))
        except ProblemError as problem:
            response: Response = problem.response(self._services.texts, state.get("trace_id"))
            await response(scope, receive, send)
            return
        sent = False

        async def replay() -> Message:
            nonlocal sent
            if sent:
                return await receive()
            sent = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, replay, send)

    async def _read(self, scope: Scope, receive: Receive) -> bytes:
        limit = self._services.settings.max_body_bytes
        chunks: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ProblemError(ProblemType.MALFORMED)
            chunk = message.get("body", b"")
            size += len(chunk)
            if size > limit:
                raise ProblemError(ProblemType.PAYLOAD_TOO_LARGE, headers={"Connection": "close"})
            chunks.append(chunk)
            if not message.get("more_body", False):
                return b"".join(chunks)


def header(scope: Scope, name: bytes) -> str | None:
    """Return the first header line of this name."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), None)


def _signed_request(scope: Scope, body: bytes) -> SignedRequest:
    path = (scope.get("raw_path") or scope["path"].encode()).decode("ascii")
    query = scope["query_string"].decode("ascii")
    headers: dict[str, str] = {}
    for key, value in scope["headers"]:
        name, text = key.decode("latin-1"), value.decode("latin-1")
        headers[name] = f"{headers[name]}, {text}" if name in headers else text
    return SignedRequest(
        scope["method"], f"https://platform{path}" + (f"?{query}" if query else ""), headers, body
    )
