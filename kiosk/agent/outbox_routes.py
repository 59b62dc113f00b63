"""What the screens ask about the outbox: /agent/v1/outbox. Package ids and numbers; answers of the moment."""

import contextlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kiosk.agent.outbox_delivery import Delivered
from kiosk.agent.outbox_desk import ANSWER_S, OutboxDesk
from kiosk.agent.status import OutboxFacts
from kiosk.platform.errors import PlatformError
from kiosk.platform.models import PROBLEM_PREFIX, ProblemType, SealedHeader
from kiosk.submission.outbox import Outbox
from kiosk.submission.outbox_states import Entry, OutboxError, State, UnknownPackage, WrongState
from kiosk.submission.receipt import ReceiptRefused

PATH = "/agent/v1/outbox"
MAX_WAIT_S = 25
MAX_BODY_BYTES = 1024
_SETTLED = (State.ACKNOWLEDGED, State.REJECTED)
_STATUS = {
    ProblemType.NOT_FOUND: 404,
    ProblemType.STATE_CONFLICT: 409,
    ProblemType.MALFORMED: 400,
    ProblemType.INTERNAL: 500,
}


class OutboxRoutes:
    """The handlers; `routes` are for the gateway."""

    def __init__(
        self,
        outbox: Outbox,
        desk: OutboxDesk,
        ask: Callable[[SealedHeader], Delivered | None],
        look: Callable[[], OutboxFacts],
        wake: Callable[[], None],
        settled: Callable[[], None],
        now: Callable[[], datetime],
    ) -> None:
        """`wake` has the uploader run, `look` examines the outbox, `settled` counts it again.

        `ask` gets an answer from the platform once more, as `Delivery.ask` does.
        """
        self._outbox = outbox
        self._desk = desk
        self._ask = ask
        self._look = look
        self._wake = wake
        self._settled = settled
        self._now = now
        self.routes = [
            Route(PATH, self._get_all, methods=["GET"]),
            Route(f"{PATH}/wake", self._post_wake, methods=["POST"]),
            Route(f"{PATH}/{{package_id:uuid}}", self._get_one, methods=["GET"]),
            Route(f"{PATH}/{{package_id:uuid}}/answered", self._post_answered, methods=["POST"]),
        ]

    async def _get_all(self, _request: Request) -> Response:
        facts = await run_in_threadpool(self._look)
        age = (self._now() - facts.oldest).total_seconds() if facts.oldest else 0
        return JSONResponse({**facts.to_json(), "oldestSeconds": max(int(age), 0)})

    async def _post_wake(self, request: Request) -> Response:
        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > MAX_BODY_BYTES:
                return _refused(ProblemType.MALFORMED)
        try:
            package_id = UUID(json.loads(bytes(body))["packageId"])
        except (ValueError, KeyError, TypeError, AttributeError):
            return _refused(ProblemType.MALFORMED)
        self._desk.attend(package_id, newly=True)
        self._wake()
        return Response(status_code=204)

    async def _get_one(self, request: Request) -> Response:
        asked = request.query_params.get("waitSeconds", "0")
        wait = min(int(asked), MAX_WAIT_S) if asked.isdecimal() and len(asked) < 6 else 0
        return await self._answered_by(self._one, request.path_params["package_id"], wait)

    def _one(self, package_id: UUID, wait: int) -> Response:
        revision = self._desk.revision(package_id)
        entry = self._outbox.get(package_id)
        if wait and entry.state not in _SETTLED:
            self._desk.attend(package_id)
            self._desk.wait(package_id, revision, wait)
            entry = self._outbox.get(package_id)
        if wait and entry.state in _SETTLED and self._desk.lacks_answer(package_id):
            self._ask_again(entry)
        return JSONResponse(self._told(entry))

    def _ask_again(self, entry: Entry) -> None:
        """Have the whole answer to a package that was settled before anybody said that they wait for it."""
        if self._now() - entry.changed_at > timedelta(seconds=ANSWER_S):
            return
        with contextlib.suppress(PlatformError, ReceiptRefused):
            delivered = self._ask(entry.header)
            if delivered is not None:
                self._desk.note_change(entry.package_id, delivered.answer)

    def _told(self, entry: Entry) -> dict[str, Any]:
        total = entry.header.size
        told: dict[str, Any] = {
            "state": entry.state.value,
            "sent": total if entry.state in _SETTLED else self._desk.sent(entry.package_id),
            "total": total,
        }
        answer = self._desk.answer(entry.package_id)
        if answer is None and entry.receipt is not None and entry.state in _SETTLED:
            # The receipt alone is kept: no query code, and not what the citizen entered.
            answer = {"receipt": entry.receipt.to_wire()}
        if answer is not None and entry.state in _SETTLED:
            told["answer"] = answer
        return told

    async def _post_answered(self, request: Request) -> Response:
        return await self._answered_by(self._close, request.path_params["package_id"])

    def _close(self, package_id: UUID) -> Response:
        state = self._outbox.get(package_id).state
        if state is State.REJECTED:
            self._outbox.forget_rejected(package_id)
            self._settled()
        elif state is not State.ACKNOWLEDGED:
            return _refused(ProblemType.STATE_CONFLICT)
        self._desk.forget(package_id)
        return Response(status_code=204)

    async def _answered_by(self, work: Callable[..., Response], *values: Any) -> Response:
        try:
            return await run_in_threadpool(work, *values)
        except UnknownPackage:
            return _refused(ProblemType.NOT_FOUND)
        except WrongState:
            return _refused(ProblemType.STATE_CONFLICT)
        except OutboxError:
            return _refused(ProblemType.INTERNAL)


def _refused(kind: ProblemType) -> Response:
    status = _STATUS[kind]
    body = {"type": PROBLEM_PREFIX + kind, "title": kind.value, "status": status, "retryable": False}
    return JSONResponse(body, status, media_type="application/problem+json")
