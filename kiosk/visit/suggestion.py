"""What a guide shows before anything is answered: the fullest case, and what other cases add (一次告知)."""

from collections.abc import Mapping

from kiosk.catalogue.models import Bundle, Item, Material, Situation
from kiosk.catalogue.plan import effective
from kiosk.catalogue.plan_models import Plan
from kiosk.catalogue.rules import holds
from kiosk.visit.world import World


def suggested(world: World, bundle: Bundle, answers: Mapping[str, str]) -> Plan:
    """Return the plan of the fullest case.

    A question that is still open counts as answered with the option that offers most items, the first of
    these. Without answers the plan itself would leave out every item that depends on one.
    """
    told = dict(answers)
    while True:
        situations, known = effective(bundle, told)
        open_ones = [situation for situation in situations if situation.id not in known]
        if not open_ones:
            break
        told = {**known, open_ones[0].id: _fullest(bundle, open_ones[0], known)}
    context = world.plan(bundle.id, told, None)
    if context is None:
        raise LookupError(bundle.id)
    return context[1]


def _fullest(bundle: Bundle, situation: Situation, known: Mapping[str, str]) -> str:
    """Return the option with which most items are offered."""

    def offered(value: str) -> int:
        answers = {**known, situation.id: value}
        return sum(holds(item.when, answers) for item in bundle.items)

    return max((option.value for option in situation.options), key=offered)


def other_items(bundle: Bundle, plan: Plan) -> tuple[Item, ...]:
    """Return the items that only other answers bring."""
    shown = {entry.item.id for entry in plan.items}
    return tuple(item for item in bundle.items if item.id not in shown)


def other_materials(bundle: Bundle, plan: Plan) -> tuple[Material, ...]:
    """Return the materials that only other answers ask for, each once, in the bundle's order."""
    shown = {entry.material.id for entry in plan.materials} | {entry.material.id for entry in plan.dropped}
    needs = dict.fromkeys(need.material for item in bundle.items for need in item.materials)
    return tuple(bundle.materials[one] for one in needs if one not in shown and one in bundle.materials)
