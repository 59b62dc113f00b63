"""The words by which a guide is found, with their pinyin. Pure."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

import rjieba
from pypinyin import Style, lazy_pinyin


class Field(StrEnum):
    """Which part of a guide a word comes from."""

    NAME = "name"
    PLAIN_NAME = "plain_name"
    ALIAS = "alias"
    ITEM = "item"
    ENGLISH = "english"
    FAQ = "faq"
    DEPARTMENT = "department"


WEIGHT = {
    Field.NAME: 1.0,
    Field.PLAIN_NAME: 0.97,
    Field.ALIAS: 0.95,
    Field.ENGLISH: 0.9,
    Field.ITEM: 0.8,
    Field.FAQ: 0.7,
    Field.DEPARTMENT: 0.6,
}


_NAMES = (Field.NAME, Field.PLAIN_NAME, Field.ALIAS)


@dataclass(frozen=True, slots=True)
class Term:
    """One name of one guide, ready to be compared."""

    bundle_id: str
    field: Field
    text: str
    """As shown."""
    plain: str
    """Folded: no spaces, no punctuation, lower case, full-width forms narrowed."""
    syllables: tuple[str, ...]
    """Toneless pinyin, one entry a Chinese character, one a Latin letter or digit."""
    initials: str


def fold(text: str) -> str:
    """Return `text` in the form in which texts and queries are compared."""
    return "".join(mark for mark in unicodedata.normalize("NFKC", text).casefold() if mark.isalnum())


def is_chinese(mark: str) -> bool:
    """Whether `mark` is a Han character, those of the supplementary planes too."""
    return unicodedata.name(mark, "").startswith("CJK UNIFIED IDEOGRAPH")


def syllables_of(folded: str) -> tuple[str, ...]:
    """Return toneless syllables, one entry a character of `folded`."""
    out: list[str] = []
    for word in rjieba.cut(folded):
        out += word if word.isascii() else _read(word)
    return tuple(out)


def term(bundle_id: str, field: Field, text: str) -> Term:
    """Make the term of one name."""
    plain = fold(text)
    syllables = syllables_of(plain)
    return Term(bundle_id, field, text, plain, syllables, "".join(part[0] for part in syllables))


def terms_of(bundle: Mapping[str, Any]) -> Iterator[Term]:
    """Yield the terms of one guide as published (a JSON object); what is missing is left out."""
    key = str(bundle["id"])
    name = bundle.get("name")
    yield from _texts(key, Field.NAME, name)
    yield from _texts(key, Field.PLAIN_NAME, bundle.get("plain_name"))
    for alias in bundle.get("aliases") or ():
        yield from _texts(key, Field.ALIAS, alias)
    for item in bundle.get("items") or ():
        yield from _texts(key, Field.ITEM, item.get("name"))
        yield from _texts(key, Field.ITEM, item.get("short_name"))
        for department in item.get("departments") or ():
            yield from _texts(key, Field.DEPARTMENT, department)
    for department in (*(bundle.get("lead") or ()), *(bundle.get("support") or ())):
        yield from _texts(key, Field.DEPARTMENT, department)
    for entry in (bundle.get("guide") or {}).get("faq") or ():
        yield from _texts(key, Field.FAQ, entry.get("question"))


def _texts(key: str, field: Field, value: object) -> Iterator[Term]:
    if isinstance(value, str) and fold(value):
        yield term(key, field, value)
    elif isinstance(value, Mapping):
        yield from _texts(key, field, value.get("zh"))
        yield from _texts(key, Field.ENGLISH if field in _NAMES else field, value.get("en"))


@lru_cache(1 << 16)
def _read(run: str) -> tuple[str, ...]:
    # A character without a reading stands for itself: read one by one, so that the count stays right.
    read = list(lazy_pinyin(run, style=Style.NORMAL))
    if len(read) != len(run):
        read = [lazy_pinyin(mark, style=Style.NORMAL)[0] for mark in run]
    return tuple(read)
