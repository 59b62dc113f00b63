"""/certificate-searches and /certificates/…/uses: found and attached on the platform, never sent."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from sqlalchemy.orm import Session

from kiosk.catalogue.masks import mask_name
from kiosk.platform.models import (
    Accepted,
    CertificateList,
    CertificateSearch,
    CertificateSummary,
    CertificateUse,
)
from sandbox.platform.attaching import attach
from sandbox.platform.consenting import E_CERTIFICATES, require_consent
from sandbox.platform.dependencies import KeyedDep, ProvenDep, ServicesDep, body_of
from sandbox.platform.idempotency import Answer

router = APIRouter()


@router.post("/certificate-searches")
def post_searches(
    services: ServicesDep,
    citizen: ProvenDep,
    body: Annotated[dict[str, Any], Depends(body_of("CertificateSearch"))],
) -> dict[str, Any]:
    """Return the citizen's certificates, all or of some types."""
    request = CertificateSearch.model_validate(body)
    with services.database.transaction() as session:
        require_consent(services, session, citizen, request.consent_id, E_CERTIFICATES)
    person = services.shared.person(citizen.number)
    wanted = request.type_codes
    found = CertificateList(
        items=tuple(
            CertificateSummary(
                certificate_id=held.certificate_id,
                type_name=held.type_name,
                state=held.state,
                holder=mask_name(citizen.name),
                issuer=held.issuer,
                valid_to=held.valid_to,
            )
            for held in (person.certificates if person else ())
            if not wanted or held.type_name in wanted
        )
    )
    return found.to_wire()


@router.post("/certificates/{certificate_id}/uses")
async def post_uses(
    services: ServicesDep,
    citizen: ProvenDep,
    keyed: KeyedDep,
    certificate_id: str,
    body: Annotated[dict[str, Any], Depends(body_of("CertificateUse"))],
) -> Response:
    """Attach a valid certificate to one material of one draft, for one item."""
    request = CertificateUse.model_validate(body)

    def work(session: Session) -> Answer:
        row = attach(services, session, citizen, certificate_id, request)
        return Answer(201, Accepted(id=row.id).to_wire())

    return (await keyed.run(work)).response()
