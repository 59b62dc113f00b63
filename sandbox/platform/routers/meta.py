"""GET /capabilities."""

from typing import Any

from fastapi import APIRouter

from sandbox.platform.clock import rfc3339
from sandbox.platform.dependencies import ServicesDep

router = APIRouter()


@router.get("/capabilities")
def capabilities(services: ServicesDep) -> dict[str, Any]:
    """Say what this platform can do."""
    return {
        "apiVersions": ["v1"],
        "features": ["snapshot", "drafts", "uploads", "prefill", "certificates", "ratings", "issues"],
        "signatureAlgorithms": ["ed25519"],
        "maxUploadBytes": services.settings.max_upload_bytes,
        "serverTime": rfc3339(services.clock()),
    }
