"""What the screens' process speaks to: the contract's paths, forwarded; and /agent/v1, answered here.

Nothing of a request or an answer is kept or logged but method, path template, status and times.
"""

import json
import re
import secrets
import time
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route as AppRoute

from kiosk.agent.platform_calls import local
from kiosk.agent.routes import Route, route_of
from kiosk.agent.status import AgentStatus
from kiosk.agent.upstream import READ_S, UPLOAD_S, Answer, Upstream, UpstreamDown
from kiosk.platform.models import PROBLEM_PREFIX, ProblemType
from kiosk.terminal.logs import Event

MAX_BODY_BYTES = 16 * 1024 * 1024
MAX_WAIT_S = 25
PROXY_NAME = "yiciban-agent"

# Only these go on: hop-by-hop fields (RFC 9110 §7.6.1) and anything that could speak for the terminal stay.
REQUEST_HEADERS = (
    "accept",
    "accept-language",
    "authorization",
    "content-type",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "range",
    "tus-resumable",
    "upload-length",
    "upload-metadata",
    "upload-offset",
    "upload-checksum",
)
DROPPED_ANSWER_HEADERS = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "content-length",
        "content-encoding",
        "server",
        "date",
        "set-cookie",
        "alt-svc",
        "strict-transport-security",
    }
)
_TRACEPARENT = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
UI_STATES = frozenset({"IDLE", "IN_SESSION", "OUT_OF_SERVICE", "MAINTENANCE"})


class _BodyTooLarge(Exception):  # noqa: N818
    pass


class Gateway:
    """The handlers; `app` is the ASGI application."""

    def __init__(
        self,
        upstream: Upstream,
        status: AgentStatus,
        log: Any,
        sync_guides: Callable[[], object],
        more: Sequence[AppRoute] = (),
    ) -> None:
        """`more` are routes of /agent/v1 that are answered elsewhere."""
        self._upstream = upstream
        self._status = status
        self._log = log
        self._sync_guides = sync_guides
        everything = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
        self.app = Starlette(
            routes=[
                AppRoute("/agent/v1/status", self._get_status, methods=["GET"]),
                AppRoute("/agent/v1/guide-sync", self._post_guide_sync, methods=["POST"]),
                AppRoute("/agent/v1/ui-state", self._put_ui_state, methods=["PUT"]),
                *more,
                AppRoute("/{path:path}", self._forward, methods=everything),
            ],
            exception_handlers={ClientDisconnect: _nobody_waits},
        )

    async def _get_status(self, _request: Request) -> Response:
        return JSONResponse(self._status.now.to_json())

    async def _post_guide_sync(self, _request: Request) -> Response:
        await run_in_threadpool(self._sync_guides)
        return JSONResponse(self._status.now.to_json())

    async def _put_ui_state(self, request: Request) -> Response:
        try:
            told = json.loads(await _read(request))
            state, devices = told["state"], told.get("devices", [])
            if state not in UI_STATES or not isinstance(devices, list):
                raise ValueError("state")
            words = tuple({"kind": str(one["kind"]), "state": str(one["state"])} for one in devices)
        except _BodyTooLarge:
            return _problem(ProblemType.PAYLOAD_TOO_LARGE, 413)
        except (ValueError, KeyError, TypeError):
            return _problem(ProblemType.MALFORMED, 400)
        changes: dict[str, Any] = {"ui_state": state, "ui_said_at": time.monotonic(), "devices": words}
        if state == "IDLE":
            # The screens have wiped the visit, whatever became of its session.
            changes["in_session"] = False
        self._status.set(**changes)
        return Response(status_code=204)

    async def _forward(self, request: Request) -> Response:
        # The path as sent: a decoded one could name something else than what the platform reads.
        raw = request.scope["raw_path"].decode("ascii", "replace")
        route = route_of(raw)
        if route is None:
            self._log.warning(Event.REQUEST_REFUSED, status=404, reason="not-in-contract")
            return _problem(ProblemType.NOT_FOUND, 404)
        if request.method not in route.methods:
            self._log.warning(Event.REQUEST_REFUSED, status=405, route=route.template)
            return _problem(ProblemType.MALFORMED, 405, {"Allow": ", ".join(sorted(route.methods))})
        try:
            body = await _read(request)
        except _BodyTooLarge:
            self._log.warning(Event.REQUEST_REFUSED, status=413, route=route.template)
            return _problem(ProblemType.PAYLOAD_TOO_LARGE, 413)
        if not self._upstream.can_sign:
            return _problem(
                ProblemType.TERMINAL_NOT_AUTHORISED,
                403,
                {"Proxy-Status": f"{PROXY_NAME}; error=proxy_configuration_error"},
            )
        return await self._send(request, raw, route, body)

    async def _send(self, request: Request, raw: str, route: Route, body: bytes) -> Response:
        headers = {name: request.headers[name] for name in REQUEST_HEADERS if name in request.headers}
        trace = request.headers.get("traceparent", "")
        if not _TRACEPARENT.fullmatch(trace):
            trace = f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"
        headers["traceparent"] = trace
        query = request.scope["query_string"].decode("ascii", "replace")
        target = f"{raw}?{query}" if query else raw
        begun = time.monotonic()
        try:
            answer = await run_in_threadpool(
                self._exchange, route, request.method, target, headers, body, _read_s(route, query)
            )
        except UpstreamDown as down:
            return _problem(
                ProblemType.UPSTREAM_UNAVAILABLE,
                503,
                {"Proxy-Status": f"{PROXY_NAME}; error={down.error}"},
                trace_id=trace.split("-")[1],
            )
        self._log.info(
            Event.REQUEST_FORWARDED,
            method=request.method,
            route=route.template,
            status=answer.status,
            problem=answer.problem,
            duration_ms=round((time.monotonic() - begun) * 1000),
            trace_id=trace.split("-")[1],
        )
        return _answer(answer)

    def _exchange(self, route: Route, method: str, target: str, *rest: Any) -> Answer:
        if (route.template, method) == ("/citizen-sessions", "POST"):
            with self._status.log_in_gate.log_in():
                answer = self._upstream.send(method, target, *rest)
                if answer.status == 201:
                    self._status.set(in_session=True)
            return answer
        if (route.template, method) == ("/citizen-sessions/self", "DELETE"):
            self._status.set(in_session=False)
        return self._upstream.send(method, target, *rest)


