"""/catalogue: what a terminal may show, as a TUF repository."""

from pathlib import Path

from fastapi import APIRouter, Response
from starlette.responses import FileResponse

from kiosk.platform.models import ProblemType
from sandbox.platform.dependencies import ServicesDep
from sandbox.platform.problems import ProblemError

router = APIRouter(prefix="/catalogue")
_CHANGES = "private, no-cache"
_NEVER_CHANGES = "private, max-age=31536000, immutable"


@router.get("/metadata/{name}")
def get_metadata(name: str, services: ServicesDep) -> Response:
    """Return a metadata file; the timestamp is renewed in time."""
    services.publisher.keep_fresh(services.clock())
    file = services.publisher.repository.metadata(name)
    return _file(file, "application/json", _CHANGES if name == "timestamp.json" else _NEVER_CHANGES)


@router.get("/targets/{name}")
def get_target(name: str, services: ServicesDep) -> Response:
    """Return a target, or the range of it that is asked for."""
    return _file(services.publisher.repository.target(name), "application/octet-stream", _NEVER_CHANGES)


def _file(file: Path | None, media_type: str, caching: str) -> Response:
    if file is None:
        raise ProblemError(ProblemType.NOT_FOUND)
    return FileResponse(file, media_type=media_type, headers={"Cache-Control": caching})
