"""A bundle as a whole: what its items refer to, the order among them, its situations, its guide."""

import re
from collections.abc import Iterator, Mapping

from kiosk.catalogue.checks.definitions import option_findings
from kiosk.catalogue.checks.findings import Finding, error, info, warning
from kiosk.catalogue.checks.texts import vague
from kiosk.catalogue.models import Bundle, Item
from kiosk.catalogue.order import order_of, sequence_of
from kiosk.catalogue.places import Place
from kiosk.catalogue.plan import effective
from kiosk.catalogue.rules import holds, names

_PROVINCE = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12]")
"""The first two digits of GB/T 2260."""
_WAYS_LOOKED_AT = 4096


def bundle_findings(
    bundle: Bundle, place: Place, item_places: Mapping[str, Place], results: frozenset[str]
) -> Iterator[Finding]:
    """Yield what is wrong with a bundle; `results` are the ids of all results of all items anywhere."""
    yield from _head(bundle, place)
    yield from _references(bundle, place, item_places, results)
    yield from _circles(bundle, place)
    yield from _groups(bundle, item_places)
    yield from _situations(bundle, place, item_places)


def _head(bundle: Bundle, place: Place) -> Iterator[Finding]:
    if not _PROVINCE.match(bundle.region.code):
        yield error(
            place.at("region", "code"), "region", f"{bundle.region.code}: no such province (GB/T 2260)"
        )
    if bundle.effective_from and bundle.effective_to and bundle.effective_to < bundle.effective_from:
        yield error(place.at("effective_to"), "effective", "ends before it begins")
    guide = place.at("guide")
    for given, name, meaning in (
        (bundle.guide.places, "places", "办理地点"),
        (bundle.guide.hours, "hours", "办理时间"),
        (bundle.guide.phone, "phone", "咨询电话"),
    ):
        if not given:
            yield warning(guide.at(name), "guide-element", f"{meaning} is missing")
    for index, thing in enumerate(bundle.guide.have_in_hand):
        yield from vague(guide.at("have_in_hand", index), thing)
    if bundle.guide_only:
        return
    if not bundle.declarations:
        yield error(place.at("declarations"), "no-declaration", "nothing is declared before submission")
    if not any(item.on_terminal for item in bundle.items):
        yield info(place.at("items"), "nothing-here", "no item can be done on a terminal")


def _references(
    bundle: Bundle, place: Place, item_places: Mapping[str, Place], results: frozenset[str]
) -> Iterator[Finding]:
    ids = {item.id for item in bundle.items}
    made = {result.id for item in bundle.items for result in item.results}
    for item in bundle.items:
        at = item_places[item.id]
        # A shared item may name what only other bundles have; here that makes no edge.
        shared = at.pointer.startswith("/items/")
        own = {result.id for result in item.results}
        for index, result in enumerate(item.uses):
            if result in own:
                yield error(at.at("uses", index), "circle", f"{item.id} uses its own result {result}")
            elif result not in made and not (shared and result in results):
                yield error(at.at("uses", index), "dangling-result", f"no item of {bundle.id} makes {result}")
        for index, earlier in enumerate(item.after):
            if earlier not in ids and not shared:
                yield error(at.at("after", index), "dangling-item", f"no item {earlier} in {bundle.id}")
        for index, need in enumerate(item.materials):
            produced = bundle.materials[need.material].produced_by
            if produced in own:
                yield error(
                    at.at("materials", index),
                    "circle",
                    f"{item.id} asks for {produced}, which it makes itself",
                )
    for index, name in enumerate(bundle.field_order):
        if name not in bundle.elements:
            yield warning(place.at("field_order", index), "dangling-element", f"{name} is not asked here")
    for index, situation in enumerate(bundle.situations):
        if situation.id in bundle.elements:
            yield error(
                place.at("situations", index, "id"), "duplicate-id", f"{situation.id} is a data element too"
            )


def _circles(bundle: Bundle, place: Place) -> Iterator[Finding]:
    """Items and fields must not wait for each other, whatever is answered."""
    always = [_unconditional(item) for item in bundle.items]
    try:
        order_of(always, bundle.materials, {})
    except ValueError as problem:
        yield error(place.at("items"), "circle", f"items wait for each other, {problem}")
    edges = [
        (looked_at, need.element)
        for item in bundle.items
        for need in item.data
        for looked_at in names(need.when)
        if looked_at in bundle.elements
    ]
    try:
        sequence_of(tuple(bundle.elements), edges)
    except ValueError as problem:
        yield error(place.at("items"), "circle", f"fields are conditions of each other, {problem}")


def _unconditional(item: Item) -> Item:
    needs = tuple(need.model_copy(update={"when": None}) for need in item.materials)
    return item.model_copy(update={"materials": needs})


def _groups(bundle: Bundle, item_places: Mapping[str, Place]) -> Iterator[Finding]:
    groups: dict[str, list[Item]] = {}
    for item in bundle.items:
        if item.together:
            groups.setdefault(item.together.group, []).append(item)
    for name, members in groups.items():
        at = item_places[members[0].id].at("together")
        if len(members) == 1:
            yield warning(at, "group-of-one", f"group {name} has one item only")
        if any(member.on_terminal != members[0].on_terminal for member in members):
            yield warning(at, "group-split", f"group {name} cannot be ticked: one item is not on a terminal")


def _situations(bundle: Bundle, place: Place, item_places: Mapping[str, Place]) -> Iterator[Finding]:
    seen: set[str] = set()
    looked_at = _looked_at(bundle)
    for index, situation in enumerate(bundle.situations):
        at = place.at("situations", index)
        if situation.id in seen:
            yield error(at, "duplicate-id", f"situation {situation.id} stands twice")
        seen.add(situation.id)
        yield from option_findings(situation.options, at.at("options"))
        if situation.id not in looked_at:
            yield warning(at, "idle-situation", f"nothing depends on the answer to {situation.id}")
    ways = _ways(bundle)
    if ways is None:
        yield info(
            place.at("situations"), "too-many", f"more than {_WAYS_LOOKED_AT} ways; reach not looked at"
        )
        return
    asked: set[str] = set()
    offered: set[str] = set()
    by_fields = {item.id for item in bundle.items if names(item.when) & bundle.elements.keys()}
    for known in ways:
        asked |= known.keys()
        offered |= {item.id for item in bundle.items if holds(item.when, known)}
    for index, situation in enumerate(bundle.situations):
        if situation.id not in asked:
            yield error(
                place.at("situations", index, "when"), "unreachable", f"{situation.id} is never asked"
            )
    for item in bundle.items:
        if item.id not in offered and item.id not in by_fields:
            yield error(item_places[item.id].at("when"), "unreachable", f"{item.id} is never offered")


def _looked_at(bundle: Bundle) -> frozenset[str]:
    conditions = [situation.when for situation in bundle.situations]
    for item in bundle.items:
        conditions.append(item.when)
        conditions += [need.when for need in item.data]
        conditions += [wanted.when for wanted in item.materials]
        conditions += [fee.when for fee in item.fees]
    return frozenset().union(*(names(one) for one in conditions))


def _ways(bundle: Bundle) -> list[dict[str, str]] | None:
    """Return every complete way through the questions, None if there are too many."""
    ways: list[dict[str, str]] = [{}]
    for situation in bundle.situations:
        further: list[dict[str, str]] = []
        for way in ways:
            applying, _ = effective(bundle, way)
            if any(one.id == situation.id for one in applying):
                further += [{**way, situation.id: option.value} for option in situation.options]
            else:
                further.append(way)
        if len(further) > _WAYS_LOOKED_AT:
            return None
        ways = further
    return ways
