"""Reads authored documents into models: references resolved, every problem placed (see content.py)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from kiosk.catalogue.content_sections import Documents as Documents
from kiosk.catalogue.content_sections import M, Sections
from kiosk.catalogue.models import (
    Bundle,
    Catalogue,
    DataElement,
    Declaration,
    Item,
    LifeStage,
    Material,
    Region,
)
from kiosk.catalogue.places import Place, Problem, where


@dataclass(frozen=True, slots=True)
class ReadBundle:
    """A bundle and where it and its items stand."""

    bundle: Bundle
    place: Place
    item_places: Mapping[str, Place]


@dataclass(slots=True)
class Reading:
    """What could be read, and what could not. `catalogue` is None where there are problems."""

    catalogue: Catalogue | None = None
    bundles: list[ReadBundle] = field(default_factory=list)
    elements: dict[str, tuple[DataElement, Place]] = field(default_factory=dict)
    materials: dict[str, tuple[Material, Place]] = field(default_factory=dict)
    declarations: dict[str, tuple[Declaration, Place]] = field(default_factory=dict)
    items: dict[str, tuple[Item, Place]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


class Reader:
    """Reads documents section by section; `run` gives all that could be read."""

    def __init__(self, documents: Documents) -> None:
        self._in = Sections(documents)
        self._out = Reading(problems=self._in.problems)
        self._raw_items: dict[str, tuple[dict[str, Any], Place]] = {}

    def run(self) -> Reading:
        """Return what could be read. Nothing is raised; problems are part of it."""
        out = self._out
        self._pool("elements", DataElement, out.elements)
        self._pool("materials", Material, out.materials)
        self._pool("declarations", Declaration, out.declarations)
        self._items()
        stages = self._life_stages()
        head = self._head()
        self._bundles({stage.id for stage in stages})
        if not out.problems and head is not None:
            version, area = head
            out.catalogue = Catalogue(
                version=version,
                area=area,
                life_stages=tuple(stages),
                bundles=tuple(read.bundle for read in out.bundles),
            )
        return out

    def _pool(self, name: str, model: type[M], into: dict[str, tuple[M, Place]]) -> None:
        for section, entries in self._in.section(name, Mapping):
            self._in.entries(section, entries, model, into)

    def _items(self) -> None:
        for section, entries in self._in.section("items", Mapping):
            defaults = self._in.file_defaults(section.file, "item_defaults")
            for key, data in entries.items():
                place = section.at(key)
                if key in self._raw_items:
                    other = self._raw_items[key][1]
                    self._in.problem(place, "duplicate-id", f"{key} stands also at {where(other)}")
                    continue
                raw = self._in.with_id(key, data, place)
                if raw is None:
                    continue
                raw = {**defaults, **raw}
                self._raw_items[key] = (raw, place)
                item = self._in.validate(Item, raw, place)
                if item is not None:
                    self._out.items[key] = (item, place)

    def _life_stages(self) -> list[LifeStage]:
        stages: dict[str, LifeStage] = {}
        for section, entries in self._in.section("life_stages", list):
            for index, data in enumerate(entries):
                stage = self._in.validate(LifeStage, data, section.at(index))
                if stage is None:
                    continue
                if stage.id in stages:
                    self._in.problem(section.at(index), "duplicate-id", f"{stage.id} is given twice")
                stages[stage.id] = stage
        return list(stages.values())

    def _head(self) -> tuple[int, Region] | None:
        found = list(self._in.section("catalogue", Mapping))
        if not found:
            self._in.problem(
                self._in.first_place,
                "no-catalogue",
                "no file has the section catalogue: {version, area}",
            )
            return None
        for place, _ in found[1:]:
            self._in.problem(place, "duplicate-id", f"catalogue stands also at {where(found[0][0])}")
        place, data = found[0]
        head = self._in.validate(_Head, data, place)
        return (head.version, head.area) if head is not None else None

    def _bundles(self, stages: set[str]) -> None:
        seen: dict[str, Place] = {}
        for section, entries in self._in.section("bundles", list):
            defaults = self._in.file_defaults(section.file, "defaults")
            for index, data in enumerate(entries):
                place = section.at(index)
                if not isinstance(data, Mapping):
                    self._in.problem(place, "wrong-type", "this is not a mapping")
                    continue
                raw = {**defaults, **data}
                stage = raw.get("life_stage")
                if isinstance(stage, str) and stage not in stages:
                    self._in.problem(place.at("life_stage"), "unknown-life-stage", f"no life stage {stage}")
                read = self._bundle(raw, place)
                if read is None:
                    continue
                if read.bundle.id in seen:
                    other = seen[read.bundle.id]
                    self._in.problem(place, "duplicate-id", f"{read.bundle.id} stands also at {where(other)}")
                    continue
                seen[read.bundle.id] = place
                self._out.bundles.append(read)

    def _bundle(self, raw: dict[str, Any], place: Place) -> ReadBundle | None:
        before = len(self._out.problems)
        own_elements: dict[str, tuple[DataElement, Place]] = {}
        self._own(raw, "elements", place, DataElement, own_elements)
        own_materials: dict[str, tuple[Material, Place]] = {}
        self._own(raw, "materials", place, Material, own_materials)
        items, item_places = self._bundle_items(raw.pop("items", None) or [], place.at("items"))
        declarations = self._bundle_declarations(
            raw.pop("declarations", None) or [], place.at("declarations")
        )
        elements: dict[str, DataElement] = {}
        materials: dict[str, Material] = {}
        for item in items:
            at = item_places[item.id]
            for index, need in enumerate(item.data):
                found = own_elements.get(need.element) or self._out.elements.get(need.element)
                if found:
                    elements[need.element] = found[0]
                else:
                    where = at.at("data", index, "element")
                    self._in.problem(where, "dangling-element", f"no data element {need.element}")
            for index, wanted in enumerate(item.materials):
                known = own_materials.get(wanted.material) or self._out.materials.get(wanted.material)
                if known:
                    materials[wanted.material] = known[0]
                else:
                    where = at.at("materials", index, "material")
                    self._in.problem(where, "dangling-material", f"no material {wanted.material}")
        whole = {
            **raw,
            "items": items,
            "declarations": declarations,
            "elements": elements,
            "materials": materials,
        }
        bundle = self._in.validate(Bundle, whole, place)
        if bundle is None or (len(self._out.problems) > before and not _usable(bundle)):
            return None
        return ReadBundle(bundle, place, item_places)

    def _own(
        self,
        raw: dict[str, Any],
        name: str,
        place: Place,
        model: type[M],
        into: dict[str, tuple[M, Place]],
    ) -> None:
        entries = raw.pop(name, None) or {}
        if isinstance(entries, Mapping):
            self._in.entries(place.at(name), entries, model, into)
        else:
            self._in.problem(place.at(name), "wrong-type", f"{name} is not a mapping")

    def _bundle_items(self, entries: object, place: Place) -> tuple[list[Item], dict[str, Place]]:
        items: list[Item] = []
        places: dict[str, Place] = {}
        if not isinstance(entries, Sequence) or isinstance(entries, str):
            self._in.problem(place, "wrong-type", "items is not a list")
            return items, places
        defaults = self._in.file_defaults(place.file, "item_defaults")
        for index, entry in enumerate(entries):
            item, at = self._bundle_item(entry, place.at(index), defaults)
            if item is None:
                continue
            if item.id in places:
                self._in.problem(
                    place.at(index), "duplicate-id", f"item {item.id} stands twice in this bundle"
                )
                continue
            items.append(item)
            places[item.id] = at
        return items, places

    def _bundle_item(
        self, entry: object, place: Place, defaults: Mapping[str, Any]
    ) -> tuple[Item | None, Place]:
        if isinstance(entry, str):
            found = self._out.items.get(entry)
            if found:
                return found
            if entry not in self._raw_items:
                self._in.problem(place, "dangling-item", f"no shared item {entry}")
            return None, place
        if isinstance(entry, Mapping) and "use" in entry:
            shared = self._raw_items.get(entry["use"])
            if shared is None:
                self._in.problem(place.at("use"), "dangling-item", f"no shared item {entry['use']}")
                return None, place
            changed = {key: value for key, value in entry.items() if key != "use"}
            return self._in.validate(Item, {**shared[0], **changed}, place), place
        whole = {**defaults, **entry} if isinstance(entry, Mapping) else entry
        return self._in.validate(Item, whole, place), place

    def _bundle_declarations(self, entries: object, place: Place) -> list[Declaration]:
        found: list[Declaration] = []
        if not isinstance(entries, Sequence) or isinstance(entries, str):
            self._in.problem(place, "wrong-type", "declarations is not a list of ids")
            return found
        for index, entry in enumerate(entries):
            known = self._out.declarations.get(entry) if isinstance(entry, str) else None
            if known:
                found.append(known[0])
            else:
                self._in.problem(place.at(index), "dangling-declaration", f"no declaration {entry}")
        return found


class _Head(BaseModel):
    version: int
    area: Region
    model_config = {"extra": "forbid"}


def _usable(bundle: Bundle) -> bool:
    """Whether a bundle with problems can still be looked at further: nothing it names is missing."""
    return all(
        all(need.element in bundle.elements for need in item.data)
        and all(need.material in bundle.materials for need in item.materials)
        for item in bundle.items
    )
