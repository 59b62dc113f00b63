"""Files of a TUF repository as answers."""

from pathlib import Path

from fastapi import Response
from starlette.responses import FileResponse

from kiosk.platform.models import ProblemType
from sandbox.platform.problems import ProblemError
from sandbox.platform.repository import Repository

_CHANGES = "private, no-cache"
_NEVER_CHANGES = "private, max-age=31536000, immutable"


def metadata(repository: Repository, name: str) -> Response:
    """Return a metadata file; raises `ProblemError` where there is none."""
    caching = _CHANGES if name == "timestamp.json" else _NEVER_CHANGES
    return _file(repository.metadata(name), "application/json", caching)


def target(repository: Repository, name: str) -> Response:
    """Return a target, or the range of it that is asked for; raises `ProblemError` where there is none."""
    return _file(repository.target(name), "application/octet-stream", _NEVER_CHANGES)


def _file(file: Path | None, media_type: str, caching: str) -> Response:
    if file is None:
        raise ProblemError(ProblemType.NOT_FOUND)
    return FileResponse(file, media_type=media_type, headers={"Cache-Control": caching})
