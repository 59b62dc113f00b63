"""The agent's own requests: signed by the upstream, answered with a `Reply` or a typed error."""

import time
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

from pydantic import ValidationError

from kiosk.agent.upstream import UPLOAD_S, Answer, Upstream, UpstreamDown
from kiosk.platform.errors import NotJson, PlatformError, PlatformTimeout, PlatformUnreachable, problem
from kiosk.platform.models import Problem
from kiosk.platform.transport import Reply
from kiosk.platform.uploads import Send
from kiosk.terminal.settings import CONTRACT_BASE

PATIENT_S = 30.0
"""For a connection: nobody need wait for it, and a slow line is better than none."""
SLOW_S = 2.0
"""Servers close a kept connection after a few idle seconds; on a slow line the next request crosses that."""
_TIMEOUTS = frozenset({"connection_timeout", "http_response_timeout"})


def caller(
    upstream: Upstream, read_s: float = UPLOAD_S, monotonic: Callable[[], float] = time.monotonic
) -> Send:
    """Return a way to send that raises `PlatformUnreachable`, `PlatformTimeout`, `NotJson` or a `Problem`."""

    def send(method: str, path: str, headers: dict[str, str], body: bytes | None) -> Reply:
        begun = monotonic()
        try:
            answer = upstream.send(method, path, headers, body or b"", read_s, connect_s=PATIENT_S)
            if monotonic() - begun > SLOW_S:
                upstream.drop_idle()
        except UpstreamDown as down:
            kind = PlatformTimeout if down.error in _TIMEOUTS else PlatformUnreachable
            raise kind(down.error) from down
        if not 200 <= answer.status < 300:
            raise _error(answer)
        return with_local_place(Reply(answer.status, answer.headers, answer.body))

    return send


def with_local_place(reply: Reply) -> Reply:
    """Return the reply with a Location that is a path."""
    if "location" not in reply.headers:
        return reply
    return replace(reply, headers={**reply.headers, "location": local(reply.headers["location"])})


def local(location: str) -> str:
    """Drop the platform's origin from a Location."""
    parts = urlsplit(location)
    path = parts.path if parts.path.startswith("/") else f"{CONTRACT_BASE}/{parts.path}"
    return f"{path}?{parts.query}" if parts.query else path


def _error(answer: Answer) -> PlatformError:
    text = answer.headers.get("retry-after", "")
    retry_after = float(text) if text.isdecimal() else None
    try:
        return problem(Problem.model_validate_json(answer.body), retry_after)
    except ValidationError:
        # Not chained: the cause could quote the body.
        return NotJson(answer.status)
