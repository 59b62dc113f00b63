"""What set-up pages and `kiosk enrol` ask: /agent/v1/enrolment, /agent/v1/set-up; the status tells more."""

import json
from typing import Any

from pydantic import TypeAdapter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kiosk.agent.enrolment_desk import AlreadyEnrolled, EnrolmentDesk
from kiosk.agent.site_settings import SiteLearner
from kiosk.platform.models import PROBLEM_PREFIX, ProblemType
from kiosk.terminal.settings import ProfileError
from kiosk.terminal.settings_taken import Taken

MAX_BODY_BYTES = 4096
LONGEST = 64
"""Characters of an enrolment code."""
_TAKEN = TypeAdapter(tuple[Taken, ...])
_LEFT = TypeAdapter(tuple[str, ...])


class SetUpRoutes:
    """The handlers; `routes` are for the gateway."""

    def __init__(self, desk: EnrolmentDesk, learner: SiteLearner) -> None:
        self._desk = desk
        self._learner = learner
        self.routes = [
            Route("/agent/v1/enrolment", self._post_enrolment, methods=["POST"]),
            Route("/agent/v1/set-up", self._post_set_up, methods=["POST"]),
        ]

    async def _post_enrolment(self, request: Request) -> Response:
        """Take a code: {"code", "settingUp"}. 202; 409 where the terminal has an identity."""
        try:
            told = await _read(request)
            code, setting_up = told["code"], told.get("settingUp", False)
            if not isinstance(code, str) or not 0 < len(code.strip()) <= LONGEST:
                raise ValueError("code")
        except (ValueError, KeyError, TypeError, AttributeError):
            return _problem(ProblemType.MALFORMED, 400)
        try:
            await run_in_threadpool(self._desk.begin, code.strip(), setting_up is True)
        except AlreadyEnrolled:
            return _problem(ProblemType.STATE_CONFLICT, 409)
        except OSError:
            return _problem(ProblemType.INTERNAL, 500)
        return Response(status_code=202)

    async def _post_set_up(self, request: Request) -> Response:
        """Take what was measured, found, and that it is over: {"cardPx", "devices", "left", "finished"}.

        204; 409 for devices where nobody is setting the terminal up.
        """
        try:
            told = await _read(request)
            card_px, finished = told.get("cardPx"), told.get("finished", False)
            if card_px is not None and (not isinstance(card_px, int | float) or isinstance(card_px, bool)):
                raise ValueError("cardPx")
            taken = tuple(_TAKEN.validate_python(told.get("devices", ())))
            left = tuple(_LEFT.validate_python(told.get("left", ())))
        except (ValueError, TypeError, AttributeError):
            return _problem(ProblemType.MALFORMED, 400)
        if (taken or left) and not self._desk.setting_up:
            return _problem(ProblemType.STATE_CONFLICT, 409)
        try:
            if taken or left:
                await run_in_threadpool(self._learner.took, taken, left)
            if card_px is not None:
                await run_in_threadpool(self._learner.measured, float(card_px))
            if finished is True:
                await run_in_threadpool(self._desk.finish_set_up)
        except ProfileError:
            return _problem(ProblemType.VALIDATION, 422)
        except OSError:
            return _problem(ProblemType.INTERNAL, 500)
        return Response(status_code=204)


async def _read(request: Request) -> Any:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MAX_BODY_BYTES:
            raise ValueError("too long")
    return json.loads(bytes(body))


def _problem(kind: ProblemType, status: int) -> Response:
    body = {"type": PROBLEM_PREFIX + kind, "title": kind.value, "status": status, "retryable": False}
    return JSONResponse(body, status, media_type="application/problem+json")
