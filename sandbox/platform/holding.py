"""What the platform holds of one submission, whole: for a clerk, and to compare with what a citizen gave."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.platform.case_tables import SubmissionRow
from sandbox.platform.services import Services
from sandbox.platform.tables import CertificateUseRow, UploadRow
from sandbox.platform.views import case_view, submission_view


def held(services: Services, session: Session, submission_no: str) -> dict[str, Any] | None:
    """Return a submission with everything that came with it, None when there is none.

    Of each scanned page: media type, bytes and sha-256 digest; of each certificate: its identifier.
    """
    row = session.get(SubmissionRow, submission_no)
    if row is None:
        return None
    materials = [_material(session, ref) for ref in row.body["materials"]]
    return {
        **submission_view(row),
        "terminalId": row.terminal_id,
        "applicant": {"name": row.applicant_name, "number": row.applicant_number},
        "content": {**row.body, "materials": materials},
        "cases": [case_view(case, services.texts.remedies) for case in row.cases],
    }


def submission_numbers(session: Session) -> list[str]:
    """Return the numbers of all submissions, newest first."""
    rows = session.scalars(
        select(SubmissionRow.no).order_by(SubmissionRow.received_at.desc(), SubmissionRow.no.desc())
    )
    return list(rows)


def _material(session: Session, ref: dict[str, Any]) -> dict[str, Any]:
    upload = session.get(UploadRow, ref["uploadId"]) if ref.get("uploadId") else None
    if upload is not None:
        page = {"mediaType": upload.media_type, "size": upload.length, "digest": upload.digest}
        return {**ref, "page": page}
    use = session.get(CertificateUseRow, ref["certificateUseId"]) if ref.get("certificateUseId") else None
    if use is not None:
        return {**ref, "certificate": {"certificateId": use.certificate_id, "typeName": use.type_name}}
    return ref
