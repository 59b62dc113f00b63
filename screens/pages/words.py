"""Words that several pages say: limits, money, sources, counts."""

import re
from collections.abc import Iterable
from datetime import date

from kiosk.catalogue.models import Limit, LimitUnit, LocalText, Material, MaterialSource
from kiosk.text import Texts
from kiosk.visit.views import Say

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

_UNIT_KEYS = {
    LimitUnit.WORKING_DAY: "duration.working_days",
    LimitUnit.DAY: "duration.days",
    LimitUnit.MINUTE: "duration.minutes",
}


def counted(texts: Texts, key: str, count: int, **values: object) -> str:
    """Return the text of key for a number: `<key>.<plural category>` where the language has it, else key."""
    special = f"{key}.{texts.plural(count)}"
    return texts(special if texts.has(special) else key, count=count, **values)


def limit(texts: Texts, value: Limit) -> str:
    """Return a time limit as people say it: 当场办结, 3 个工作日."""
    if is_at_once(value):
        return texts("duration.now")
    return counted(texts, _UNIT_KEYS[value.unit], value.value)


def is_at_once(value: Limit) -> bool:
    """Whether the limit means 当场办结: nothing, or minutes."""
    return value.value == 0 or value.unit is LimitUnit.MINUTE


def money(texts: Texts, fen: int) -> str:
    """Return an amount: 12.5 元."""
    return texts("money", yuan=texts.money(fen))


def joined(texts: Texts, names: Iterable[str]) -> str:
    """Return names in a row: 市公安局、市医保局."""
    return texts("join").join(names)


def dotted(texts: Texts, *parts: str) -> str:
    """Return the parts that are there with a middle dot between them."""
    return texts("dot").join(part for part in parts if part)


def said(texts: Texts, words: Say) -> str:
    """Return a `Say` in words; values that are content or dates are put into the language first."""
    values = {name: _value(texts, value) for name, value in words.values.items()}
    return texts(words.key, **values)


def provenance(texts: Texts, words: Say) -> str:
    """Return where a value comes from; without a day where the source gave none."""
    source, as_of = str(words.values.get("source", "")), str(words.values.get("as_of", ""))
    if words.key == "provenance.shared" and not as_of:
        return texts("provenance.shared.undated", source=source)
    return texts(words.key, source=source, as_of=day(texts, as_of))


def day(texts: Texts, iso: str) -> str:
    """Return an ISO date as people say it, and anything else as it is."""
    try:
        return texts.day(date.fromisoformat(iso))
    except ValueError:
        return iso


def shown(texts: Texts, value: str) -> str:
    """Return a value as people read it: a date as it is said."""
    return day(texts, value) if ISO_DATE.fullmatch(value) else value


def source(texts: Texts, way: MaterialSource) -> str:
    """Return the short name of a way to give a material: 现场拍照."""
    return texts(f"source.{way}")


def source_note(texts: Texts, material: Material, way: MaterialSource) -> str:
    """Return what a way to give a material means for the citizen."""
    if way is MaterialSource.SHARED_DATA:
        name = material.shared_resource
        return texts("source.SHARED_DATA.sub", source=texts.local(name)) if name else source(texts, way)
    return texts(f"source.{way}.sub")


def _value(texts: Texts, value: object) -> object:
    if isinstance(value, LocalText):
        return texts.local(value)
    if isinstance(value, date):
        return texts.day(value)
    return value
