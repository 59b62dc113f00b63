"""What the staff's pages ask of the agent besides the outbox: guide-look, network-check (/agent/v1)."""

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kiosk.agent.network_check import NetworkFound
from kiosk.agent.status import AgentStatus


def staff_routes(
    status: AgentStatus, look_for_guides: Callable[[], None], check: Callable[[], NetworkFound]
) -> tuple[Route, ...]:
    """Return the routes, for the gateway. `look_for_guides` returns before anything has come."""

    async def post_guide_look(_request: Request) -> Response:
        before = status.now.sync.passes
        look_for_guides()
        return JSONResponse({"passes": before}, 202)

    async def post_network_check(_request: Request) -> Response:
        return JSONResponse((await run_in_threadpool(check)).to_json())

    return (
        Route("/agent/v1/guide-look", post_guide_look, methods=["POST"]),
        Route("/agent/v1/network-check", post_network_check, methods=["POST"]),
    )
