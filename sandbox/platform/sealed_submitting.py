"""From a sealed package to the same submission that POST /submissions would have made, once and only once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.orm import Session

from kiosk.catalogue.numbers import claim_code
from kiosk.platform.models import (
    CertificateUse,
    MaterialRef,
    ProblemType,
    ReceiptCase,
    SealedContent,
    SealedFile,
    SealedHeader,
    SealedMaterial,
    SealedReceipt,
    SubmissionRequest,
)
from sandbox.platform.attaching import attach
from sandbox.platform.consenting import record_consent
from sandbox.platform.identity import Citizen, by_card, citizen_of, read_card_proof, require_proven
from sandbox.platform.problems import ProblemError
from sandbox.platform.sealed_opening import Opened, UnknownKeyError, UnreadableError, opened
from sandbox.platform.sealed_tables import NoticeRow, SealedRow
from sandbox.platform.services import Services, new_id
from sandbox.platform.submitting import submit
from sandbox.platform.tables import CitizenSession, DraftRow, UploadRow
from sandbox.platform.uploading import PAGES, own_upload, path_of
from sandbox.platform.views import etag, submission_view

_AHEAD = timedelta(minutes=10)
"""How far a terminal's clock may be wrong."""
_LONGEST_KEPT = timedelta(days=30)
_LONGEST_VISIT = timedelta(hours=2)
"""From the card on the reader to the signature: a whole form with its photographs lies between."""


@dataclass(slots=True)
class _Made:
    """Files of pages that were made; they go again when the submission is not taken in."""

    files: list[Path]

    def undo(self) -> None:
        for file in self.files:
            file.unlink(missing_ok=True)


def receive(
    services: Services, session: Session, terminal_id: str, header: SealedHeader, upload_id: str
) -> dict[str, Any]:
    """Take a package in, or say for good why not; the same package gets the same answer.

    Raises `ProblemError` for what may be otherwise in a moment. Returns SealedAnswer as the contract has it.
    """
    row = session.get(SealedRow, str(header.package_id), with_for_update=True)
    if row is not None:
        if row.terminal_id != terminal_id:
            raise ProblemError(ProblemType.IDEMPOTENCY_KEY_REUSED)
        return answer_of(services, row, header.digest)
    if header.terminal_id != terminal_id:
        # A terminal that was enrolled anew, say. No citizen may lose by that: it stays open until staff look.
        raise ProblemError(ProblemType.STATE_CONFLICT)
    upload = own_upload(services, session, f"terminal:{terminal_id}", upload_id, lock=True)
    if upload.digest != header.digest or upload.length != header.size:
        raise ProblemError(ProblemType.CHECKSUM_MISMATCH)
    sealed = path_of(services, upload)
    if not sealed.is_file():
        # Taken in by a transaction that never ended: the terminal uploads it anew.
        raise ProblemError(ProblemType.NOT_FOUND)
    row = SealedRow(
        package_id=str(header.package_id),
        terminal_id=terminal_id,
        claim_code=claim_code(header.package_id),
        bundle_id=header.bundle_code,
        digest=header.digest,
        sealed_at=header.sealed_at,
        received_at=services.clock(),
        answer={},
    )
    made = _Made([])
    # Files follow the transaction: pages go with one that fails, however late, and the sealed file goes with
    # one that held.
    event.listen(session, "after_rollback", lambda _session: made.undo(), once=True)
    content: SealedContent | None = None
    try:
        with opened(sealed, header, services.keys.sealing, services.settings.upload_dir) as package:
            content = package.content
            with session.begin_nested():
                submission = _submit(services, session, terminal_id, package, made)
        row.submission_no = submission["submissionNo"]
        row.answer = {"submission": submission}
    except UnknownKeyError:
        raise ProblemError(ProblemType.UPSTREAM_UNAVAILABLE, headers={"Retry-After": "600"}) from None
    except UnreadableError:
        made.undo()
        _refuse(services, session, row, ProblemError("sealed-unreadable"), content)
    except ProblemError as problem:
        made.undo()
        if problem.retryable(services.texts):
            raise
        _refuse(services, session, row, problem, content)
    session.add(row)
    session.delete(upload)
    event.listen(session, "after_commit", lambda _session: sealed.unlink(missing_ok=True), once=True)
    return answer_of(services, row, header.digest)


def answer_of(services: Services, row: SealedRow, digest: str) -> dict[str, Any]:
    """Return SealedAnswer as the contract has it, with a receipt about the very file that was sent."""
    cases = (row.answer.get("submission") or {}).get("cases") or ()
    receipt = SealedReceipt(
        package_id=UUID(row.package_id),
        digest=digest,
        received_at=row.received_at,
        outcome="ACCEPTED" if row.submission_no else "REJECTED",
        submission_no=row.submission_no,
        cases=tuple(
            ReceiptCase(item_key=case["itemKey"], case_no=case.get("caseNo"), status=case["status"])
            for case in cases
        ),
        problem=row.problem,
        key_id=services.keys.receipts.key_id,
    )
    return {"receipt": services.keys.receipts.sign(receipt).to_wire(), **row.answer}


