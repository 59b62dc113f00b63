"""The guide on A4 in large print: what to bring, what comes of it, in which order, where and when.

People over 60 ask for it at the desk: a list to tick off, in type that is read without glasses. No
personal data goes into it.
"""

from dataclasses import dataclass
from datetime import date

from kiosk.receipts.a4 import A4Document
from kiosk.receipts.document import Block, Heading, ItemRow, KeyValue, Paragraph, Qr, Rule, Sample, Slip
from kiosk.receipts.words import Translate, day


@dataclass(frozen=True, slots=True)
class BringFact:
    """One material: how many originals, what is wanted of it, and how it can be given."""

    name: str
    copies: int = 1
    note: str = ""
    ways: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StepFact:
    """One item with its place in the order (1 = can start at once), its limit and what comes out."""

    name: str
    organisations: tuple[str, ...]
    step: int
    limit: str
    results: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class A4GuideFacts:
    """All that the pages say, in the citizen's language."""

    bundle_name: str
    summary: str
    materials: tuple[BringFact, ...]
    steps: tuple[StepFact, ...]
    version: str
    updated: date
    region: str
    limit: str = ""
    fees: tuple[tuple[str, str], ...] = ()
    """(what for, amount)."""
    total: str = ""
    in_hand: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    hours: str = ""
    phones: tuple[tuple[str, str], ...] = ()
    url: str = ""
    """Where a phone finds the guide; empty: no code is printed."""
    own: bool = False
    """Whether it is one citizen's list, by their answers and ticks; no name stands on it either."""
    varies: bool = False
    """Whether materials still depend on answers."""
    sample: bool = False


def a4_guide(facts: A4GuideFacts, translate: Translate, language: str = "zh-CN") -> A4Document:
    """Make the pages. `translate(key, **args)` gives texts of `a4.po` and `slip.po` in `language`."""
    blocks: list[Block] = [Heading(facts.bundle_name)]
    if facts.sample:
        blocks.append(Sample(translate("slip.sample")))
    if facts.own:
        blocks.append(Paragraph(translate("a4.list.note")))
    blocks += [Paragraph(facts.summary), Rule(), *_materials(facts, translate)]
    if facts.in_hand:
        blocks.append(Paragraph(translate("a4.guide.in_hand"), strong=True))
        blocks += [Paragraph(f"□ {text}") for text in facts.in_hand]
    blocks += [Rule(), *_steps(facts, translate), Rule(), Paragraph(translate("a4.guide.where"), strong=True)]
    blocks += [KeyValue(translate("slip.guide.place"), place) for place in facts.places]
    if facts.hours:
        blocks.append(KeyValue(translate("slip.guide.hours"), facts.hours))
    blocks += [KeyValue(purpose, number) for purpose, number in facts.phones]
    blocks.append(KeyValue(translate("a4.guide.region"), facts.region))
    blocks.append(KeyValue(translate("slip.guide.version"), facts.version))
    blocks.append(KeyValue(translate("slip.guide.updated"), day(facts.updated, translate)))
    if facts.url:
        blocks.append(Qr(facts.url, translate("slip.guide.scan")))
    title = translate("a4.list.title" if facts.own else "a4.guide.title", name=facts.bundle_name)
    return A4Document(Slip(title, language, tuple(blocks)), large=True)


def _materials(facts: A4GuideFacts, translate: Translate) -> list[Block]:
    if not facts.materials:
        return [Paragraph(translate("slip.guide.bringNothing"), strong=True)]
    blocks: list[Block] = [Paragraph(translate("slip.guide.bring", count=len(facts.materials)), strong=True)]
    if facts.varies:
        blocks.append(Paragraph(translate("a4.guide.varies")))
    for material in facts.materials:
        copies = translate("slip.guide.copies", count=material.copies)
        details = [KeyValue("", material.note)] if material.note else []
        if material.ways:
            ways = translate("a4.or").join(material.ways)
            details.append(KeyValue("", translate("a4.guide.way", ways=ways)))
        # An empty box to tick off at home.
        blocks.append(ItemRow(f"□ {material.name}", copies, tuple(details)))
    return blocks


def _steps(facts: A4GuideFacts, translate: Translate) -> list[Block]:
    blocks: list[Block] = [Paragraph(translate("slip.guide.items", count=len(facts.steps)), strong=True)]
    if facts.limit:
        blocks.append(KeyValue(translate("slip.guide.limit"), facts.limit))
    if facts.total:
        blocks.append(KeyValue(translate("slip.guide.fee"), facts.total))
    blocks += [KeyValue(what, amount) for what, amount in facts.fees]
    ordered = sorted(facts.steps, key=lambda one: one.step)
    several = len({one.step for one in ordered}) > 1
    shown = 0
    for number, one in enumerate(ordered, 1):
        if several and one.step != shown:
            shown = one.step
            blocks.append(Paragraph(translate("a4.guide.step", number=one.step), strong=True))
        details = [KeyValue("", translate("slip.join").join(one.organisations))]
        if one.results:
            details.append(KeyValue(translate("slip.result"), translate("slip.join").join(one.results)))
        blocks.append(ItemRow(f"{number}. {one.name}", one.limit, tuple(details)))
    return blocks
