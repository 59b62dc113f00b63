"""What the staff see of the outbox: each sealed item by its number, nobody's name; and it is sent now."""

from collections.abc import Callable, Iterable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kiosk.agent.outbox_desk import OutboxDesk
from kiosk.catalogue.numbers import claim_code
from kiosk.platform.models import PROBLEM_PREFIX, ProblemType
from kiosk.submission.outbox import Outbox
from kiosk.submission.outbox_states import Entry, OutboxError, State

PATH = "/agent/v1/outbox/entries"
SEND = "/agent/v1/outbox/send"
MOST = 50
ARRIVED = 5
"""So many of those that have arrived are told, the last ones: that it works is seen by them."""


class StaffOutboxRoutes:
    """The handlers; `routes` are for the gateway. `send_now` returns before anything is sent."""

    def __init__(self, outbox: Outbox, desk: OutboxDesk, send_now: Callable[[], None]) -> None:
        self._outbox = outbox
        self._desk = desk
        self._send_now = send_now
        self.routes = [
            Route(PATH, self._get_entries, methods=["GET"]),
            Route(SEND, self._post_send, methods=["POST"]),
        ]

    async def _get_entries(self, _request: Request) -> Response:
        try:
            entries = await run_in_threadpool(self._outbox.list)
        except OutboxError:
            return _broken()
        told = [self._told(entry) for entry in chosen(entries)]
        return JSONResponse({"entries": told[:MOST], "more": max(len(told) - MOST, 0)})

    async def _post_send(self, _request: Request) -> Response:
        try:
            await run_in_threadpool(self._send_now)
        except OutboxError:
            return _broken()
        return Response(status_code=202)

    def _told(self, entry: Entry) -> dict[str, Any]:
        settled = entry.state in (State.ACKNOWLEDGED, State.REJECTED)
        return {
            "number": claim_code(entry.package_id),
            "state": entry.state.value,
            "sealedAt": entry.header.sealed_at.isoformat(),
            "changedAt": entry.changed_at.isoformat(),
            "bytes": entry.header.size,
            "sent": entry.header.size if settled else self._desk.sent(entry.package_id),
            "attempts": entry.attempts,
            "nextAttemptAt": entry.next_attempt_at.isoformat() if entry.next_attempt_at else None,
            "problem": entry.problem,
        }


def chosen(entries: Iterable[Entry]) -> list[Entry]:
    """Return what the staff are shown: what was refused, what waits (oldest first), what arrived last."""
    every = list(entries)
    refused = [one for one in every if one.state is State.REJECTED]
    waiting = [one for one in every if one.state in (State.SEALED, State.SENDING)]
    arrived = [one for one in every if one.state is State.ACKNOWLEDGED]
    arrived.sort(key=lambda one: one.changed_at, reverse=True)
    return [*refused, *waiting, *arrived[:ARRIVED]]


def _broken() -> Response:
    kind = ProblemType.INTERNAL
    body = {"type": PROBLEM_PREFIX + kind, "title": kind.value, "status": 500, "retryable": False}
    return JSONResponse(body, 500, media_type="application/problem+json")
