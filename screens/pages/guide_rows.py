"""The rows of a guide: items with their limits, materials with how they are got, results, fees."""

from collections.abc import Iterable, Iterator, Sequence

from kiosk.catalogue.models import Item, Material, MaterialSource, Need
from kiosk.catalogue.plan_models import Plan
from kiosk.text import Texts
from kiosk.visit.ways import AUTOMATIC
from screens.components import Chip, Row
from screens.pages.words import dotted, is_at_once, joined, limit, money, source, source_note
from screens.theme.theme import Theme


def item_rows(theme: Theme, texts: Texts, items: Iterable[Item]) -> Iterator[Row]:
    """Yield items with their departments and limits."""
    for item in items:
        at_once = is_at_once(item.promised_limit)
        yield Row(
            theme,
            text=texts.local(item.name),
            sub=dotted(texts, joined(texts, item.departments), _at_window(texts, item)),
            end=Chip(theme, limit(texts, item.promised_limit), "ok" if at_once else "plain", icon=None),
            id=f"item:{item.id}",
        )


def _at_window(texts: Texts, item: Item) -> str:
    if item.on_terminal:
        return ""
    why = item.not_on_terminal_why
    return texts.local(why) if why is not None else texts("guide.item.window")


def material_rows(theme: Theme, texts: Texts, plan: Plan) -> Iterator[Row]:
    """Yield what is needed with how it is got, then what nobody is asked for."""
    for entry in plan.materials:
        name = texts.local(entry.material.name)
        copies = f" × {entry.copies}" if entry.copies > 1 else ""
        need = texts(f"need.{entry.need}") if entry.need is not Need.REQUIRED else ""
        yield material_row(theme, texts, entry.material, entry.sources, name + copies, need)
    for dropped in plan.dropped:
        yield Row(
            theme,
            text=texts.local(dropped.material.name),
            sub=texts("guide.produced"),
            end=Chip(theme, texts("source.OTHER_ITEM_RESULT"), "ok"),
            id=f"material:{dropped.material.id}",
        )


def material_row(
    theme: Theme,
    texts: Texts,
    material: Material,
    sources: Sequence[MaterialSource],
    name: str,
    need: str = "",
) -> Row:
    """Return a material with what is wanted, how it is got, and the other ways."""
    first, *others = sources
    notes = [need, texts.local(material.requirement)]
    if first in AUTOMATIC:
        notes.append(source_note(texts, material, first))
    if others:
        notes.append(texts("or", ways=joined(texts, (source(texts, other) for other in others))))
    return Row(
        theme,
        text=name,
        sub="\n".join(note for note in notes if note),
        end=Chip(theme, source(texts, first), "ok" if first in AUTOMATIC else "plain"),
        id=f"material:{material.id}",
    )


def other_rows(
    theme: Theme, texts: Texts, items: Iterable[Item], materials: Iterable[Material]
) -> Iterator[Row]:
    """Yield the items and materials that only some cases need."""
    yield from item_rows(theme, texts, items)
    for material in materials:
        yield material_row(theme, texts, material, material.sources, texts.local(material.name))


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
