"""/uploads: pages of a citizen, and what a terminal has sealed, by tus."""

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request, Response

from sandbox.platform.dependencies import ServicesDep, UploaderDep
from sandbox.platform.settings import API_BASE
from sandbox.platform.uploading import (
    TUS_HEADERS,
    append,
    check_version,
    create,
    http_date,
    own_upload,
    path_of,
)

router = APIRouter(prefix="/uploads")


@router.post("")
def post_uploads(request: Request, services: ServicesDep, who: UploaderDep) -> Response:
    """Begin an upload."""
    check_version(request.headers)
    with services.database.transaction() as session:
        row = create(services, session, who, request.headers)
    headers = {
        **TUS_HEADERS,
        "Location": f"{API_BASE}/uploads/{row.id}",
        "Upload-Expires": http_date(row.expires_at),
    }
    return Response(status_code=201, headers=headers)


@router.head("/{upload_id}")
def head_upload(request: Request, services: ServicesDep, who: UploaderDep, upload_id: str) -> Response:
    """Say how far an upload is."""
    check_version(request.headers)
    with services.database.transaction() as session:
        row = own_upload(services, session, who.subject, upload_id)
    headers = {
        **TUS_HEADERS,
        "Upload-Offset": str(row.offset),
        "Upload-Length": str(row.length),
        "Upload-Expires": http_date(row.expires_at),
        "Cache-Control": "no-store",
    }
    if row.upload_metadata:
        headers["Upload-Metadata"] = row.upload_metadata
    return Response(status_code=200, headers=headers)


@router.patch("/{upload_id}")
async def patch_upload(request: Request, services: ServicesDep, who: UploaderDep, upload_id: str) -> Response:
    """Add a chunk."""
    check_version(request.headers)
    data = await request.body()

    def work() -> Response:
        with services.database.transaction() as session:
            row = append(services, session, who, upload_id, request.headers, data)
        headers = {
            **TUS_HEADERS,
            "Upload-Offset": str(row.offset),
            "Upload-Expires": http_date(row.expires_at),
        }
        return Response(status_code=204, headers=headers)

    return await run_sync(work)


@router.delete("/{upload_id}")
def delete_upload(request: Request, services: ServicesDep, who: UploaderDep, upload_id: str) -> Response:
    """Throw an upload away."""
    check_version(request.headers)
    with services.database.transaction() as session:
        row = own_upload(services, session, who.subject, upload_id, lock=True)
        session.delete(row)
        path_of(services, row).unlink(missing_ok=True)
    return Response(status_code=204, headers=TUS_HEADERS)
