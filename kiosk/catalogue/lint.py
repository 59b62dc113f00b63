"""Lint of authored content: everything that must not, or should not, be published."""

from collections.abc import Iterator

from kiosk.catalogue.checks.bundles import bundle_findings
from kiosk.catalogue.checks.conditions import bundle_condition_findings
from kiosk.catalogue.checks.definitions import element_findings, item_findings, material_findings
from kiosk.catalogue.checks.findings import Finding, Severity, error, info
from kiosk.catalogue.checks.reading import reading_findings
from kiosk.catalogue.checks.texts import english_missing
from kiosk.catalogue.content import Documents, read
from kiosk.catalogue.content_reader import Reading
from kiosk.catalogue.places import Place

__all__ = ["Finding", "Severity", "lint"]

_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def lint(documents: Documents) -> tuple[Finding, ...]:
    """Return every finding of the documents, errors first, else in the order in which they stand.

    `documents` are the file names with their parsed data, as for `compose`. Nothing is raised: what cannot
    be read is a finding.
    """
    reading = read(documents)
    found = [error(one.place, one.code, one.message) for one in reading.problems]
    found += _findings(reading)
    distinct = dict.fromkeys(found)
    return tuple(sorted(distinct, key=lambda finding: _RANK[finding.severity]))


def _findings(reading: Reading) -> Iterator[Finding]:
    results = frozenset(
        result.id
        for items in (
            [item for item, _ in reading.items.values()],
            *(one.bundle.items for one in reading.bundles),
        )
        for item in items
        for result in item.results
    )
    elements = frozenset(reading.elements) | {name for one in reading.bundles for name in one.bundle.elements}
    for element, place in reading.elements.values():
        yield from element_findings(element, place)
        yield from english_missing(place, element)
    for material, place in reading.materials.values():
        yield from material_findings(material, place, results)
        yield from reading_findings(material, place, elements)
        yield from english_missing(place, material)
    for declaration, place in reading.declarations.values():
        yield from english_missing(place, declaration)
    sure = {item.id for one in reading.bundles if not one.bundle.sample for item in one.bundle.items}
    for item, place in reading.items.values():
        yield from item_findings(item, place, sample=item.id not in sure)
        yield from english_missing(place, item)
    codes: dict[str, Place] = {}
    for one in reading.bundles:
        bundle, place = one.bundle, one.place
        yield from bundle_findings(bundle, place, one.item_places, results)
        yield from bundle_condition_findings(bundle, place, one.item_places)
        for item in bundle.items:
            at = one.item_places[item.id]
            if at.pointer.startswith(place.pointer + "/"):
                yield from item_findings(item, at, sample=bundle.sample)
        for element in bundle.elements.values():
            if element.id not in reading.elements:
                yield from element_findings(element, place.at("elements", element.id))
        for material in bundle.materials.values():
            if material.id not in reading.materials:
                at = place.at("materials", material.id)
                yield from material_findings(material, at, results)
                yield from reading_findings(material, at, elements)
        own = bundle.model_copy(
            update={
                "elements": {},
                "materials": {},
                "declarations": (),
                "items": tuple(
                    item
                    for item in bundle.items
                    if one.item_places[item.id].pointer.startswith(place.pointer + "/")
                ),
            }
        )
        yield from english_missing(place, own)
        if bundle.code in codes:
            other = codes[bundle.code]
            yield error(place.at("code"), "duplicate-id", f"{bundle.code} stands also at {other.file}")
        codes.setdefault(bundle.code, place)
    if not reading.problems:
        yield from _unused(reading)


def _unused(reading: Reading) -> Iterator[Finding]:
    elements = {name for one in reading.bundles for name in one.bundle.elements}
    materials = {name for one in reading.bundles for name in one.bundle.materials}
    items = {item.id for one in reading.bundles for item in one.bundle.items}
    for name, (_, place) in reading.elements.items():
        if name not in elements:
            yield info(place, "unused", f"no item asks for {name}")
    for name, (_, place) in reading.materials.items():
        if name not in materials:
            yield info(place, "unused", f"no item needs {name}")
    for name, (_, place) in reading.items.items():
        if name not in items:
            yield info(place, "unused", f"no bundle has {name}")
