"""One submission: everything is checked again, then numbers are given and cases begin."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.catalogue.models import Bundle, Item, LimitUnit, Need
from kiosk.catalogue.plan_models import Plan, PlanItem
from kiosk.catalogue.working_days import due_date
from kiosk.platform.models import (
    CaseStatus,
    FieldError,
    MaterialRef,
    ProblemType,
    SignedDeclaration,
    SubmissionRequest,
)
from sandbox.platform import case_machine, case_work, numbers
from sandbox.platform.case_tables import CaseRow, SubmissionRow
from sandbox.platform.checking import Evidence, Findings, check, complete_on_the_spot
from sandbox.platform.clock import CHINA
from sandbox.platform.identity import SELF, Citizen
from sandbox.platform.planning import Planned, bundle_in_force, make_plan
from sandbox.platform.problems import ProblemError
from sandbox.platform.services import Services, new_id
from sandbox.platform.tables import CertificateUseRow, ConsentRow, DraftRow, UploadRow
from sandbox.platform.views import etag


@dataclass(frozen=True, slots=True)
class Submitted:
    """A new submission and the code that is told once."""

    row: SubmissionRow
    query_code: str


def check_draft(
    services: Services,
    session: Session,
    citizen: Citizen,
    draft: DraftRow,
    selected: Sequence[str] | None,
    declarations: Sequence[SignedDeclaration] | None,
) -> tuple[Planned, list[MaterialRef], Findings]:
    """Plan for a draft and find everything that is wrong with it."""
    body = draft.body
    bundle = bundle_in_force(services, body["bundleCode"], body["bundleRevision"])
    if bundle.guide_only:
        raise ProblemError(
            ProblemType.ITEM_NOT_AVAILABLE_HERE, detail=services.texts.field("guide-only"), itemKeys=[]
        )
    planned = make_plan(services, bundle, body.get("facts") or {}, selected, body["answers"])
    materials = [MaterialRef.model_validate(each) for each in body.get("materials") or ()]
    findings = check(
        bundle,
        planned.plan,
        body["answers"],
        materials,
        evidence(services, session, citizen, draft),
        declarations,
        services.texts,
        services.clock().astimezone(CHINA).date(),
    )
    return planned, materials, findings


def evidence(services: Services, session: Session, citizen: Citizen, draft: DraftRow) -> Evidence:
    """Return what the platform holds for a draft."""
    person = services.shared.person(citizen.number)
    uploads = session.scalars(select(UploadRow).where(UploadRow.subject == draft.subject))
    uses = session.scalars(select(CertificateUseRow).where(CertificateUseRow.draft_id == draft.id))
    return Evidence(
        {row.id: row.digest is not None for row in uploads},
        {row.id: row.material_key for row in uses},
        frozenset(person.values) if person is not None else frozenset(),
    )


def submit(
    services: Services,
    session: Session,
    citizen: Citizen,
    terminal_id: str,
    request: SubmissionRequest,
) -> Submitted:
    """Take a submission in; raises `ProblemError` with every error at once."""
    draft = session.get(DraftRow, request.draft_id, with_for_update=True)
    if draft is None or draft.subject != citizen.subject:
        raise ProblemError(ProblemType.NOT_FOUND)
    client_id = str(request.client_submission_id)
    earlier = session.scalar(select(SubmissionRow).where(SubmissionRow.client_submission_id == client_id))
    if earlier is not None:
        raise _duplicate(citizen, earlier)
    if draft.state != "OPEN":
        raise ProblemError(ProblemType.STATE_CONFLICT)
    if etag(draft.version) != request.draft_etag:
        raise ProblemError(ProblemType.PRECONDITION_FAILED)
    _check_principal(services, citizen, request.principal_id)
    planned, materials, findings = check_draft(
        services, session, citizen, draft, request.selected_items, request.declarations
    )
    errors = list(findings.errors) + _consent_errors(services, session, citizen, request.consents)
    if errors:
        raise ProblemError(ProblemType.VALIDATION, errors=errors)
    digest = _answers_digest(planned, draft.body["answers"], request.principal_id)
    _check_duplicate(session, citizen, planned, digest)
    submitted = _create(services, session, citizen, terminal_id, request, planned, materials, draft, digest)
    draft.state = "SUBMITTED"
    return submitted


def _duplicate(citizen: Citizen, earlier: SubmissionRow) -> ProblemError:
    if earlier.subject != citizen.subject:
        return ProblemError(ProblemType.DUPLICATE_APPLICATION)
    return ProblemError(ProblemType.DUPLICATE_APPLICATION, submissionNo=earlier.no)


def _check_principal(services: Services, citizen: Citizen, principal: str | None) -> None:
    if principal in (None, SELF):
        return
    person = services.shared.person(citizen.number)
    if person is None or principal not in {entity.uscc for entity in person.entities}:
        detail = services.texts.field("principal")
        raise ProblemError(
            ProblemType.VALIDATION,
            errors=[FieldError(pointer="/principalId", code="principal", detail=detail)],
        )


def _consent_errors(
    services: Services, session: Session, citizen: Citizen, consents: Sequence[str]
) -> list[FieldError]:
    errors = []
    for index, consent_id in enumerate(consents):
        row = session.get(ConsentRow, consent_id)
        if row is None or row.subject != citizen.subject:
            detail = services.texts.field("consent-unknown")
            errors.append(FieldError(pointer=f"/consents/{index}", code="consent-unknown", detail=detail))
    return errors


def _answers_digest(planned: Planned, answers: dict[str, Any], principal: str | None) -> str:
    whole = [planned.bundle.id, planned.facts, answers, principal or SELF]
    text = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _check_duplicate(session: Session, citizen: Citizen, planned: Planned, digest: str) -> None:
    """The same thing with the same answers, still going on, is a duplicate; a second child is not."""
    rows = session.scalars(
        select(SubmissionRow).where(
            SubmissionRow.subject == citizen.subject, SubmissionRow.answers_digest == digest
        )
    )
    ticked = set(planned.plan.ticked)
    for row in rows:
        again = [
            case.item_key
            for case in row.cases
            if case.item_key in ticked
            and (case.status not in case_machine.FINAL or case.status in case_machine.DONE_WELL)
        ]
        if again:
            raise ProblemError(ProblemType.DUPLICATE_APPLICATION, submissionNo=row.no, itemKeys=again)


def _create(
    services: Services,
    session: Session,
    citizen: Citizen,
    terminal_id: str,
    request: SubmissionRequest,
    planned: Planned,
    materials: Sequence[MaterialRef],
    draft: DraftRow,
    digest: str,
) -> Submitted:
    bundle, plan = planned.bundle, planned.plan
    now = services.clock()
    day = now.astimezone(CHINA).date()
    code = case_work.query_code()
    area = services.publication.catalogue.area.code
    row = SubmissionRow(
        no=numbers.submission_no(services.database, session, area, day),
        short_code=numbers.random_short_code(area, day),
        query_code_hash=services.keys.blind("query", code),
        client_submission_id=str(request.client_submission_id),
        subject=citizen.subject,
        applicant_name=citizen.name,
        applicant_number=citizen.number,
        terminal_id=terminal_id,
        bundle_id=bundle.id,
        bundle_revision=bundle.revision,
        bundle_name=bundle.name.zh,
        answers_digest=digest,
        body={
            "draftId": draft.id,
            "facts": planned.facts,
            "answers": draft.body["answers"],
            "selectedItems": list(plan.ticked),
            "materials": [each.to_wire() for each in materials],
            "delivery": draft.body.get("delivery"),
            "declarations": [each.to_wire() for each in request.declarations],
            "consents": list(request.consents),
            "principalId": request.principal_id or SELF,
        },
        received_at=now,
        captured_at=request.offline_captured_at,
    )
    session.add(row)
    ticked = [entry for entry in plan.items if entry.ticked]
    for position, entry in enumerate(ticked):
        row.cases.append(_case(services, session, bundle, plan, entry, position, materials, now))
    session.flush()
    case_work.received(services, session, row)
    return Submitted(row, code)


def _case(
    services: Services,
    session: Session,
    bundle: Bundle,
    plan: Plan,
    entry: PlanItem,
    position: int,
    materials: Sequence[MaterialRef],
    now: datetime,
) -> CaseRow:
    item = entry.item
    task = item.task_code or f"{bundle.region.code[:6]}.{item.id}"
    limit = item.promised_limit
    waits = [other for other in entry.depends_on if other in plan.ticked]
    later = _later(plan, item, materials)
    instant = limit.value == 0 or limit.unit is LimitUnit.MINUTE
    day = now.astimezone(CHINA).date()
    return CaseRow(
        case_no=numbers.case_no(services.database, session, task, day),
        position=position,
        item_key=item.id,
        task_code=item.task_code,
        name=item.name.zh,
        org="、".join(item.departments),
        status=CaseStatus.RECEIVED.value,
        waits_for=waits,
        on_the_spot=instant and not later and complete_on_the_spot(materials, plan, item.id),
        limit_value=limit.value,
        limit_unit=limit.unit.value,
        due_at=case_work.end_of_work(due_date(day, entry.finish_days)),
        materials_later=later,
        results=[
            {
                "resultId": new_id("res"),
                "name": result.name.zh,
                "kind": "PAPER_ONLY" if result.carrier == "paper" else "E_CERTIFICATE",
            }
            for result in item.results
        ],
    )


def _later(plan: Plan, item: Item, materials: Sequence[MaterialRef]) -> list[str]:
    given = {ref.material_key: ref.via for ref in materials}
    return [
        one.material.id
        for one in plan.materials
        if item.id in one.for_items
        and (
            given.get(one.material.id) == "LATER" or (one.need is Need.LATER and one.material.id not in given)
        )
    ]
