"""The take-away guide (带走指南): what to bring, where and when, of which version of the guide."""

from dataclasses import dataclass
from datetime import date

from kiosk.receipts.document import (
    Cut,
    ItemRow,
    KeyValue,
    Paragraph,
    Qr,
    Rule,
    Slip,
)
from kiosk.receipts.parts import head, phone_lines
from kiosk.receipts.words import Translate, day


@dataclass(frozen=True, slots=True)
class MaterialFact:
    """One material to bring."""

    name: str
    copies: int = 1
    note: str | None = None


@dataclass(frozen=True, slots=True)
class GuideItem:
    """One item of the bundle."""

    name: str
    organisation: str


@dataclass(frozen=True, slots=True)
class GuideFacts:
    """All that a take-away guide says. No personal data goes into it."""

    bundle_name: str
    items: tuple[GuideItem, ...]
    materials: tuple[MaterialFact, ...]
    version: str
    updated: date
    place: str | None = None
    hours: str | None = None
    limit: str | None = None
    fee: str | None = None
    phones: tuple[tuple[str, str], ...] = ()
    url: str | None = None
    sample: bool = False


def guide_slip(facts: GuideFacts, translate: Translate, language: str = "zh-CN") -> Slip:
    """Make the slip. `translate(key, **args)` gives texts of `slip.po` in `language`."""
    title = translate("slip.guide.title")
    blocks = head(title, translate, sample=facts.sample)
    blocks += [Paragraph(facts.bundle_name, strong=True), Rule()]
    if facts.materials:
        blocks.append(Paragraph(translate("slip.guide.bring", count=len(facts.materials)), strong=True))
        blocks += [_material(n, material, translate) for n, material in enumerate(facts.materials, 1)]
    else:
        blocks.append(Paragraph(translate("slip.guide.bringNothing"), strong=True))
    blocks += [Rule(), Paragraph(translate("slip.guide.items", count=len(facts.items)), strong=True)]
    blocks += [
        ItemRow(f"{n}. {item.name}", "", (KeyValue(translate("slip.organisation"), item.organisation),))
        for n, item in enumerate(facts.items, 1)
    ]
    blocks.append(Rule())
    for key, value in (
        ("slip.guide.limit", facts.limit),
        ("slip.guide.fee", facts.fee),
        ("slip.guide.place", facts.place),
        ("slip.guide.hours", facts.hours),
    ):
        if value:
            blocks.append(KeyValue(translate(key), value))
    blocks += phone_lines(facts.phones)
    if facts.url:
        blocks.append(Qr(facts.url, translate("slip.guide.scan")))
    blocks += [
        Rule(),
        KeyValue(translate("slip.guide.version"), facts.version),
        KeyValue(translate("slip.guide.updated"), day(facts.updated, translate)),
        Cut(),
    ]
    return Slip(title, language, tuple(blocks))


def _material(number: int, material: MaterialFact, translate: Translate) -> ItemRow:
    copies = translate("slip.guide.copies", count=material.copies)
    details = (KeyValue(translate("slip.guide.note"), material.note),) if material.note else ()
    return ItemRow(f"{number}. {material.name}", copies, details)
