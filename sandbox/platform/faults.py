"""Faults on switch, for demonstrations and tests: slow, refusing, not JSON, gone. Not part of the contract.

Served under /sandbox/faults only when the settings say so, and reachable from loopback only as the whole
platform is.
"""

import asyncio
import fnmatch
import secrets
from dataclasses import dataclass, field
from typing import Any, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.types import ASGIApp, Receive, Scope, Send

from kiosk.platform.models import ProblemType
from sandbox.platform.middleware import state_of
from sandbox.platform.problems import ProblemError
from sandbox.platform.settings import API_BASE
from sandbox.platform.texts import Texts


class Fault(BaseModel):
    """One fault: what happens to the next `times` requests whose path matches.

    `path` is a shell pattern below the base path, e.g. "/submissions" or "/uploads/*". `problem` names a
    problem type for kind "problem". `seconds` is the delay of kind "slow". `after` lets the request take
    effect first, so that only the answer is lost (kinds "drop" and "not-json").
    """

    model_config = ConfigDict(extra="forbid")

    kind: Literal["slow", "problem", "not-json", "drop"]
    path: str = "*"
    method: str | None = None
    times: int = Field(default=1, ge=1, le=10_000)
    seconds: float = Field(default=0.0, ge=0, le=120)
    problem: str = ProblemType.UPSTREAM_UNAVAILABLE.value
    after: bool = False
    item_keys: list[str] = Field(default_factory=list)
    retry_after: int | None = None


@dataclass(slots=True)
class FaultBoard:
    """The faults that are set, in order."""

    texts: Texts
    faults: dict[str, Fault] = field(default_factory=dict)

    def add(self, fault: Fault) -> str:
        """Set a fault; raises `KeyError` for a problem type without words."""
        if fault.kind == "problem" and fault.problem not in self.texts.problems:
            raise KeyError(fault.problem)
        fault_id = secrets.token_hex(4)
        self.faults[fault_id] = fault
        return fault_id

    def take(self, method: str, path: str) -> Fault | None:
        """Return the first fault for a request and count it."""
        for fault_id, fault in self.faults.items():
            if fault.method not in (None, method) or not fnmatch.fnmatchcase(path, fault.path):
                continue
            fault.times -= 1
            if fault.times <= 0:
                del self.faults[fault_id]
            return fault
        return None


class FaultMiddleware:
    """Makes the faults happen."""

    def __init__(self, app: ASGIApp, board: FaultBoard) -> None:
        self._app = app
        self._board = board

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request, or spoil it."""
        fault = None
        if scope["type"] == "http" and scope["path"].startswith(API_BASE):
            fault = self._board.take(scope["method"], scope["path"].removeprefix(API_BASE))
        if fault is None:
            await self._app(scope, receive, send)
            return
        if fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
            await self._app(scope, receive, send)
            return
        if fault.after:
            await self._app(scope, receive, _swallow)
        if fault.kind == "drop":
            # A head that promises a body, and no body: the server then closes the connection.
            head = [(b"content-type", b"application/json"), (b"content-length", b"64")]
            await send({"type": "http.response.start", "status": 200, "headers": head})
            return
        if fault.kind == "not-json":
            response = Response("<html>502</html>", status_code=200, media_type="text/html")
        else:
            headers = {"Retry-After": str(fault.retry_after)} if fault.retry_after is not None else {}
            members: dict[str, Any] = {"itemKeys": fault.item_keys} if fault.item_keys else {}
            problem = ProblemError(fault.problem, headers=headers, **members)
            response = problem.response(self._board.texts, state_of(scope).get("trace_id"))
        await response(scope, receive, send)


async def _swallow(_message: Any) -> None:
    """The answer that is lost on the way."""


def fault_router(board: FaultBoard) -> APIRouter:
    """Return the switchboard: POST sets a fault, GET lists them, DELETE clears all."""
    router = APIRouter(prefix="/sandbox/faults")

    @router.post("", status_code=201)
    def post_fault(fault: Fault) -> dict[str, str]:
        try:
            return {"id": board.add(fault)}
        except KeyError:
            raise ProblemError(ProblemType.VALIDATION) from None

    @router.get("")
    def get_faults() -> dict[str, Any]:
        return {"faults": {key: fault.model_dump() for key, fault in board.faults.items()}}

    @router.delete("", status_code=204)
    def delete_faults() -> Response:
        board.faults.clear()
        return Response(status_code=204)

    return router
