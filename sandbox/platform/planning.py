"""The platform's own plan for what a terminal sends: finds the bundle, checks answers and ticks, plans."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kiosk.catalogue.models import Bundle
from kiosk.catalogue.plan_models import Plan
from kiosk.platform.models import FieldError, ProblemType
from sandbox.platform.contract import pointer
from sandbox.platform.problems import ProblemError
from sandbox.platform.services import Services
from sandbox.platform.texts import Texts


@dataclass(frozen=True, slots=True)
class Planned:
    """A bundle in force and the plan for it."""

    bundle: Bundle
    plan: Plan
    facts: dict[str, Any]


def bundle_in_force(services: Services, code: str, revision: int) -> Bundle:
    """Return the bundle; raises when there is none, or the terminal's guide is of another revision."""
    bundle = services.publication.bundle(code)
    if bundle is None:
        raise ProblemError(
            ProblemType.VALIDATION, errors=[_error(services.texts, "/bundleCode", "unknown-bundle")]
        )
    if bundle.revision != revision:
        raise ProblemError(ProblemType.GUIDE_OUTDATED, currentRevision=bundle.revision)
    return bundle


def make_plan(
    services: Services,
    bundle: Bundle,
    facts: Mapping[str, Any],
    selected: Sequence[str] | None,
    answers: Mapping[str, Any] | None = None,
) -> Planned:
    """Plan; raises `ProblemError` with everything that is wrong about facts and selection.

    A situation without an answer is no error here: `Plan.open_situations` names it.
    """
    texts = services.texts
    known = {situation.id: situation for situation in bundle.situations}
    errors = [
        _error(texts, pointer("facts", name), "unknown-option", name=known[name].question.zh)
        for name, value in facts.items()
        if name in known and all(option.value != value for option in known[name].options)
    ]
    ids = {item.id for item in bundle.items}
    errors += [
        _error(texts, pointer("selectedItems", index), "unknown-item", name=name)
        for index, name in enumerate(selected or ())
        if name not in ids
    ]
    if errors:
        raise ProblemError(ProblemType.VALIDATION, errors=errors)
    plan = services.plan(bundle, {**(answers or {}), **facts}, selected)
    if selected is not None:
        _check_selection(texts, bundle, plan, selected)
    return Planned(bundle, plan, dict(facts))


def _check_selection(texts: Texts, bundle: Bundle, plan: Plan, selected: Sequence[str]) -> None:
    names = {item.id: item.name.zh for item in bundle.items}
    offered = {entry.item.id: entry for entry in plan.items}
    unavailable: list[FieldError] = []
    incomplete: list[FieldError] = []
    for index, item_id in enumerate(selected):
        at = pointer("selectedItems", index)
        entry = offered.get(item_id)
        if entry is None:
            code = "item-not-offered"
        elif not entry.item.on_terminal or not entry.ticked:
            code = "item-at-window"
        else:
            missing = [other for other in entry.locked_with if other not in selected]
            reason = entry.item.together.reason.zh if entry.item.together else ""
            if missing:
                incomplete.append(
                    _error(texts, at, "together", item_id, name=entry.item.name.zh, reason=reason)
                )
            continue
        unavailable.append(_error(texts, at, code, item_id, name=names[item_id]))
    if unavailable:
        keys = [error.item_key for error in unavailable]
        raise ProblemError(ProblemType.ITEM_NOT_AVAILABLE_HERE, errors=unavailable, itemKeys=keys)
    if incomplete:
        needed = {other for item_id in selected for other in offered[item_id].locked_with}
        raise ProblemError(
            ProblemType.MANDATORY_GROUP_INCOMPLETE,
            errors=incomplete,
            itemKeys=sorted(needed - set(selected)),
        )


def _error(texts: Texts, at: str, code: str, item: str | None = None, **values: object) -> FieldError:
    return FieldError(pointer=at, code=code, detail=texts.field(code, **values), item_key=item)


def wire_plan(plan_id: str, planned: Planned) -> dict[str, Any]:
    """Return the plan in the contract's shape."""
    bundle, plan = planned.bundle, planned.plan
    totals: dict[str, Any] = {
        "materialsAfter": len(plan.materials),
        "visitsAfter": 0 if all("WINDOW" not in one.sources[:1] for one in plan.materials) else 1,
        "limit": _limit(plan.limit),
    }
    if bundle.before.materials is not None:
        totals["materialsBefore"] = bundle.before.materials
    if bundle.before.visits is not None:
        totals["visitsBefore"] = bundle.before.visits
    return {
        "planId": plan_id,
        "bundleCode": bundle.code,
        "bundleRevision": bundle.revision,
        "items": [
            {
                "itemKey": entry.item.id,
                "name": entry.item.name.zh,
                "org": "、".join(entry.item.departments),
                "selected": entry.ticked,
                "locked": entry.locked,
                "lockedWith": list(entry.locked_with),
                "dependsOn": list(entry.depends_on),
                "promisedLimit": _limit(entry.item.promised_limit),
                **({"taskCode": entry.item.task_code} if entry.item.task_code else {}),
                **({"lockReason": entry.lock_reason.zh} if entry.lock_reason else {}),
            }
            for entry in plan.items
        ],
        "materials": [
            {
                "materialKey": one.material.id,
                "name": one.material.name.zh,
                "need": one.need.value,
                "copies": one.copies,
                "forItems": list(one.for_items),
                "sources": [source.value for source in one.sources],
            }
            for one in plan.materials
        ],
        "fees": [
            {"name": line.fee.name.zh, "amountFen": line.fee.amount_fen, "basis": line.fee.basis.zh}
            for line in plan.fees
        ],
        "totalFen": plan.total_fen,
        "totals": totals,
        "openSituations": list(plan.open_situations),
        "formSchema": plan.form_schema,
    }


def _limit(limit: Any) -> dict[str, Any]:
    return {"value": limit.value, "unit": limit.unit.value}
