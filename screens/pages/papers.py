"""How a material stands in a list, on the pages of materials and of the check."""

from kiosk.catalogue.models import LocalText, Material, MaterialSource
from kiosk.text import Texts
from kiosk.visit.views import MaterialRow
from screens.components import Chip
from screens.pages.words import counted, dotted, source_note
from screens.theme.theme import Theme

BY_HAND = (MaterialSource.SCAN, MaterialSource.COMMITMENT, MaterialSource.WINDOW)
"""Ways in which the citizen does something."""


def state(texts: Texts, row: MaterialRow) -> tuple[str, str]:
    """Return the word of a material's state, and the kind of its chip."""
    match row.status:
        case "to_scan":
            return counted(texts, "materials.chip.to_scan", row.pages), "warn"
        case "to_agree":
            return texts("materials.chip.to_agree"), "warn"
        case "scanned":
            return texts("materials.chip.scanned"), "ok"
        case "at_window":
            return texts("materials.chip.at_window"), "plain"
    return texts(f"materials.chip.{row.via}"), "ok"


def sheet_name(texts: Texts, material: Material, sheet: LocalText | None) -> str:
    """Return what to lay down: 户口簿首页. A sheet whose own name says of what it is stands alone."""
    name = texts.local(material.name)
    if sheet is None:
        return name
    if _shares(material.name.zh, sheet.zh):
        return texts.local(sheet)
    return texts("scan.sheet_of", material=name, sheet=texts.local(sheet))


def _shares(one: str, other: str) -> bool:
    """Whether two Chinese names have two characters in a row in common."""
    return any(one[i : i + 2] in other for i in range(len(one) - 1))


def chip(theme: Theme, texts: Texts, row: MaterialRow) -> Chip:
    """Return the chip of a material's state."""
    word, kind = state(texts, row)
    return Chip(theme, word, kind)


def note(texts: Texts, row: MaterialRow) -> str:
    """Return the line below a material: what is wanted, how many, and whether one may go without."""
    if row.via is MaterialSource.E_CERTIFICATE and row.certificate:
        how = texts("materials.way.certificate", name=row.certificate)
    elif row.via is MaterialSource.SCAN:
        how = texts.local(row.material.requirement)
    else:
        how = source_note(texts, row.material, row.via) if row.via is not None else ""
    copies = texts("materials.copies", count=row.copies) if row.copies > 1 else ""
    return dotted(texts, how, copies, texts("materials.optional") if row.optional else "")
