"""How a material is read: sides, fields and data elements that there are, a sheet for every page."""

from collections.abc import Iterator

from kiosk.catalogue.checks.findings import Finding, error, warning
from kiosk.catalogue.models import Material, MaterialSource
from kiosk.catalogue.places import Place
from kiosk.catalogue.reading import FieldUse, Reading, SheetReading


def reading_findings(material: Material, place: Place, elements: frozenset[str]) -> Iterator[Finding]:
    """Yield what is wrong with a material's reading; `elements` are the ids of all data elements."""
    reading = material.reading
    if reading is None:
        return
    at = place.at("reading")
    if MaterialSource.SCAN not in material.sources:
        yield warning(at, "idle-reading", "it is never photographed: SCAN is no source")
    pages = max(1, len(material.pages))
    if len(reading.sheets) != pages:
        yield error(at.at("sheets"), "reading-sheets", f"{len(reading.sheets)} sheets for {pages} pages")
    named = {side for sheet in reading.sheets for side in sheet.sides}
    for paper_id, paper in reading.papers.items():
        if not any(f"{paper_id}.{side}" in named for side in paper.sides):
            yield warning(at.at("papers", paper_id), "unused", f"no sheet names a side of {paper_id}")
    for index, sheet in enumerate(reading.sheets):
        yield from _sheet_findings(reading, sheet, at.at("sheets", index), elements)


def _sheet_findings(
    reading: Reading, sheet: SheetReading, place: Place, elements: frozenset[str]
) -> Iterator[Finding]:
    fields: set[str] = set()
    for index, name in enumerate(sheet.sides):
        found = reading.side(name)
        if found is None:
            yield error(place.at("sides", index), "dangling-side", f"no paper has a side {name}")
        else:
            fields |= {rule.id for rule in found[1].fields}
    for index, use in enumerate(sheet.uses):
        at = place.at("uses", index)
        for number, name in enumerate(use.fields):
            if name not in fields:
                yield error(at.at("fields", number), "dangling-field", f"no side of this sheet has {name}")
        for steps, element in _named(use):
            if element not in elements:
                yield error(at.at(*steps), "dangling-element", f"no data element {element}")


def _named(use: FieldUse) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if use.fills:
        yield ("fills",), use.fills
    if use.other_than:
        yield ("other_than",), use.other_than
    for index, element in enumerate(use.agrees_with):
        yield ("agrees_with", index), element
