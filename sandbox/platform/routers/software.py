"""/software: the release of the terminal's own program, as a TUF repository with keys of its own."""

from fastapi import APIRouter, Response

from sandbox.platform.dependencies import ServicesDep
from sandbox.platform.signed_files import metadata, target

router = APIRouter(prefix="/software")


@router.get("/metadata/{name}")
def get_metadata(name: str, services: ServicesDep) -> Response:
    """Return a metadata file; the timestamp is renewed in time."""
    services.releases.keep_fresh(services.clock())
    return metadata(services.releases.repository, name)


@router.get("/targets/{name}")
def get_target(name: str, services: ServicesDep) -> Response:
    """Return a target, or the range of it that is asked for."""
    return target(services.releases.repository, name)
