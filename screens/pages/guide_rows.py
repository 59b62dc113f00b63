"""The rows of a guide: items with their limits, materials with how they are got, results, fees."""

from collections.abc import Iterator

from kiosk.catalogue.models import Need
from kiosk.catalogue.plan_models import Plan, PlanItem, PlanMaterial
from kiosk.text import Texts
from kiosk.visit.ways import AUTOMATIC
from screens.components import Chip, Row
from screens.pages.words import dotted, is_at_once, joined, limit, money, source, source_note
from screens.theme.theme import Theme


def item_rows(theme: Theme, texts: Texts, plan: Plan) -> Iterator[Row]:
    """Yield the items with their departments and limits."""
    for entry in plan.items:
        item = entry.item
        at_once = is_at_once(item.promised_limit)
        yield Row(
            theme,
            text=texts.local(item.name),
            sub=dotted(texts, joined(texts, item.departments), _at_window(texts, entry)),
            end=Chip(theme, limit(texts, item.promised_limit), "ok" if at_once else "plain", icon=None),
            id=f"item:{item.id}",
        )


def _at_window(texts: Texts, entry: PlanItem) -> str:
    if entry.item.on_terminal:
        return ""
    why = entry.item.not_on_terminal_why
    return texts.local(why) if why is not None else texts("guide.item.window")


def material_rows(theme: Theme, texts: Texts, plan: Plan) -> Iterator[Row]:
    """Yield what is needed with how it is got, then what nobody is asked for."""
    for entry in plan.materials:
        way = entry.sources[0]
        yield Row(
            theme,
            text=_name(texts, entry),
            sub="\n".join(_notes(texts, entry)),
            end=Chip(theme, source(texts, way), "ok" if way in AUTOMATIC else "plain"),
            id=f"material:{entry.material.id}",
        )
    for dropped in plan.dropped:
        yield Row(
            theme,
            text=texts.local(dropped.material.name),
            sub=texts("guide.produced"),
            end=Chip(theme, texts("source.OTHER_ITEM_RESULT"), "ok"),
            id=f"material:{dropped.material.id}",
        )


def _name(texts: Texts, entry: PlanMaterial) -> str:
    name = texts.local(entry.material.name)
    return f"{name} × {entry.copies}" if entry.copies > 1 else name


def _notes(texts: Texts, entry: PlanMaterial) -> Iterator[str]:
    if entry.need is not Need.REQUIRED:
        yield texts(f"need.{entry.need}")
    yield texts.local(entry.material.requirement)
    first, *others = entry.sources
    if first in AUTOMATIC:
        yield source_note(texts, entry.material, first)
    if others:
        yield texts("or", ways=joined(texts, (source(texts, other) for other in others)))


def result_rows(theme: Theme, texts: Texts, plan: Plan) -> Iterator[Row]:
    """Yield what comes out, how it comes, and of which item."""
    for entry in plan.results:
        how = texts.local(entry.result.how) if entry.result.how is not None else ""
        yield Row(
            theme,
            text=texts.local(entry.result.name),
            sub=how,
            end=Chip(theme, texts(f"result.{entry.result.carrier}")),
        )


def fee_rows(theme: Theme, texts: Texts, plan: Plan) -> Iterator[Row]:
    """Yield the fee lines with their basis."""
    for entry in plan.fees:
        yield Row(
            theme,
            text=texts.local(entry.fee.name),
            sub=texts.local(entry.fee.basis),
            end=Chip(theme, money(texts, entry.fee.amount_fen)),
        )
