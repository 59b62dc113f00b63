"""The slip of what is sealed (暂存凭条): it says in words that nothing is received yet, and what comes next.

A pure function of facts of this terminal. It prints no full name or number: it masks what it gets.
"""

from dataclasses import dataclass
from datetime import datetime

from kiosk.catalogue.numbers import in_groups
from kiosk.receipts.document import (
    BigCode,
    KeyValue,
    Paragraph,
    Rule,
    Slip,
)
from kiosk.receipts.parts import applicant, head, sign_at_window, tail
from kiosk.receipts.words import Translate, moment

CLAIM_GROUP = 3
"""The nine characters of a claim code are read out in threes."""
NEXT = ("sent", "time", "official", "ask")
"""What happens next, in order: keys of `slip.sealed.*`."""


@dataclass(frozen=True, slots=True)
class SealedFacts:
    """All that the slip says. `sealed_at` is local time."""

    bundle_name: str
    claim_code: str
    sealed_at: datetime
    items: tuple[str, ...]
    applicant_name: str
    applicant_number: str
    site: str
    machine: str
    phones: tuple[tuple[str, str], ...] = ()
    """(what it is for, number)."""
    sample: bool = False
    reprint: int = 0
    """0 for the first print, else the number of the reprint (补打)."""
    sign_at_window: bool = False
    """It has to be signed by hand at the window (窗口补签)."""


def sealed_slip(facts: SealedFacts, translate: Translate, language: str = "zh-CN") -> Slip:
    """Make the slip. `translate(key, **args)` gives texts of `slip.po` in `language`."""
    title = translate("slip.sealed.title")
    blocks = head(title, translate, sample=facts.sample, reprint=facts.reprint)
    blocks += [
        Paragraph(translate("slip.sealed.not_received"), strong=True),
        Paragraph(facts.bundle_name, strong=True),
        BigCode(in_groups(facts.claim_code, CLAIM_GROUP), translate("slip.sealed.code")),
        KeyValue(translate("slip.sealed.at"), moment(facts.sealed_at, translate)),
        *applicant(facts.applicant_name, facts.applicant_number, translate),
        Rule(),
        Paragraph(translate("slip.items", count=len(facts.items)), strong=True),
        *(Paragraph(f"{number}. {name}") for number, name in enumerate(facts.items, 1)),
        Rule(),
        Paragraph(translate("slip.sealed.next"), strong=True),
        *(Paragraph(f"{number}. {translate(f'slip.sealed.{key}')}") for number, key in enumerate(NEXT, 1)),
        *([sign_at_window(translate)] if facts.sign_at_window else []),
        Rule(),
        *tail(facts.phones, facts.site, facts.machine, translate),
    ]
    return Slip(title, language, tuple(blocks))