def _refuse(
    services: Services,
    session: Session,
    row: SealedRow,
    problem: ProblemError,
    content: SealedContent | None,
) -> None:
    row.problem = problem.problem_type
    row.answer = {"problem": problem.body(services.texts, None)}
    answers = content.answers if content is not None else {}
    phone = next((value for key, value in answers.items() if key.endswith("phone")), None)
    session.add(
        NoticeRow(
            package_id=row.package_id,
            phone=phone if isinstance(phone, str) and len(phone) <= 30 else None,
            problem=row.problem,
            at=row.received_at,
        )
    )


def _submit(
    services: Services, session: Session, terminal_id: str, package: Opened, made: _Made
) -> dict[str, Any]:
    content = package.content
    citizen = require_proven(_citizen(services, session, terminal_id, content))
    given = [record_consent(services, session, citizen, one).id for one in content.given_consents]
    consents = (*content.consents, *given)
    draft = DraftRow(
        id=new_id("dra"),
        subject=citizen.subject,
        body={
            "bundleCode": content.bundle_code,
            "bundleRevision": content.bundle_revision,
            "facts": content.facts,
            "answers": content.answers,
            "selectedItems": list(content.selected_items),
            "materials": [],
        },
        created_at=services.clock(),
        expires_at=services.clock() + services.settings.draft_life,
    )
    session.add(draft)
    session.flush()
    refs = [
        ref
        for material in content.materials
        for ref in _refs(services, session, citizen, draft, package, material, made)
    ]
    draft.body = {**draft.body, "materials": [ref.to_wire() for ref in refs]}
    draft.version += 1
    session.flush()
    request = SubmissionRequest(
        draft_id=draft.id,
        draft_etag=etag(draft.version),
        client_submission_id=content.package_id,
        selected_items=content.selected_items,
        declarations=content.declarations,
        principal_id=content.principal_id,
        consents=consents,
        offline_captured_at=content.captured_at,
    )
    submitted = submit(services, session, citizen, terminal_id, request)
    session.flush()
    services.log.info("submission_received", submission=submitted.row.no, cases=len(submitted.row.cases))
    return submission_view(submitted.row, submitted.query_code)


def _citizen(services: Services, session: Session, terminal_id: str, content: SealedContent) -> Citizen:
    """Return who handed it in: the session it was made in, or the card that lay on the reader then."""
    at = content.captured_at
    now = services.clock()
    if not now - _LONGEST_KEPT <= at <= now + _AHEAD:
        raise ProblemError(ProblemType.TERMINAL_CLOCK_SKEW)
    if content.card_proof is not None:
        card = read_card_proof(services, content.card_proof, at, _LONGEST_VISIT)
        return citizen_of(services, by_card(card), f"sealed-{content.package_id}", now)
    row = session.get(CitizenSession, content.session_id)
    if row is None or row.terminal_id != terminal_id or not _was_open(services, row, at):
        raise ProblemError(ProblemType.SESSION_EXPIRED)
    return Citizen(row.id, row.subject, row.name, row.number, row.card, row.expires_at, row.assurance)


def _was_open(services: Services, row: CitizenSession, at: datetime) -> bool:
    begun = row.expires_at - services.settings.session_life
    ended = min(row.expires_at, row.ended_at or row.expires_at)
    return begun - _AHEAD <= at <= ended + _AHEAD


def _refs(
    services: Services,
    session: Session,
    citizen: Citizen,
    draft: DraftRow,
    package: Opened,
    material: SealedMaterial,
    made: _Made,
) -> Iterator[MaterialRef]:
    """Yield a material as a draft names it: one line a page, or one for the way it is given."""
    key, via = material.material_key, material.via
    if material.pages:
        yield from _pages(services, session, citizen, package, material, made)
    elif material.certificate_id is not None:
        use = CertificateUse(
            consent_id=material.consent_id or "",
            task_code=material.task_code or "",
            material_key=key,
            draft_id=draft.id,
        )
        attached = attach(services, session, citizen, material.certificate_id, use)
        yield MaterialRef(material_key=key, via=via, certificate_use_id=attached.id)
    else:
        yield MaterialRef(material_key=key, via=via, commitment_id=material.commitment_id)


def _pages(
    services: Services,
    session: Session,
    citizen: Citizen,
    package: Opened,
    material: SealedMaterial,
    made: _Made,
) -> Iterator[MaterialRef]:
    """Yield a line a page; the first names the document of all of them."""

    def kept(file: SealedFile | None) -> str | None:
        return None if file is None else _file(services, session, citizen, package, file, made).id

    for number, page in enumerate(material.pages):
        yield MaterialRef(
            material_key=material.material_key,
            via=material.via,
            upload_id=kept(page),
            original_upload_id=kept(page.original),
            document_upload_id=kept(material.document) if number == 0 else None,
            quality=page.quality,
            review=page.review,
        )


def _file(
    services: Services, session: Session, citizen: Citizen, package: Opened, page: SealedFile, made: _Made
) -> UploadRow:
    if page.media_type not in PAGES or page.size > services.settings.max_upload_bytes:
        raise UnreadableError("a page of another kind")
    row = UploadRow(
        id=new_id("up"),
        subject=citizen.subject,
        length=page.size,
        offset=page.size,
        media_type=page.media_type,
        upload_metadata="",
        expires_at=services.clock() + services.settings.upload_life,
        digest=page.digest,
    )
    path = path_of(services, row)
    made.files.append(path)
    package.save(page, path)
    session.add(row)
    return row
