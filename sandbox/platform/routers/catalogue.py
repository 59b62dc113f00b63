"""/catalogue: what a terminal may show, as one signed snapshot."""

import base64
import hashlib

from fastapi import APIRouter, Request, Response
from starlette.responses import JSONResponse

from sandbox.platform.dependencies import ServicesDep
from sandbox.platform.snapshot import Publication

router = APIRouter(prefix="/catalogue")
_CACHE = "private, no-cache"


def _headers(publication: Publication) -> dict[str, str]:
    return {"ETag": publication.etag, "Cache-Control": _CACHE}


def _not_modified(request: Request, publication: Publication) -> bool:
    given = request.headers.get("if-none-match", "")
    return publication.etag in [each.strip() for each in given.split(",")]


@router.get("/manifest")
def get_manifest(request: Request, services: ServicesDep) -> Response:
    """Return the signed list of bundles."""
    publication = services.publication
    if _not_modified(request, publication):
        return Response(status_code=304, headers=_headers(publication))
    return JSONResponse(publication.manifest, headers=_headers(publication))


@router.get("/snapshot")
def get_snapshot(request: Request, services: ServicesDep) -> Response:
    """Return the SQLite file."""
    publication = services.publication
    if _not_modified(request, publication):
        return Response(status_code=304, headers=_headers(publication))
    digest = base64.b64encode(hashlib.sha256(publication.snapshot).digest()).decode()
    headers = {**_headers(publication), "Content-Digest": f"sha-256=:{digest}:"}
    return Response(publication.snapshot, media_type="application/octet-stream", headers=headers)


@router.get("/snapshot/signature")
def get_signature(services: ServicesDep) -> Response:
    """Return the signature over the snapshot in force."""
    publication = services.publication
    return JSONResponse(publication.signature.to_wire(), headers=_headers(publication))
