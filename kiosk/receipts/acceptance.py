"""The slip of a submission (申办回执): what was received, and what happens next with each item.

A pure function of facts that the platform gave. It prints no full name or number: it masks what it gets.
"""

from dataclasses import dataclass
from datetime import date, datetime

from kiosk.receipts.document import (
    BigCode,
    Block,
    Feed,
    ItemRow,
    KeyValue,
    Paragraph,
    Qr,
    Rule,
    Slip,
)
from kiosk.receipts.parts import applicant, head, sign_at_window, tail
from kiosk.receipts.words import Translate, day, moment


@dataclass(frozen=True, slots=True)
class CaseFact:
    """One case (办件) of the submission. `status` is the platform's own word for people."""

    case_no: str
    name: str
    organisation: str
    status: str
    due: date | None = None
    blocked_by: tuple[str, ...] = ()
    """Names of the items that have to be done first."""
    result: str | None = None
    """What the citizen gets, where it is known."""
    done: bool = False
    """Decided already, on the spot (当场办结)."""


@dataclass(frozen=True, slots=True)
class AcceptanceFacts:
    """All that an acceptance slip says. `received_at` is local time."""

    bundle_name: str
    submission_no: str
    received_at: datetime
    cases: tuple[CaseFact, ...]
    applicant_name: str
    applicant_number: str
    site: str
    machine: str
    short_code: str | None = None
    """Opaque, for looking the progress up."""
    query_code: str | None = None
    status_url: str | None = None
    """For the QR code; carries nothing but an opaque token."""
    phones: tuple[tuple[str, str], ...] = ()
    """(what it is for, number)."""
    sample: bool = False
    reprint: int = 0
    """0 for the first print, else the number of the reprint (补打)."""
    sign_at_window: bool = False
    """It has to be signed by hand at the window (窗口补签)."""


def acceptance_slip(facts: AcceptanceFacts, translate: Translate, language: str = "zh-CN") -> Slip:
    """Make the slip. `translate(key, **args)` gives texts of `slip.po` in `language`."""
    title = translate("slip.acceptance.title")
    blocks = head(title, translate, sample=facts.sample, reprint=facts.reprint)
    blocks += [
        Paragraph(facts.bundle_name, strong=True),
        BigCode(facts.short_code or facts.submission_no, translate("slip.shortCode")),
        KeyValue(translate("slip.submissionNo"), facts.submission_no),
        KeyValue(translate("slip.receivedAt"), moment(facts.received_at, translate)),
        *applicant(facts.applicant_name, facts.applicant_number, translate),
        Rule(),
        Paragraph(translate("slip.items", count=len(facts.cases)), strong=True),
        *(_row(number, case, translate) for number, case in enumerate(facts.cases, 1)),
        Rule(),
    ]
    if facts.sign_at_window:
        blocks += [sign_at_window(translate), Rule()]
    blocks += _progress(facts, translate)
    blocks += tail(facts.phones, facts.site, facts.machine, translate)
    return Slip(title, language, tuple(blocks))


def _row(number: int, case: CaseFact, translate: Translate) -> ItemRow:
    details = [KeyValue(translate("slip.organisation"), case.organisation)]
    details.append(KeyValue(translate("slip.next"), _next(case, translate)))
    if case.due is not None and not case.done:
        details.append(KeyValue(translate("slip.due"), day(case.due, translate)))
    if case.result:
        details.append(KeyValue(translate("slip.result"), case.result))
    details.append(KeyValue(translate("slip.caseNo"), case.case_no))
    return ItemRow(f"{number}. {case.name}", case.status, tuple(details))


def _next(case: CaseFact, translate: Translate) -> str:
    if case.done:
        return translate("slip.next.done")
    if case.blocked_by:
        return translate("slip.next.after", items=translate("slip.join").join(case.blocked_by))
    return translate("slip.next.working", organisation=case.organisation)


def _progress(facts: AcceptanceFacts, translate: Translate) -> list[Block]:
    blocks: list[Block] = []
    if facts.status_url:
        blocks.append(Qr(facts.status_url, translate("slip.scan")))
    if facts.query_code:
        blocks.append(BigCode(facts.query_code, translate("slip.queryCode")))
    return [*blocks, Feed(), Rule()] if blocks else []
