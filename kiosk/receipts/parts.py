"""What several slips have in common: how they begin, who applies, where they were printed. Pure."""

from collections.abc import Sequence

from kiosk.catalogue.masks import mask_id_number, mask_name
from kiosk.receipts.document import Block, Cut, Heading, KeyValue, Paragraph, Sample
from kiosk.receipts.words import Translate


def head(title: str, translate: Translate, *, sample: bool, reprint: int = 0) -> list[Block]:
    """Return title, mark of sample content (示例数据), and the number of a reprint (补打) but for 0."""
    blocks: list[Block] = [Heading(title)]
    if sample:
        blocks.append(Sample(translate("slip.sample")))
    if reprint:
        blocks.append(Paragraph(translate("slip.reprint", number=reprint), strong=True))
    return blocks


def applicant(name: str, number: str, translate: Translate) -> list[Block]:
    """Return who applies, masked."""
    return [
        KeyValue(translate("slip.applicant"), mask_name(name)),
        KeyValue(translate("slip.number"), mask_id_number(number)),
    ]


def sign_at_window(translate: Translate) -> Block:
    """Return what tells that it has to be signed by hand at the window (窗口补签)."""
    return Paragraph(translate("slip.sign_at_window"), strong=True)


def phone_lines(phones: Sequence[tuple[str, str]]) -> list[Block]:
    """Return where to ask; `phones` are (what for, number)."""
    return [KeyValue(purpose, number) for purpose, number in phones]


def tail(phones: Sequence[tuple[str, str]], site: str, machine: str, translate: Translate) -> list[Block]:
    """Return where to ask, where it was printed, and the end of the slip."""
    return [
        *phone_lines(phones),
        KeyValue(translate("slip.site"), site),
        KeyValue(translate("slip.machine"), machine),
        Paragraph(translate("slip.keep")),
        Cut(),
    ]
