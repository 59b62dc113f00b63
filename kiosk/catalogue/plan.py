"""plan(bundle, answers, ticked) -> Plan: everything that follows from what was answered and ticked.

Pure and deterministic, the same on terminal and platform. Nothing here reads a clock, a file or a setting.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from kiosk.catalogue.form import form_of
from kiosk.catalogue.limits import working_days_of
from kiosk.catalogue.models import (
    Bundle,
    Item,
    Limit,
    LocalText,
    MaterialNeed,
    MaterialSource,
    Need,
    Situation,
)
from kiosk.catalogue.order import Order, finish_of, flow_of, order_of
from kiosk.catalogue.plan_models import (
    DroppedMaterial,
    Plan,
    PlanFee,
    PlanItem,
    PlanMaterial,
    PlanResult,
)
from kiosk.catalogue.rules import Answers, holds

_STRENGTH = {Need.OPTIONAL: 0, Need.LATER: 1, Need.REQUIRED: 2}


def plan(bundle: Bundle, answers: Answers, ticked: Collection[str] | None = None) -> Plan:
    """Return what follows from a bundle, the answers and the ticked items.

    `answers` is flat: situation id -> option value; values of data elements may stand beside them, and then
    count for the conditions of items, materials and fees (the form keeps conditions on fields as rules).
    Answers to situations that no longer apply, or that are none of the options, count as not given.

    `ticked` None means the suggestion. Ids that the answers do not offer are ignored; items that the law
    puts together (法定应当并行) are ticked all or none: one tick takes all. A group of which a member cannot
    be done on a terminal cannot be ticked here at all.

    Raises:
        ValueError: if items, or fields, wait for each other in a circle; the message names it. The linter
            finds these.

    """
    situations, known = effective(bundle, answers)
    offered = [item for item in bundle.items if holds(item.when, known)]
    order = _order(bundle, offered, known)
    chosen_ids = normalised(offered, _suggested(offered) if ticked is None else ticked)
    chosen = [item for item in offered if item.id in chosen_ids]
    finish = finish_of(order, list(chosen_ids), _days(offered))
    materials, dropped = _materials(bundle, chosen, known)
    fees = tuple(PlanFee(fee, item.id) for item in chosen for fee in item.fees if holds(fee.when, known))
    form = form_of(bundle, chosen, known)
    days = max((finish[item.id] for item in chosen), default=0)
    return Plan(
        bundle_id=bundle.id,
        bundle_revision=bundle.revision,
        situations=situations,
        open_situations=tuple(one.id for one in situations if one.id not in known),
        items=_plan_items(offered, chosen_ids, order, finish),
        fields=form.fields,
        form_schema=form.form_schema,
        ui_schema=form.ui_schema,
        materials=materials,
        dropped=dropped,
        fees=fees,
        total_fen=sum(line.fee.amount_fen for line in fees),
        working_days=days,
        limit=Limit(value=days),
        results=tuple(PlanResult(result, item.id) for item in chosen for result in item.results),
        flow=flow_of(order, list(chosen_ids)),
    )


def toggle(bundle: Bundle, answers: Answers, ticked: Collection[str] | None, item_id: str) -> frozenset[str]:
    """Return the ticked set after a tap on an item: its group goes along, in and out.

    A tap on an item that is not offered, or that cannot be ticked on a terminal, changes nothing. The
    result is normalised: only offered ids, groups whole.
    """
    _, known = effective(bundle, answers)
    offered = [item for item in bundle.items if holds(item.when, known)]
    before = normalised(offered, _suggested(offered) if ticked is None else ticked)
    tapped = next((item for item in offered if item.id == item_id), None)
    if tapped is None:
        return before
    along = {item_id, *(item.id for item in _group(offered, tapped))}
    return before - along if item_id in before else normalised(offered, before | along)


def effective(bundle: Bundle, answers: Answers) -> tuple[tuple[Situation, ...], dict[str, Any]]:
    """Return the situations that apply, in order, and the answers that count.

    A situation applies when its condition holds over the answers before it. An answer kept from an
    earlier way through the questions does not count while its question does not apply.
    """
    asked = {situation.id for situation in bundle.situations}
    known = {name: value for name, value in answers.items() if name not in asked and value is not None}
    applying: list[Situation] = []
    for situation in bundle.situations:
        if not holds(situation.when, known):
            continue
        applying.append(situation)
        value = answers.get(situation.id)
        if any(option.value == value for option in situation.options):
            known[situation.id] = value
    return tuple(applying), known


def normalised(offered: Sequence[Item], ticked: Collection[str]) -> frozenset[str]:
    """Return the ticks that can stand: offered, possible on a terminal, groups whole."""
    chosen: set[str] = set()
    for item in offered:
        if item.id in ticked:
            chosen |= {item.id, *(other.id for other in _group(offered, item))}
    return frozenset(item.id for item in offered if item.id in chosen and _possible(offered, item))


def _suggested(offered: Iterable[Item]) -> list[str]:
    return [item.id for item in offered if item.ticked]


def _group(offered: Sequence[Item], item: Item) -> list[Item]:
    """Return the other offered items that the law puts together with this one."""
    if item.together is None:
        return []
    return [
        other
        for other in offered
        if other is not item and other.together and other.together.group == item.together.group
    ]


def _possible(offered: Sequence[Item], item: Item) -> bool:
    return item.on_terminal and all(other.on_terminal for other in _group(offered, item))


def _order(bundle: Bundle, offered: Sequence[Item], answers: Answers) -> Order:
    try:
        return order_of(offered, bundle.materials, answers)
    except ValueError as error:
        raise ValueError(f"bundle {bundle.id}: items wait for each other, {error}") from None


def _days(items: Sequence[Item]) -> Callable[[str], int]:
    days = {item.id: working_days_of(item.promised_limit) for item in items}
    return days.__getitem__


def _plan_items(
    offered: Sequence[Item], chosen: frozenset[str], order: Order, finish: Mapping[str, int]
) -> tuple[PlanItem, ...]:
    before = order.before()
    gives = {(edge.before, edge.after) for edge in order.edges if edge.result is not None}
    found = []
    for item in offered:
        others = _group(offered, item)
        found.append(
            PlanItem(
                item=item,
                ticked=item.id in chosen,
                locked=bool(others) or not item.on_terminal,
                lock_reason=_lock_reason(item, others),
                locked_with=tuple(other.id for other in others),
                depends_on=tuple(before[item.id]),
                reuses=tuple(one for one in before[item.id] if one in chosen and (one, item.id) in gives),
                finish_days=finish[item.id],
            )
        )
    return tuple(found)


def _lock_reason(item: Item, others: Sequence[Item]) -> LocalText | None:
    if not item.on_terminal:
        return item.not_on_terminal_why
    for other in others:
        if not other.on_terminal:
            return other.not_on_terminal_why or (item.together.reason if item.together else None)
    return item.together.reason if others and item.together else None


def _materials(
    bundle: Bundle, chosen: Sequence[Item], answers: Answers
) -> tuple[tuple[PlanMaterial, ...], tuple[DroppedMaterial, ...]]:
    """Merge by material: the largest number of copies, the strongest need; drop what is produced inside."""
    producers: dict[str, list[str]] = {}
    for item in chosen:
        for result in item.results:
            producers.setdefault(result.id, []).append(item.id)
    wanted: dict[str, list[tuple[str, MaterialNeed]]] = {}
    spared: dict[str, tuple[str, list[str]]] = {}
    for item in chosen:
        for need in item.materials:
            if not holds(need.when, answers):
                continue
            result_id = bundle.materials[need.material].produced_by
            # An item cannot bring along what comes out of itself only afterwards.
            makers = [one for one in producers.get(result_id or "", ()) if one != item.id]
            if makers:
                spared.setdefault(need.material, (makers[0], []))[1].append(item.id)
            else:
                wanted.setdefault(need.material, []).append((item.id, need))
    return (
        tuple(_merged(bundle, name, needs) for name, needs in wanted.items()),
        tuple(
            DroppedMaterial(bundle.materials[name], maker, tuple(dict.fromkeys(items)))
            for name, (maker, items) in spared.items()
        ),
    )


def _merged(bundle: Bundle, name: str, needs: Sequence[tuple[str, MaterialNeed]]) -> PlanMaterial:
    material = bundle.materials[name]
    sources = tuple(one for one in material.sources if one is not MaterialSource.OTHER_ITEM_RESULT)
    return PlanMaterial(
        material=material,
        copies=max(need.copies for _, need in needs),
        need=max((need.need for _, need in needs), key=lambda one: _STRENGTH[one]),
        for_items=tuple(dict.fromkeys(item for item, _ in needs)),
        # Only another item's result was named, and that item is not ticked: then it is brought to a window.
        sources=sources or (MaterialSource.WINDOW,),
    )
