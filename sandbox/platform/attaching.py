"""A certificate attached to one material of one draft, for one item; the file never leaves the platform."""

from sqlalchemy.orm import Session

from kiosk.platform.models import CertificateUse, ProblemType
from sandbox.platform.consenting import E_CERTIFICATES, require_consent
from sandbox.platform.identity import Citizen
from sandbox.platform.problems import ProblemError
from sandbox.platform.services import Services, new_id
from sandbox.platform.tables import CertificateUseRow, DraftRow


def attach(
    services: Services, session: Session, citizen: Citizen, certificate_id: str, use: CertificateUse
) -> CertificateUseRow:
    """Attach the citizen's certificate; raises `consent-required`, `not-found` or `state-conflict`."""
    require_consent(services, session, citizen, use.consent_id, E_CERTIFICATES)
    person = services.shared.person(citizen.number)
    held = next(
        (each for each in (person.certificates if person else ()) if each.certificate_id == certificate_id),
        None,
    )
    draft = session.get(DraftRow, use.draft_id)
    if held is None or draft is None or draft.subject != citizen.subject:
        raise ProblemError(ProblemType.NOT_FOUND)
    if held.state != "VALID" or draft.state != "OPEN":
        raise ProblemError(ProblemType.STATE_CONFLICT)
    bundle = services.publication.bundle(draft.body["bundleCode"])
    material = bundle.materials.get(use.material_key) if bundle else None
    if material is None:
        raise ProblemError(ProblemType.NOT_FOUND)
    if material.certificate_type not in (None, held.type_name):
        raise ProblemError(ProblemType.STATE_CONFLICT)
    row = CertificateUseRow(
        id=new_id("use"),
        subject=citizen.subject,
        draft_id=draft.id,
        certificate_id=certificate_id,
        type_name=held.type_name,
        material_key=material.id,
        task_code=use.task_code[:64],
        at=services.clock(),
    )
    session.add(row)
    return row
