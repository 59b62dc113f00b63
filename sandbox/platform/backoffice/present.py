"""What the clerk's templates show: rows and catalogue put together, as plain values."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.catalogue.models import Bundle
from kiosk.platform.models import CorrectionNotice
from sandbox.platform import case_machine
from sandbox.platform.backoffice import page_review
from sandbox.platform.case_tables import CaseRow, SubmissionRow
from sandbox.platform.case_work import blocked_by
from sandbox.platform.clock import CHINA
from sandbox.platform.services import Services
from sandbox.platform.tables import CertificateUseRow, UploadRow

STATUS = {
    "RECEIVED": "收件",
    "PRE_REVIEW": "预审",
    "PRE_REJECTED": "预审退回",
    "CORRECTION": "补正告知",
    "ACCEPTED": "受理",
    "NOT_ACCEPTED": "不予受理",
    "IN_REVIEW": "在办",
    "SUSPENDED": "特别程序",
    "APPROVED": "出证办结",
    "REFUSED": "不予许可",
    "RETURNED": "退回办结",
    "VOIDED": "作废办结",
    "FORWARDED": "转报办结",
    "LAPSED": "补正不来办结",
    "CLOSED": "办结",
    "WITHDRAWN": "撤回",
}
"""The words of GB/T 39046 practice for a clerk; the citizen's words are the terminal's."""
OVERALL = {
    "RECEIVED": "已收件",
    "PARTLY_DONE": "部分办结",
    "ACTION_NEEDED": "待补正",
    "IN_PROGRESS": "办理中",
    "DONE": "已办结",
    "WITHDRAWN": "已撤回",
}
VIA = {
    "SHARED_DATA": "数据共享",
    "E_CERTIFICATE": "电子证照",
    "GENERATED_FORM": "系统生成",
    "OTHER_ITEM_RESULT": "前序事项结果",
    "SCAN": "现场拍摄",
    "COMMITMENT": "告知承诺",
    "WINDOW": "窗口提交",
    "LATER": "容缺后补",
}
_PAGE = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A label and its value."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class MaterialLine:
    """A material and how it was given."""

    name: str
    via: str
    upload_id: str | None
    media_type: str | None
    note: str
    original_id: str | None = None
    """The photograph from which the page was made."""
    document_id: str | None = None
    """All pages of the material as one PDF."""
    quality: str = ""
    review: str = ""
    warns: bool = False
    """The pre-review asked, and the citizen went on."""


@dataclass(frozen=True, slots=True)
class CaseCard:
    """One case with what may be done now."""

    row: CaseRow
    status: str
    blocked: tuple[str, ...]
    moves: frozenset[str]
    correction: CorrectionNotice | None


@dataclass(frozen=True, slots=True)
class SubmissionPage:
    """Everything on one submission's page."""

    row: SubmissionRow
    overall: str
    facts: tuple[Line, ...]
    answers: tuple[Line, ...]
    materials: tuple[MaterialLine, ...]
    declarations: tuple[dict[str, Any], ...]
    cases: tuple[CaseCard, ...]


def local(moment: datetime | None) -> str:
    """Return a moment as a clerk reads it."""
    return moment.astimezone(CHINA).strftime("%Y-%m-%d %H:%M") if moment else ""


def submissions(session: Session) -> list[tuple[SubmissionRow, str]]:
    """Return the newest submissions with their status in words."""
    rows = session.scalars(
        select(SubmissionRow).order_by(SubmissionRow.received_at.desc(), SubmissionRow.no.desc()).limit(_PAGE)
    )
    return [(row, OVERALL[case_machine.overall([case.status for case in row.cases])]) for row in rows]


def submission_page(services: Services, session: Session, row: SubmissionRow) -> SubmissionPage:
    """Return one submission's page."""
    bundle = services.publication.bundle(row.bundle_id)
    names = {case.item_key: case.name for case in row.cases}
    return SubmissionPage(
        row=row,
        overall=OVERALL[case_machine.overall([case.status for case in row.cases])],
        facts=tuple(_facts(bundle, row.body["facts"])),
        answers=tuple(_answers(bundle, row.body["answers"])),
        materials=tuple(_material(session, bundle, ref) for ref in _all_materials(row)),
        declarations=tuple(row.body["declarations"]),
        cases=tuple(
            CaseCard(
                case,
                STATUS[case.status],
                tuple(names.get(key, key) for key in blocked_by(case)) if case.status == "RECEIVED" else (),
                case_machine.moves(case.status),
                CorrectionNotice.model_validate(case.correction) if case.correction else None,
            )
            for case in row.cases
        ),
    )


def _all_materials(row: SubmissionRow) -> list[dict[str, Any]]:
    later = [ref for reply in row.body.get("corrections", ()) for ref in reply.get("materials", ())]
    return [*row.body["materials"], *later]


def _facts(bundle: Bundle | None, facts: dict[str, Any]) -> list[Line]:
    known = {situation.id: situation for situation in bundle.situations} if bundle else {}
    lines = []
    for name, value in facts.items():
        situation = known.get(name)
        options = {option.value: option.label.zh for option in situation.options} if situation else {}
        lines.append(Line(situation.question.zh if situation else name, options.get(value, str(value))))
    return lines


def _answers(bundle: Bundle | None, answers: dict[str, Any]) -> list[Line]:
    known = bundle.elements if bundle else {}
    lines = []
    for name, value in answers.items():
        element = known.get(name)
        options = {option.value: option.label.zh for option in element.options} if element else {}
        shown = {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)
        lines.append(Line(element.label.zh if element else name, options.get(shown, shown)))
    return lines


def _material(session: Session, bundle: Bundle | None, ref: dict[str, Any]) -> MaterialLine:
    known = bundle.materials.get(ref["materialKey"]) if bundle else None
    upload = session.get(UploadRow, ref["uploadId"]) if ref.get("uploadId") else None
    use = session.get(CertificateUseRow, ref["certificateUseId"]) if ref.get("certificateUseId") else None
    return MaterialLine(
        name=known.name.zh if known else ref["materialKey"],
        via=VIA.get(ref["via"], ref["via"]),
        upload_id=upload.id if upload else None,
        media_type=upload.media_type if upload else None,
        note=f"{use.type_name} {use.certificate_id}" if use else "",
        original_id=ref.get("originalUploadId"),
        document_id=ref.get("documentUploadId"),
        quality=page_review.quality(ref.get("quality")),
        review=page_review.words(ref.get("review")),
        warns=page_review.warns(ref.get("review")),
    )