async def _nobody_waits(_request: Request, _error: Exception) -> Response:
    """Answer into the void: the screens were killed while they asked, which is no crash of the agent's."""
    return Response(status_code=400)


async def _read(request: Request) -> bytes:
    """Return the whole body; raises `_BodyTooLarge` as soon as that is known."""
    announced = request.headers.get("content-length", "0")
    if announced.isdigit() and int(announced) > MAX_BODY_BYTES:
        raise _BodyTooLarge
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MAX_BODY_BYTES:
            raise _BodyTooLarge
    return bytes(body)


def _read_s(route: Route, query: str) -> float:
    if route.is_upload:
        return UPLOAD_S
    wait = parse_qs(query).get("waitSeconds", ["0"])[0]
    return READ_S + (min(int(wait), MAX_WAIT_S) if wait.isdecimal() else 0)


def _answer(answer: Answer) -> Response:
    headers = {name: value for name, value in answer.headers.items() if name not in DROPPED_ANSWER_HEADERS}
    if "location" in headers:
        headers["location"] = local(headers["location"])
    if answer.status in (204, 304):
        headers.pop("content-type", None)
    response = Response(answer.body, status_code=answer.status, headers=headers)
    if answer.status == 204:
        del response.headers["content-length"]
    return response


def _problem(
    kind: ProblemType, status: int, headers: dict[str, str] | None = None, trace_id: str | None = None
) -> Response:
    # No detail: texts for people are the screens' own, chosen by type.
    body: dict[str, Any] = {
        "type": PROBLEM_PREFIX + kind,
        "title": kind.value,
        "status": status,
        "retryable": status == 503,
    }
    if trace_id:
        body["traceId"] = trace_id
    return JSONResponse(body, status, headers, media_type="application/problem+json")
