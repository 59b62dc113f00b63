"""What the screens tell of devices and counters, and what is ordered of them: PUT /agent/v1/report."""

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kiosk.agent.status import AgentStatus
from kiosk.platform.models import PROBLEM_PREFIX, ProblemType
from kiosk.telemetry.ui_report import MAX_BYTES, PATH, UiReport


def report_routes(status: AgentStatus) -> tuple[Route, ...]:
    """Return the routes, for the gateway. GET tells an engineer's tool what the screens said last."""

    async def get(_request: Request) -> Response:
        report = status.now.report
        if report is None:
            return _refused(404, ProblemType.NOT_FOUND)
        return JSONResponse(report.model_dump(mode="json", exclude_none=True))

    async def put(request: Request) -> Response:
        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > MAX_BYTES:
                return _refused(413, ProblemType.PAYLOAD_TOO_LARGE)
        try:
            report = UiReport.model_validate_json(bytes(body))
        except ValidationError:
            return _refused(400, ProblemType.MALFORMED)
        facts = status.now
        if facts.report != report:
            status.set(report=report)
        told = status.now.to_json()
        return JSONResponse({key: told[key] for key in ("orderedOut", "restart")})

    return (Route(PATH, put, methods=["PUT"]), Route(PATH, get, methods=["GET"]))


def _refused(status: int, kind: ProblemType) -> Response:
    body = {"type": PROBLEM_PREFIX + kind, "title": kind.value, "status": status, "retryable": False}
    return JSONResponse(body, status, media_type="application/problem+json")
