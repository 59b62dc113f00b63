"""The filled application form (申请表) on A4: every answer in full, and how each material is given.

It is the applicant's own paper, asked for by the applicant: answers stand in it unmasked, as on the form that
one used to fill in by hand. Before the submission it says that nothing has been submitted.
"""

from dataclasses import dataclass
from datetime import datetime

from kiosk.receipts.a4 import A4Document
from kiosk.receipts.document import Block, Heading, ItemRow, KeyValue, Paragraph, Qr, Rule, Sample, Slip
from kiosk.receipts.words import Translate, moment


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """Answers that stand together, each (label, value)."""

    name: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class GivenFact:
    """One material, how it is given, and a word about it."""

    name: str
    how: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """What the platform said when it took the submission. `at` is local; `url` holds nothing of a person."""

    submission_no: str
    short_code: str
    at: datetime
    url: str


@dataclass(frozen=True, slots=True)
class A4FormFacts:
    """All that the form says, in the citizen's language. `made` is local time."""

    bundle_name: str
    items: tuple[tuple[str, str], ...]
    """(item, its organisations)."""
    situations: tuple[tuple[str, str], ...]
    """(question, answer) that chose the items."""
    groups: tuple[AnswerGroup, ...]
    materials: tuple[GivenFact, ...]
    made: datetime
    site: str
    machine: str
    received: Received | None = None
    """None: not submitted yet."""
    sample: bool = False
    reprint: int = 0
    """0 for the first print, else the number of the reprint (补打)."""


def a4_form(facts: A4FormFacts, translate: Translate, language: str = "zh-CN") -> A4Document:
    """Make the pages. `translate(key, **args)` gives texts of `a4.po` and `slip.po` in `language`."""
    title = translate("a4.form.title")
    blocks: list[Block] = [Heading(title)]
    if facts.sample:
        blocks.append(Sample(translate("slip.sample")))
    if facts.reprint:
        blocks.append(Paragraph(translate("slip.reprint", number=facts.reprint), strong=True))
    blocks.append(Paragraph(facts.bundle_name, strong=True))
    if facts.received is None:
        blocks.append(Paragraph(translate("a4.form.draft")))
    else:
        blocks += [
            KeyValue(translate("slip.submissionNo"), facts.received.submission_no),
            KeyValue(translate("slip.shortCode"), facts.received.short_code),
            KeyValue(translate("slip.receivedAt"), moment(facts.received.at, translate)),
        ]
    blocks += [Rule(), Paragraph(translate("a4.form.items", count=len(facts.items)), strong=True)]
    blocks += [
        ItemRow(f"{number}. {name}", "", (KeyValue("", organisations),))
        for number, (name, organisations) in enumerate(facts.items, 1)
    ]
    if facts.situations:
        blocks.append(Paragraph(translate("a4.form.situations"), strong=True))
        blocks += [KeyValue(question, answer) for question, answer in facts.situations]
    for group in facts.groups:
        blocks.append(Paragraph(group.name, strong=True))
        blocks += [KeyValue(label, value) for label, value in group.answers]
    if facts.materials:
        blocks.append(Paragraph(translate("a4.form.materials"), strong=True))
        blocks += [
            ItemRow(f"{number}. {one.name}", one.how, (KeyValue("", one.note),) if one.note else ())
            for number, one in enumerate(facts.materials, 1)
        ]
    blocks += [
        Rule(),
        KeyValue(translate("a4.form.made"), moment(facts.made, translate)),
        KeyValue(translate("slip.site"), facts.site),
        KeyValue(translate("slip.machine"), facts.machine),
    ]
    if facts.received is not None and facts.received.url:
        blocks.append(Qr(facts.received.url, translate("slip.scan")))
    return A4Document(Slip(translate("a4.form.foot", name=facts.bundle_name), language, tuple(blocks)))
