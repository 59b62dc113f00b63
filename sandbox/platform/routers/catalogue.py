"""/catalogue: what a terminal may show, as a TUF repository."""

from fastapi import APIRouter, Response

from sandbox.platform.dependencies import ServicesDep
from sandbox.platform.signed_files import metadata, target

router = APIRouter(prefix="/catalogue")


@router.get("/metadata/{name}")
def get_metadata(name: str, services: ServicesDep) -> Response:
    """Return a metadata file; the timestamp is renewed in time."""
    services.publisher.keep_fresh(services.clock())
    return metadata(services.publisher.repository, name)


@router.get("/targets/{name}")
def get_target(name: str, services: ServicesDep) -> Response:
    """Return a target, or the range of it that is asked for."""
    return target(services.publisher.repository, name)
